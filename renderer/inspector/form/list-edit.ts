/** A copy of the items with one moved to another place; places outside the list leave it as it is. */
export function moved<T>(items: readonly T[], from: number, to: number): readonly T[] {
  if (from === to || from < 0 || to < 0 || from >= items.length || to >= items.length) return items;
  const copy = [...items];
  const [item] = copy.splice(from, 1);
  copy.splice(to, 0, item!);
  return copy;
}

export const removed = <T>(items: readonly T[], index: number): readonly T[] => items.filter((_, i) => i !== index);

export const duplicated = <T>(items: readonly T[], index: number): readonly T[] => [...items.slice(0, index + 1), structuredClone(items[index]!), ...items.slice(index + 1)];

export const replaced = <T>(items: readonly T[], index: number, item: T): readonly T[] => items.map((old, i) => (i === index ? item : old));
