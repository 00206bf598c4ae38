/** What a preview is for: a newer one for the same slot takes the place of the older. */
export interface Slot {
  /** The window that looks; what it looks at elsewhere gives way, what others look at does not. */
  readonly viewer: string;
  readonly base: string;
  readonly node: string;
  readonly port: string | null;
  readonly purpose: string | null;
  /** Gives way to whatever else the window looks at, which never gives way to it. */
  readonly beside: boolean;
  /** Counts up as looks are asked for; the checks before them may end in another order. */
  readonly order: number;
}

/** What is asked for another node is what the window looks at now: a long look elsewhere must not hold it up. */
export function givesWay(older: Slot, newer: Slot): boolean {
  if (older.viewer !== newer.viewer || (newer.beside && !older.beside)) return false;
  if (older.beside && !newer.beside) return true;
  const samePlace = older.base === newer.base && older.node === newer.node;
  return !samePlace || (older.port === newer.port && older.purpose === newer.purpose);
}
