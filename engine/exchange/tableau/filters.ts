import { quotedIdentifier, quotedText } from '../../core/quoting.ts';
import { kindIn, NotMapped } from '../parts.ts';
import { FormulaProblem } from '../formula-tokens.ts';
import { translateCalculation } from './formula.ts';
import type { PartBuilder, Strand } from './part-builder.ts';
import { entryAt, kindOfNode, textAt, type Entry } from './read-flow.ts';

/** A value as the file spells it: texts in quotes, dates between #, null; one without quotes that is no number is a text as well. */
export function literal(spelled: unknown): { readonly sql: string; readonly value: string | null } {
  if (spelled === null || spelled === 'null') return { sql: 'NULL', value: null };
  const text = String(spelled);
  const quoted = /^"([^]*)"$|^'([^]*)'$/.exec(text);
  if (quoted) {
    const value = (quoted[1] ?? quoted[2]!).replaceAll(text[0]!.repeat(2), text[0]!);
    return { sql: quotedText(value), value };
  }
  const date = /^#(.*)#$/.exec(text);
  if (date) return { sql: translateCalculation(text, () => 'unknown').sql, value: date[1]! };
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return { sql: text, value: text };
  if (/^(true|false)$/i.test(text)) return { sql: text.toUpperCase(), value: text.toLowerCase() };
  return { sql: quotedText(text), value: text };
}

/** Rows that a filter lets through. */
export function filterAction(action: Entry, strand: Strand, builder: PartBuilder): Strand {
  return builder.then('filter-rows', { condition: condition(action, strand) }, strand, strand.columns, 'passed');
}

function condition(action: Entry, strand: Strand): string {
  const kind = kindOfNode(action);
  if (kind === 'RichRangeFilter') return range(action);
  if (kind === 'ValueFilter' || kind === 'RichDiscreteValueFilter') return listed(action);
  const expression = textAt(action, 'filterExpression') || textAt(action, 'expression');
  if (expression === '') throw new NotMapped('its condition is not in the file');
  return translateCalculation(expression, kindIn(strand.columns)).sql;
}

function listed(action: Entry): string {
  const columns = Object.entries(entryAt(action, 'values') ?? {});
  if (columns.length === 0) throw new NotMapped('its values are not in the file in a form that is known');
  const parts = columns.map(([column, given]) => {
    if (!Array.isArray(given)) throw new NotMapped('its values are not in the file in a form that is known');
    const name = quotedIdentifier(column);
    const values = given.map(literal);
    const some = values.filter((v) => v.value !== null).map((v) => v.sql);
    // Of a missing value "is one of" is neither true nor false, so it is asked for by itself.
    const isOne = some.length === 0 ? 'FALSE' : `coalesce(${name} IN (${some.join(', ')}), FALSE)`;
    return values.some((v) => v.value === null) ? `(${isOne} OR ${name} IS NULL)` : isOne;
  });
  return action['exclude'] === true ? parts.map((p) => `NOT ${p}`).join(' AND ') : parts.join(' AND ');
}

function range(action: Entry): string {
  const name = quotedIdentifier(textAt(action, 'columnName'));
  const type = textAt(action, 'dataType').toLowerCase();
  const bound = (key: string): string | null => {
    const value = action[key];
    if (value === null || value === undefined || value === '') return null;
    if (!/^-?\d+(\.\d+)?$/.test(String(value))) throw new FormulaProblem(`the bound ${String(value)} is not understood`);
    // Days and times are milliseconds since 1970.
    const at = `epoch_ms(CAST(${String(value)} AS BIGINT))`;
    return type === 'date' ? `CAST(${at} AS DATE)` : type === 'datetime' ? at : String(value);
  };
  const [least, most] = [bound('appliedMin'), bound('appliedMax')];
  const parts = [...(least === null ? [] : [`${name} >= ${least}`]), ...(most === null ? [] : [`${name} <= ${most}`])];
  if (parts.length === 0) throw new NotMapped('its bounds are not in the file in a form that is known');
  return action['includeNulls'] === true ? `(${parts.join(' AND ')}) OR ${name} IS NULL` : parts.join(' AND ');
}
