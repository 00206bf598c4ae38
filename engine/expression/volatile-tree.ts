import { isObject } from '../core/json.ts';

/** Words that the parser takes for columns and the database for the time, unless there is a column that is called so. */
const timeWords = new Set(['current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp']);

/** Aggregates and window functions whose answer depends on the order in which threads deliver the rows. */
export const orderedFunctions: ReadonlySet<string> = new Set([
  'first', 'last', 'any_value', 'arbitrary', 'list', 'array_agg', 'string_agg', 'group_concat', 'listagg', 'mode', 'arg_min', 'arg_max', 'argmin', 'argmax', 'min_by', 'max_by', 'histogram',
  'arg_min_null', 'arg_max_null', 'arg_min_nulls_last', 'arg_max_nulls_last', 'approx_top_k', 'json_group_array', 'json_group_object', 'json_group_structure',
  'row_number', 'ntile', 'lag', 'lead', 'first_value', 'last_value', 'nth_value', 'reservoir_quantile', 'approx_quantile',
]);

/** Whether what the parser's tree stands for may come out differently the next time; `volatileFunctions` are the database's own, in lower case. */
export function isVolatileTree(tree: unknown, volatileFunctions: ReadonlySet<string>, isColumn: (name: string) => boolean = () => false): boolean {
  if (Array.isArray(tree)) return tree.some((item) => isVolatileTree(item, volatileFunctions, isColumn));
  if (!isObject(tree)) return false;
  if (tree['error'] === true) return true;
  if (typeof tree['function_name'] === 'string') {
    const name = tree['function_name'].toLowerCase();
    if (volatileFunctions.has(name) || orderedFunctions.has(name)) return true;
  }
  if (tree['class'] === 'COLUMN_REF' && Array.isArray(tree['column_names']) && tree['column_names'].length === 1 && isTimeWord(String(tree['column_names'][0]), isColumn)) return true;
  if (isObject(tree['sample']) || isObject(tree['limit'])) return true;
  return Object.values(tree).some((inner) => isVolatileTree(inner, volatileFunctions, isColumn));
}

const isTimeWord = (name: string, isColumn: (name: string) => boolean): boolean => timeWords.has(name.toLowerCase()) && !isColumn(name);

/** Whether an expression over rows with the columns `names` asks for the time by a word that could also be a column. */
export const asksForTime = (columns: readonly string[], names: readonly string[]): boolean => {
  const there = new Set(names.map((name) => name.toLowerCase()));
  return columns.some((column) => isTimeWord(column, (name) => there.has(name.toLowerCase())));
};
