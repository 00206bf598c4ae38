import { isObject } from '../core/json.ts';

/** Functions in FROM that make their rows from their arguments alone. */
const selfContained = new Set(['range', 'generate_series', 'unnest', 'generate_subscripts', 'repeat', 'repeat_row', 'json_each', 'json_tree', 'regexp_split_to_table', 'string_split_to_table']);

/** Functions whose answer is not in the flow. */
const surroundings = new Set(['current_setting', 'getenv', 'getvariable', 'version', 'pragma_version']);

/** Whether the tree the parser made of a statement reads anything besides the tables called `names` and those it defines itself. */
export function readsElsewhere(tree: unknown, names: readonly string[]): boolean {
  const known = new Set(names.map((name) => name.toLowerCase()));
  collectDefined(tree, known);
  return reads(tree, known);
}

function reads(tree: unknown, known: ReadonlySet<string>): boolean {
  if (Array.isArray(tree)) return tree.some((item) => reads(item, known));
  if (!isObject(tree)) return false;
  if (tree['class'] === 'FUNCTION' && surroundings.has(String(tree['function_name']).toLowerCase())) return true;
  switch (tree['type']) {
    case 'BASE_TABLE':
      if (String(tree['schema_name'] ?? '') !== '' || String(tree['catalog_name'] ?? '') !== '' || !known.has(String(tree['table_name']).toLowerCase())) return true;
      break;
    case 'TABLE_FUNCTION':
      if (!isObject(tree['function']) || !selfContained.has(String(tree['function']['function_name']).toLowerCase())) return true;
      break;
    case 'SHOW_REF':
      return true;
  }
  return Object.values(tree).some((inner) => reads(inner, known));
}

function collectDefined(tree: unknown, into: Set<string>): void {
  if (Array.isArray(tree)) for (const item of tree) collectDefined(item, into);
  else if (isObject(tree)) {
    const map = isObject(tree['cte_map']) ? tree['cte_map']['map'] : undefined;
    if (Array.isArray(map)) for (const entry of map) if (isObject(entry)) into.add(String(entry['key']).toLowerCase());
    for (const inner of Object.values(tree)) collectDefined(inner, into);
  }
}
