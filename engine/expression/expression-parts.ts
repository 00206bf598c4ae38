import type { Expression, SortKey } from './expression.ts';

const keys = (orderBy: readonly SortKey[]): Expression[] => orderBy.map((key) => key.by);

/** The expressions directly inside one. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.op) {
    case 'column':
    case 'literal':
    case 'text':
      return [];
    case 'call':
      return [...expression.args, ...(expression.filter ? [expression.filter] : []), ...keys(expression.orderBy ?? [])];
    case 'binary':
      return [expression.left, expression.right];
    case 'and':
    case 'or':
    case 'list':
      return expression.items;
    case 'not':
    case 'is':
    case 'cast':
    case 'field':
      return [expression.item];
    case 'in':
      return [expression.item, ...expression.values];
    case 'case':
      return [...expression.when.flatMap((branch) => [branch.if, branch.then]), ...(expression.otherwise ? [expression.otherwise] : [])];
    case 'struct':
      return expression.fields.map((field) => field.value);
    case 'lambda':
      return [expression.body];
    case 'window':
      return [...expression.args, ...expression.partitionBy, ...keys(expression.orderBy)];
  }
}

/** Names of the columns an expression reads, each as it is written there. */
export function columnsOf(expression: Expression): readonly string[] {
  const own = expression.op === 'column' ? [expression.name] : expression.op === 'text' ? expression.columns : [];
  const bound = expression.op === 'lambda' ? expression.params : [];
  return [...new Set([...own, ...partsOf(expression).flatMap(columnsOf)])].filter((name) => !bound.includes(name));
}

/** What a person wrote in an expression, piece by piece. */
export const textsOf = (expression: Expression): readonly string[] => (expression.op === 'text' ? [expression.text] : partsOf(expression).flatMap(textsOf));

/** Functions that may answer differently when they are asked again, be it in the same statement or the next. */
const volatileFunctions = new Set([
  'random', 'uuid', 'gen_random_uuid', 'uuidv4', 'uuidv7', 'nextval', 'setseed', 'now', 'today', 'get_current_timestamp', 'transaction_timestamp',
  'current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp', 'current_localtime', 'current_localtimestamp',
]);

/** Whether two evaluations over the same row may differ. */
export function isVolatile(expression: Expression): boolean {
  if (expression.op === 'text' && expression.volatile === true) return true;
  if (expression.op === 'call' && volatileFunctions.has(expression.name.toLowerCase())) return true;
  return partsOf(expression).some(isVolatile);
}

/** Whether an expression stands for columns that it does not name. */
export function hasStar(expression: Expression): boolean {
  return expression.op === 'text' ? expression.hasStar === true : partsOf(expression).some(hasStar);
}

/** Whether an expression looks at other rows than its own. */
export function hasWindow(expression: Expression): boolean {
  if (expression.op === 'text') return expression.hasWindow === true;
  return expression.op === 'window' || partsOf(expression).some(hasWindow);
}
