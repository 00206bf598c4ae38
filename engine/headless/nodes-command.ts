import { nearestName } from '../core/schema.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { likeness, paramsJsonSchema, type AnyNodeDefinition, type Catalog } from '../definition/index.ts';
import { exit, type Console } from './console.ts';

/** What `millrace nodes --json` says of one type. */
export const describeNode = (d: AnyNodeDefinition) => ({
  type: d.type,
  version: d.version,
  title: d.title,
  category: d.category,
  summary: d.summary,
  keywords: d.keywords ?? [],
  streaming: d.streaming === true,
  inputs: d.inputs.map((p) => ({ name: p.name, title: p.title, required: p.required, many: p.many === true })),
  outputs: d.outputs.map((p) => ({ name: p.name, title: p.title, kind: p.kind })),
  params: paramsJsonSchema(d.params),
});

/** `millrace nodes`: the catalogue, or one type of it. */
export function nodesCommand(type: string | undefined, options: { readonly json?: boolean }, catalog: Catalog, console: Console): number {
  if (type === undefined) {
    if (options.json === true) console.out(`${JSON.stringify([...catalog.values()].map(describeNode), null, 2)}\n`);
    else for (const d of catalog.values()) console.out(`${d.type.padEnd(18)} ${d.summary}\n`);
    return exit.done;
  }
  const definition = catalog.get(type);
  if (!definition) {
    throw new DiagnosticError(problem('node-unknown-type', `There is no node type "${type}".${hintFor(type, catalog)} "millrace nodes" lists them.`));
  }
  if (options.json === true) console.out(`${JSON.stringify(describeNode(definition), null, 2)}\n`);
  else console.out(nodeText(definition));
  return exit.done;
}

/** The types that other tools call so, else the one that is spelled nearly so. */
function hintFor(type: string, catalog: Catalog): string {
  const words = type.toLowerCase().replaceAll(/[-_]/g, ' ');
  const found = [...catalog.values()].map((d) => ({ type: d.type, likeness: likeness(d, words) })).filter((d) => d.likeness > 0).sort((a, b) => b.likeness - a.likeness);
  const named = found.filter((d) => catalog.get(d.type)?.keywords?.includes(words));
  const near = nearestName(type, [...catalog.keys()]);
  if (named.length === 0 && near) return ` Did you mean "${near}"?`;
  const shown = (named.length > 0 ? named : found).slice(0, 5).map((d) => `"${d.type}"`);
  return shown.length === 0 ? '' : ` Did you mean ${shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`}?`;
}

function nodeText(d: AnyNodeDefinition): string {
  const lines = [`${d.title} (${d.type})`, d.summary, ...(d.keywords ? [`Found also as: ${d.keywords.join(', ')}.`] : []), ''];
  for (const p of d.inputs) lines.push(`  in   ${p.name.padEnd(14)} ${p.title}${p.many === true ? ', any number' : p.required ? '' : ', optional'}`);
  for (const p of d.outputs) lines.push(`  out  ${p.name.padEnd(14)} ${p.title} (${p.kind})`);
  lines.push('');
  for (const [name, spec] of Object.entries(d.params)) {
    const fallback = 'default' in spec && spec.default !== undefined ? `default ${JSON.stringify(spec.default)}` : 'required';
    lines.push(`  ${name.padEnd(16)} ${spec.kind.padEnd(10)} ${spec.label}${spec.help ? `. ${spec.help.replace(/\.$/, '')}` : ''} (${fallback})`);
  }
  return `${lines.join('\n')}\n`;
}
