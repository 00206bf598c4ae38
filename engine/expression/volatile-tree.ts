import { isObject } from '../core/json.ts';

/** Words that the parser takes for columns and the database for the time; a column that is called so counts as one of them. */
const timeWords = new Set(['current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp']);

/** Aggregates and window functions whose answer depends on the order in which threads deliver the rows. */
export const orderedFunctions: ReadonlySet<string> = new Set([
  'first', 'last', 'any_value', 'arbitrary', 'list', 'array_agg', 'string_agg', 'group_concat', 'listagg', 'mode', 'arg_min', 'arg_max', 'argmin', 'argmax', 'min_by', 'max_by', 'histogram',
  'row_number', 'ntile', 'lag', 'lead', 'first_value', 'last_value', 'nth_value', 'reservoir_quantile', 'approx_quantile',
]);

/** Whether what the parser's tree stands for may come out differently the next time; `volatileFunctions` are the database's own, in lower case. */
export function isVolatileTree(tree: unknown, volatileFunctions: ReadonlySet<string>): boolean {
  if (Array.isArray(tree)) return tree.some((item) => isVolatileTree(item, volatileFunctions));
  if (!isObject(tree)) return false;
  if (tree['error'] === true) return true;
  if (typeof tree['function_name'] === 'string') {
    const name = tree['function_name'].toLowerCase();
    if (volatileFunctions.has(name) || orderedFunctions.has(name)) return true;
  }
  if (tree['class'] === 'COLUMN_REF' && Array.isArray(tree['column_names']) && tree['column_names'].length === 1 && timeWords.has(String(tree['column_names'][0]).toLowerCase())) return true;
  if (isObject(tree['sample']) || isObject(tree['limit'])) return true;
  return Object.values(tree).some((inner) => isVolatileTree(inner, volatileFunctions));
}
