import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import type { Catalog, ParamSpecs } from '../../engine/definition/index.ts';
import type { FlowDocument } from '../../engine/document/document.ts';

/** The diagnostic with the node's title and the setting's label in its message, as the window shows them, instead of their ids. */
export function titledDiagnostic(diagnostic: Diagnostic, document: FlowDocument, catalog: Catalog): Diagnostic {
  const { node: id, param } = diagnostic.at;
  const node = id === undefined || !Object.hasOwn(document.nodes, id) ? undefined : document.nodes[id];
  if (!node) return diagnostic;
  const definition = catalog.get(node.type);
  const title = node.title ?? definition?.title ?? id!;
  const label = param === undefined || !definition ? null : settingName(definition.params, param);
  const named = diagnostic.message.replaceAll(`ode "${id!}"`, () => `ode "${title}"`);
  return { ...diagnostic, message: label === null ? named : named.replace(`"${param!}"`, () => label) };
}

/** Such as `"Expression" of column 2` for `columns.1.expression`; null for a path the type does not have. */
function settingName(specs: ParamSpecs, path: string): string | null {
  const [name, index, ...rest] = path.split('.');
  const spec = Object.hasOwn(specs, name!) ? specs[name!] : undefined;
  if (!spec) return null;
  if (spec.kind !== 'list' || index === undefined) return `"${spec.label}"`;
  const item = `${spec.noun} ${Number(index) + 1}`;
  const inner = rest.length > 0 ? settingName(spec.item, rest.join('.')) : null;
  return inner === null ? item : `${inner} of ${item}`;
}
