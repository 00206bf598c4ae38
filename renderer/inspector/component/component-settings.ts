import type { ComponentFace } from '../../../engine/api/contract.ts';
import type { ParamSpec } from '../../../engine/definition/index.ts';
import type { FlowParameter } from '../../../engine/document/document.ts';
import { t } from '../../words/words.ts';

/** A value that a Component node gives to a parameter of its flow, as it is stored. */
export interface GivenValue {
  readonly name: string;
  readonly value: string;
}

/** A parameter of a component as a setting of the node that uses it. */
export interface ComponentSetting {
  readonly name: string;
  readonly spec: ParamSpec;
  /** As the control of the setting takes it; undefined where the flow's default holds. */
  readonly stored: unknown;
  /** The parameter of the flow around that it is taken from, or null. */
  readonly from: string | null;
}

export interface SettingGroup {
  readonly title: string;
  readonly settings: readonly ComponentSetting[];
}

/** The settings of a component by group, in the order in which its flow declares them; those without a group first. */
export function settingGroups(face: ComponentFace, given: readonly GivenValue[]): readonly SettingGroup[] {
  const titles = [...new Set(['', ...face.parameters.map((p) => p.group ?? '')])];
  return titles
    .map((title) => ({ title, settings: face.parameters.filter((p) => (p.group ?? '') === title).map((p) => settingOf(p, given.findLast((g) => g.name === p.name)?.value)) }))
    .filter((group) => group.settings.length > 0);
}

/** Values for parameters that the flow no longer has. */
export const strangers = (face: ComponentFace, given: readonly GivenValue[]): readonly GivenValue[] => given.filter((g) => !face.parameters.some((p) => p.name === g.name));

/** The values with one of them set; what is undefined or null is given no more. */
export function withSetting(given: readonly GivenValue[], name: string, value: unknown): readonly GivenValue[] {
  if (value === undefined || value === null) return given.filter((g) => g.name !== name);
  const next = { name, value: String(value) };
  return given.some((g) => g.name === name) ? given.map((g) => (g.name === name ? { ...g, ...next } : g)) : [...given, next];
}

/** A value that is taken from a parameter of the flow around. */
export const reference = (parameter: string): string => `\${${parameter}}`;

function settingOf(parameter: FlowParameter, written: string | undefined): ComponentSetting {
  const spec = specOf(parameter);
  const from = /^\$\{(\w+)\}$/.exec(written ?? '')?.[1] ?? null;
  const stored = written === undefined ? undefined : readAs(spec, written);
  // What the control of the kind cannot show is shown as it is written.
  return stored === null ? { name: parameter.name, spec: asText(spec), stored: written, from } : { name: parameter.name, spec, stored, from };
}

const asText = ({ label, help }: ParamSpec): ParamSpec => ({ kind: 'text', label, ...(help === undefined ? {} : { help }), default: null });

/** Null for a text that is no value of the kind. */
function readAs(spec: ParamSpec, written: string): unknown {
  switch (spec.kind) {
    case 'integer':
      return /^[+-]?\d+$/.test(written) && Number.isSafeInteger(Number(written)) ? Number(written) : null;
    case 'number':
      return written.trim() !== '' && Number.isFinite(Number(written)) ? Number(written) : null;
    case 'boolean':
      return written === 'true' ? true : written === 'false' ? false : null;
    case 'choice':
      return spec.options.some((o) => o.value === written) ? written : null;
    default:
      return written;
  }
}

function specOf({ name, type, default: value, label, help, choices }: FlowParameter): ParamSpec {
  const words = { label: label || name, ...(help ? { help } : {}) };
  const text = value === null ? {} : { default: String(value) };
  if (choices && choices.length > 0) return { ...words, ...text, kind: 'choice', options: choices.map((c) => ({ value: String(c), label: String(c) })) };
  switch (type) {
    case 'integer':
    case 'number':
      return { ...words, kind: type, default: typeof value === 'number' ? value : null };
    case 'boolean':
      // A box has no third state for "none".
      return value === null ? { ...words, kind: 'choice', options: [{ value: 'true', label: t('Yes') }, { value: 'false', label: t('No') }] } : { ...words, kind: 'boolean', default: value === true || value === 'true' };
    case 'text':
      return { ...words, kind: 'text', default: value === null ? null : String(value) };
    case 'date':
      return { ...words, kind: 'text', default: value === null ? null : String(value), placeholder: '2026-03-01' };
    case 'timestamp':
      return { ...words, kind: 'text', default: value === null ? null : String(value), placeholder: '2026-03-01 09:30:00' };
  }
}
