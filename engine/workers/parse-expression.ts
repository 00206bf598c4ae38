import type { DuckDBConnection } from '@duckdb/node-api';
import type { Answer, ParsedExpression } from '../check/binder.ts';
import { problem } from '../core/diagnostic.ts';
import { quotedText } from '../core/quoting.ts';
import { isObject } from '../core/json.ts';
import { fromCodePointOffset, tokenEnd } from '../expression/byte-offset.ts';
import { isVolatileTree } from '../expression/volatile-tree.ts';
import { collectReferences } from '../expression/walk-tree.ts';
import { firstLine } from './locate-error.ts';

const prefix = 'SELECT ';

/** Has DuckDB's own parser read `text` and makes sure that it is exactly one expression, so that it can be put between parentheses. */
export async function parseExpression(connection: DuckDBConnection, text: string, at: { readonly node: string; readonly param: string }, volatileFunctions: () => Promise<ReadonlySet<string>>): Promise<Answer<ParsedExpression>> {
  const fail = (message: string, start = 0, end = text.length): Answer<never> => ({ ok: false, problem: problem('expression-syntax', message, { ...at, span: { start, end: Math.max(end, start) } }) });
  const where = `"${at.param}" of node "${at.node}"`;
  if (text.trim() === '') return fail(`The expression in ${where} is empty. Write one, such as price * 1.2.`);
  if (text.includes('\0')) return fail(`The expression in ${where} holds a NUL character. Remove it, or write chr(0).`);
  const reply = await connection.runAndReadAll(`SELECT json_serialize_sql(${quotedText(prefix + text)})`);
  const tree = JSON.parse(String(reply.getRows()[0]![0])) as Record<string, unknown>;
  const notOne = (): Answer<never> => fail(`${where} must be one expression, without commas between values, AS, FROM or a second statement. Remove what does not belong to the value.`);
  if (tree['error'] === true && tree['position'] === undefined) return notOne();
  if (tree['error'] === true) {
    const start = Math.min(text.length, Math.max(0, fromCodePointOffset(prefix + text, Number(tree['position'])) - prefix.length));
    const token = text.slice(start, tokenEnd(text, start));
    const near = start >= text.length ? 'at its end' : `at ${JSON.stringify(token)}`;
    return fail(`The expression in ${where} does not parse ${near} (${firstLine(String(tree['error_message'] ?? 'syntax error'))}). Mend it there.`, Math.min(start, Math.max(0, text.length - 1)), tokenEnd(text, start));
  }
  const select = onlySelect(tree);
  const list = select?.['select_list'];
  if (!select || !Array.isArray(list) || list.length !== 1 || !isBareSelect(select)) {
    return notOne();
  }
  const item = list[0] as Record<string, unknown>;
  if (typeof item['alias'] === 'string' && item['alias'] !== '') return fail(`${where} gives its value a name with AS. Remove it; the column's name is a setting of its own.`);
  const references = collectReferences(item);
  if (references.hasStar) return fail(`${where} uses *, which stands for many columns. Name one column.`);
  if (references.functions.includes('unnest')) return fail(`${where} calls unnest, which would make several rows of one. Use a node that explodes lists, or an SQL node.`);
  const names = references.functions.some((f) => /^[a-z]/.test(f)) ? await volatileFunctions() : new Set<string>();
  return { ok: true, value: { ...references, volatile: isVolatileTree(item, names, () => true) } };
}

function onlySelect(tree: Record<string, unknown>): Record<string, unknown> | null {
  const statements = tree['statements'];
  if (!Array.isArray(statements) || statements.length !== 1) return null;
  const node = (statements[0] as Record<string, unknown>)['node'];
  return isObject(node) && node['type'] === 'SELECT_NODE' ? node : null;
}

function isBareSelect(select: Record<string, unknown>): boolean {
  const from = select['from_table'];
  const empty = (key: string): boolean => {
    const value = select[key];
    return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
  };
  return isObject(from) && from['type'] === 'EMPTY' && ['modifiers', 'where_clause', 'group_expressions', 'group_sets', 'having', 'sample', 'qualify'].every(empty);
}
