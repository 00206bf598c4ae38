import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import type { Expression, SortKey, WindowFrame } from '../expression/expression.ts';
import type { SqlWriter } from './sql-text.ts';

/** Writes an expression as DuckDB SQL, fully parenthesised; `node` owns the user-written pieces in it. */
export function printExpression(out: SqlWriter, expression: Expression, node: string): void {
  const print = (e: Expression): void => printExpression(out, e, node);
  const list = (items: readonly Expression[], separator = ', ') => out.list(items, separator, print);
  switch (expression.op) {
    case 'column':
      if (expression.of !== undefined) out.add(`${quotedIdentifier(expression.of)}.`);
      out.add(quotedIdentifier(expression.name));
      return;
    case 'literal':
      out.add(printLiteral(expression.value, expression.type));
      return;
    case 'call':
      out.add(`${functionName(expression.name)}(${expression.distinct ? 'DISTINCT ' : ''}`);
      if (expression.name === 'count' && expression.args.length === 0) out.add('*');
      list(expression.args);
      if (expression.orderBy && expression.orderBy.length > 0) {
        out.add(' ORDER BY ');
        printSortKeys(out, expression.orderBy, node);
      }
      out.add(')');
      if (expression.filter) {
        out.add(' FILTER (WHERE ');
        print(expression.filter);
        out.add(')');
      }
      return;
    case 'binary':
      out.add('(');
      print(expression.left);
      out.add(` ${expression.operator} `);
      print(expression.right);
      out.add(')');
      return;
    case 'and':
    case 'or':
      if (expression.items.length === 0) {
        out.add(expression.op === 'and' ? 'TRUE' : 'FALSE');
        return;
      }
      out.add('(');
      list(expression.items, expression.op === 'and' ? ' AND ' : ' OR ');
      out.add(')');
      return;
    case 'not':
      out.add('(NOT ');
      print(expression.item);
      out.add(')');
      return;
    case 'is':
      out.add('(');
      print(expression.item);
      out.add(` IS ${expression.what})`);
      return;
    case 'in':
      if (expression.values.length === 0) {
        out.add('FALSE');
        return;
      }
      out.add('(');
      print(expression.item);
      out.add(' IN (');
      list(expression.values);
      out.add('))');
      return;
    case 'cast':
      out.add(expression.lenient ? 'TRY_CAST(' : 'CAST(');
      print(expression.item);
      out.add(` AS ${expression.type})`);
      return;
    case 'case':
      out.add('CASE');
      for (const branch of expression.when) {
        out.add(' WHEN ');
        print(branch.if);
        out.add(' THEN ');
        print(branch.then);
      }
      if (expression.otherwise) {
        out.add(' ELSE ');
        print(expression.otherwise);
      }
      out.add(' END');
      return;
    case 'field':
      out.add('(');
      print(expression.item);
      out.add(`).${quotedIdentifier(expression.name)}`);
      return;
    case 'struct':
      out.add('{');
      out.list(expression.fields, ', ', (f) => {
        out.add(`${quotedText(f.name)}: `);
        print(f.value);
      });
      out.add('}');
      return;
    case 'list':
      out.add('[');
      list(expression.items);
      out.add(']');
      return;
    case 'window':
      out.add(`${functionName(expression.name)}(${expression.name === 'count' && expression.args.length === 0 ? '*' : ''}`);
      list(expression.args);
      out.add(`${expression.ignoreNulls === true ? ' IGNORE NULLS' : ''}) OVER (`);
      if (expression.partitionBy.length > 0) {
        out.add('PARTITION BY ');
        list(expression.partitionBy);
      }
      if (expression.orderBy.length > 0) {
        out.add(' ORDER BY ');
        printSortKeys(out, expression.orderBy, node);
      }
      if (expression.frame !== undefined) out.add(` ${frameText(expression.frame)}`);
      out.add(')');
      return;
    case 'lambda':
      out.add(`(lambda ${expression.params.map(quotedIdentifier).join(', ')}: `);
      print(expression.body);
      out.add(')');
      return;
    case 'text':
      out.add('(').user(expression.text, node, expression.param).add(')');
      return;
  }
}

function frameText(frame: WindowFrame): string {
  if (frame === 'whole') return 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING';
  if (frame === 'running') return 'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW';
  if (frame.unit === 'range') return `RANGE BETWEEN CAST(${quotedText(frame.before)} AS INTERVAL) PRECEDING AND CURRENT ROW`;
  const bound = (rows: number | null, side: string): string => (rows === null ? `UNBOUNDED ${side}` : `${rows} ${side}`);
  return `ROWS BETWEEN ${bound(frame.before, 'PRECEDING')} AND ${bound(frame.after, 'FOLLOWING')}`;
}

export function printSortKeys(out: SqlWriter, keys: readonly SortKey[], node: string): void {
  out.list(keys, ', ', (key) => {
    printExpression(out, key.by, node);
    out.add(`${key.descending ? ' DESC' : ' ASC'} NULLS ${key.nulls === 'first' ? 'FIRST' : 'LAST'}`);
  });
}

/** A constant; with a type it is cast from text so that no digit is lost on the way. */
export function printLiteral(value: string | number | boolean | null, type?: string): string {
  const bare = value === null ? 'NULL' : typeof value === 'string' ? quotedText(value) : typeof value === 'boolean' ? (value ? 'TRUE' : 'FALSE') : numberText(value);
  return type === undefined ? bare : `CAST(${bare} AS ${type})`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "CAST('nan' AS DOUBLE)";
  if (!Number.isFinite(value)) return `CAST('${value > 0 ? '' : '-'}infinity' AS DOUBLE)`;
  const text = Object.is(value, -0) ? '-0.0' : String(value);
  return value < 0 || text.startsWith('-') ? `(${text})` : text;
}

/** Function names come from node declarations, never from a person; anything else is a bug. */
function functionName(name: string): string {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new Error(`Not a function name: ${name}`);
  return name;
}
