import type { ParamSpec, ParamSpecs } from '../../../engine/definition/index.ts';

export type NamedParam = readonly [name: string, spec: ParamSpec];

/** The stored value of a setting, its default where nothing is stored. */
export function effectiveValue(spec: ParamSpec, stored: unknown): unknown {
  return stored === undefined ? spec.default : stored;
}

/** Whether a setting must be filled in: it has no default. */
export const isRequired = (spec: ParamSpec): boolean => !('default' in spec) || spec.default === undefined;

/** Whether a setting has to be filled in where it is shown, also one that may be empty while it does not matter. */
export const isNeeded = (spec: ParamSpec): boolean => isRequired(spec) || spec.needed === true;

/** Whether nothing is set: no value, no text, no items. */
export const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

function isShown(spec: ParamSpec, specs: ParamSpecs, record: Readonly<Record<string, unknown>>): boolean {
  if (!spec.showIf) return true;
  const { showIf } = spec;
  const governing = specs[showIf.param];
  if (!governing) throw new Error(`showIf names ${showIf.param}, which is not a setting of the same record.`);
  const value = effectiveValue(governing, record[showIf.param]);
  if (!isShown(governing, specs, record)) return false;
  return 'in' in showIf ? (showIf.in as readonly unknown[]).includes(value) : typeof value === 'string' && [showIf.startsWith].flat().some((start) => value.startsWith(start));
}

/** The settings that matter for the record as it stands, in order of declaration, the advanced ones apart. */
export function visibleParams(specs: ParamSpecs, record: Readonly<Record<string, unknown>>): { readonly main: readonly NamedParam[]; readonly advanced: readonly NamedParam[] } {
  const shown = Object.entries(specs).filter(([, spec]) => isShown(spec, specs, record));
  return { main: shown.filter(([, spec]) => !spec.advanced), advanced: shown.filter(([, spec]) => spec.advanced) };
}
