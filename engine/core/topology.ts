/**
 * Orders `ids` so that every id comes after its `dependencies`, keeping the given order otherwise.
 * Ids that lie on or behind a cycle come back in `cyclic` instead.
 */
export function topologicalOrder(
  ids: readonly string[],
  dependencies: (id: string) => readonly string[],
): { order: string[]; cyclic: string[] } {
  const order: string[] = [];
  const done = new Set<string>();
  let waiting = [...ids];
  while (waiting.length > 0) {
    const ready = waiting.filter((id) => dependencies(id).every((d) => done.has(d)));
    if (ready.length === 0) break;
    for (const id of ready) {
      done.add(id);
      order.push(id);
    }
    waiting = waiting.filter((id) => !done.has(id));
  }
  return { order, cyclic: waiting };
}
