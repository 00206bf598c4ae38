import { isObject } from '../core/json.ts';

/** What a parsed expression refers to. */
export interface References {
  /** Column names as written, first part of a dotted name, without duplicates. */
  readonly columns: readonly string[];
  /** Lower-case function names. */
  readonly functions: readonly string[];
  /** Names of flow parameters (`$name`). */
  readonly parameters: readonly string[];
  readonly hasSubquery: boolean;
  readonly hasWindow: boolean;
  readonly hasStar: boolean;
}

/** Collects the references of one expression in the tree that DuckDB's parser serialises. */
export function collectReferences(tree: unknown): References {
  const columns = new Map<string, string>();
  const functions = new Set<string>();
  const parameters = new Set<string>();
  let hasSubquery = false;
  let hasWindow = false;
  let hasStar = false;
  const visit = (value: unknown, bound: readonly string[]): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, bound);
      return;
    }
    if (!isObject(value)) return;
    switch (value['class']) {
      case 'COLUMN_REF': {
        const first = Array.isArray(value['column_names']) ? String(value['column_names'][0]) : '';
        if (!bound.includes(first.toLowerCase()) && !columns.has(first.toLowerCase())) columns.set(first.toLowerCase(), first);
        return;
      }
      case 'LAMBDA': {
        // `a -> 'b'` parses as a lambda too; only a plain name or list of names on the left binds anything, and then only on the right.
        const names = lambdaNames(value['lhs']);
        visit(value['expr'], [...bound, ...names]);
        return;
      }
      case 'PARAMETER':
        parameters.add(String(value['identifier']));
        return;
      case 'STAR':
        hasStar = true;
        break;
      case 'SUBQUERY':
        hasSubquery = true;
        break;
      case 'WINDOW':
        hasWindow = true;
        functions.add(String(value['function_name']).toLowerCase());
        break;
      case 'FUNCTION':
        functions.add(String(value['function_name']).toLowerCase());
        break;
    }
    for (const inner of Object.values(value)) visit(inner, bound);
  };
  visit(tree, []);
  return { columns: [...columns.values()], functions: [...functions], parameters: [...parameters], hasSubquery, hasWindow, hasStar };
}

function lambdaNames(lhs: unknown): string[] {
  if (!isObject(lhs)) return [];
  if (lhs['class'] === 'COLUMN_REF' && Array.isArray(lhs['column_names'])) return [String(lhs['column_names'][0]).toLowerCase()];
  if (Array.isArray(lhs['children'])) return lhs['children'].flatMap(lambdaNames);
  return [];
}
