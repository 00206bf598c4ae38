import { catalog as written } from '../../nodes/catalog.ts';
import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import type { AnyNodeDefinition, Catalog, ParamSpecs } from '../../engine/definition/index.ts';
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
  const message = label === null ? named : named.replace(`"${param!}"`, () => label);
  const english = written.get(node.type);
  return { ...diagnostic, message: definition && english ? asShown(message, param, english, definition) : message };
}

/** The message, which is in English, with the names of a setting and of ports as the form and the canvas have them. */
function asShown(message: string, param: string | undefined, english: AnyNodeDefinition, shown: AnyNodeDefinition): string {
  const name = param?.split('.')[0];
  const label = name === undefined ? undefined : english.params[name]?.label;
  const labelled = label === undefined ? message : message.replace(`"${label}"`, () => `"${shown.params[name!]?.label ?? label}"`);
  const ports = [...english.inputs.map((port, i) => [`nput "${port.title}"`, `nput "${shown.inputs[i]?.title ?? port.title}"`] as const), ...english.outputs.map((port, i) => [`utput "${port.title}"`, `utput "${shown.outputs[i]?.title ?? port.title}"`] as const)];
  return ports.reduce((text, [before, after]) => text.replace(before, () => after), labelled);
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
