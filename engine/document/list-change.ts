import { canonicalJson } from '../core/json.ts';

/** Where two lists differ: what they begin and end with alike is left out. `start` counts from 0, `before` and `after` are how many items stand there. */
export interface ListChange {
  readonly start: number;
  readonly before: number;
  readonly after: number;
}

/** The stretch in which a list was changed; a list that was not has none of either. */
export function listChange(before: readonly unknown[], after: readonly unknown[]): ListChange {
  const a = before.map(canonicalJson);
  const b = after.map(canonicalJson);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return { start, before: a.length - start - end, after: b.length - start - end };
}
