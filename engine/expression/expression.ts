/**
 * A value computed from the columns of one row (or of a group, when it holds an aggregate call).
 * Users write DuckDB's language; what we do not model stays `text` with the columns it names.
 */
export type Expression =
  | { readonly op: 'column'; readonly name: string; readonly of?: string }
  | { readonly op: 'literal'; readonly value: string | number | boolean | null; readonly type?: string }
  | { readonly op: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly distinct?: boolean; readonly filter?: Expression; readonly orderBy?: readonly SortKey[] }
  | { readonly op: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly op: 'and' | 'or'; readonly items: readonly Expression[] }
  | { readonly op: 'not'; readonly item: Expression }
  | { readonly op: 'is'; readonly item: Expression; readonly what: 'NULL' | 'NOT NULL' | 'TRUE' | 'NOT TRUE' }
  | { readonly op: 'in'; readonly item: Expression; readonly values: readonly Expression[] }
  | { readonly op: 'cast'; readonly item: Expression; readonly type: string; readonly lenient: boolean }
  | { readonly op: 'case'; readonly when: readonly { readonly if: Expression; readonly then: Expression }[]; readonly otherwise?: Expression }
  | { readonly op: 'field'; readonly item: Expression; readonly name: string }
  | { readonly op: 'struct'; readonly fields: readonly { readonly name: string; readonly value: Expression }[] }
  | { readonly op: 'list'; readonly items: readonly Expression[] }
  | { readonly op: 'window'; readonly name: string; readonly args: readonly Expression[]; readonly partitionBy: readonly Expression[]; readonly orderBy: readonly SortKey[]; readonly frame?: WindowFrame; readonly ignoreNulls?: boolean }
  /** A function of the items of a list, for calls such as `list_transform`; its body sees the items under the names of `params`. */
  | { readonly op: 'lambda'; readonly params: readonly string[]; readonly body: Expression }
  /** What a user wrote, always printed as written; `param` is the setting it stands in, so that errors find their token; `hasWindow` says that it looks at more rows than one. */
  | { readonly op: 'text'; readonly text: string; readonly columns: readonly string[]; readonly volatile: boolean; readonly hasWindow?: boolean; /** It stands for columns that it does not name, as COLUMNS(*) does. */ readonly hasStar?: boolean; readonly param: string };

/** The rows a window function looks at: all up to this one, all, or so many rows before and after; null is without end. */
export type WindowFrame = 'running' | 'whole' | { readonly unit: 'rows'; readonly before: number | null; readonly after: number | null } | { readonly unit: 'range'; /** An interval, such as `7 days`. */ readonly before: string };

export type BinaryOperator = '=' | '<>' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '//' | '%' | '||' | 'IS DISTINCT FROM' | 'IS NOT DISTINCT FROM';

export interface SortKey {
  readonly by: Expression;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last';
}

export const column = (name: string, of?: string): Expression => ({ op: 'column', name, ...(of === undefined ? {} : { of }) });
export const literal = (value: string | number | boolean | null, type?: string): Expression => ({ op: 'literal', value, ...(type === undefined ? {} : { type }) });
export const call = (name: string, ...args: Expression[]): Expression => ({ op: 'call', name, args });
export const binary = (left: Expression, operator: BinaryOperator, right: Expression): Expression => ({ op: 'binary', operator, left, right });
export const isTrue = (item: Expression): Expression => ({ op: 'is', item, what: 'TRUE' });
export const isNotTrue = (item: Expression): Expression => ({ op: 'is', item, what: 'NOT TRUE' });
export const isNull = (item: Expression): Expression => ({ op: 'is', item, what: 'NULL' });
export const and = (...items: Expression[]): Expression => ({ op: 'and', items });
export const or = (...items: Expression[]): Expression => ({ op: 'or', items });
/** `then` where the condition is true, else `otherwise` (NULL when left out). */
export const choose = (condition: Expression, then: Expression, otherwise?: Expression): Expression => ({
  op: 'case',
  // oxlint-disable-next-line unicorn/no-thenable -- plain data that nobody awaits
  when: [{ if: condition, then }],
  ...(otherwise === undefined ? {} : { otherwise }),
});
export const cast = (item: Expression, type: string, lenient = false): Expression => ({ op: 'cast', item, type, lenient });
/** A window function over the rows of a group in an order. */
export const over = (name: string, args: readonly Expression[], partitionBy: readonly Expression[] = [], orderBy: readonly SortKey[] = [], more: { readonly frame?: WindowFrame; readonly ignoreNulls?: boolean } = {}): Expression => ({ op: 'window', name, args, partitionBy, orderBy, ...more });
export const lambda = (param: string, body: Expression): Expression => ({ op: 'lambda', params: [param], body });
export const isNotNull = (item: Expression): Expression => ({ op: 'is', item, what: 'NOT NULL' });
export const not = (item: Expression): Expression => ({ op: 'not', item });
