import type { FlowDocument } from './document.ts';

const head = ['millrace', 'name', 'description', 'parameters', 'nodes', 'edges', 'layout', 'notes', 'charts', 'dashboard'];
const nodeHead = ['type', 'version', 'title', 'note', 'disabled', 'cached', 'params'];

/** The text of a flow file: known keys in a fixed order, one line per setting, edge and position, so that a diff reads well. */
export function writeDocument(document: FlowDocument): string {
  const parts = ordered(document, head).map(([key, value]) => {
    if (key === 'nodes') return entry(key, block(Object.entries(document.nodes).map(([id, node]) => entry(id, nodeText(node), 4)), '{', '}', 2));
    if (key === 'edges' || key === 'parameters') return entry(key, block((value as unknown[]).map((item) => `    ${line(item)}`), '[', ']', 2));
    if (key === 'layout') return entry(key, block(Object.entries(document.layout).map(([id, position]) => entry(id, line(position), 4)), '{', '}', 2));
    if (key === 'notes' || key === 'charts' || key === 'dashboard') return entry(key, block(Object.entries(document[key] ?? {}).map(([id, one]) => entry(id, line(one), 4)), '{', '}', 2));
    return entry(key, line(value));
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}

function nodeText(node: FlowDocument['nodes'][string]): string {
  const parts = ordered(node, nodeHead).map(([key, value]) =>
    key === 'params' ? entry(key, block(Object.entries(node.params).map(([name, v]) => entry(name, settingText(v), 8)), '{', '}', 6), 6) : entry(key, line(value), 6),
  );
  return block(parts, '{', '}', 4);
}

/** Lists of records get a line per record, all else stays on one line. */
function settingText(value: unknown): string {
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'object' && item !== null)) {
    return block(value.map((item) => `          ${line(item)}`), '[', ']', 8);
  }
  return line(value);
}

function ordered(value: object, first: readonly string[]): [string, unknown][] {
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  const rank = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length);
  return entries.map((e, i) => ({ e, i })).sort((a, b) => rank(a.e[0]) - rank(b.e[0]) || a.i - b.i).map(({ e }) => e);
}

const entry = (key: string, value: string, indent = 2): string => `${' '.repeat(indent)}${JSON.stringify(key)}: ${value}`;

const block = (lines: readonly string[], open: string, close: string, indent: number): string =>
  lines.length === 0 ? open + close : `${open}\n${lines.join(',\n')}\n${' '.repeat(indent)}${close}`;

/** JSON on one line with a space after colons and commas. */
function line(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => line(item)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined);
    return entries.length === 0 ? '{}' : `{ ${entries.map(([k, v]) => `${JSON.stringify(k)}: ${line(v)}`).join(', ')} }`;
  }
  return JSON.stringify(value) ?? 'null';
}
