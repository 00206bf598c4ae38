/** What makes one record out of another that shares its values. */
export interface RecordDelta<V> {
  readonly set: Readonly<Record<string, V>>;
  readonly gone: readonly string[];
}

/** The changes from one record to the other, values told apart by identity; null where making them would give the keys another order. */
export function recordDelta<V>(before: Readonly<Record<string, V>>, after: Readonly<Record<string, V>>): RecordDelta<V> | null {
  const keys = Object.keys(after);
  const set = Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(before, key) && before[key] === after[key] ? [] : [[key, after[key]!] as const])));
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const left = new Set(gone);
  const made = [...Object.keys(before).filter((key) => !left.has(key)), ...Object.keys(set).filter((key) => !Object.hasOwn(before, key))];
  return made.every((key, i) => key === keys[i]) ? { set, gone } : null;
}

/** Makes the changes; what did not change keeps its identity. */
export function applyDelta<V>(before: Readonly<Record<string, V>>, { set, gone }: RecordDelta<V>): Readonly<Record<string, V>> {
  const left = new Set(gone);
  const kept = left.size === 0 ? before : Object.fromEntries(Object.entries(before).filter(([key]) => !left.has(key)));
  return { ...kept, ...set };
}
