/**
 * Orders `ids` so that every id comes after its `dependencies`, in rounds of what is ready, keeping the given order within a round.
 * Ids that lie on or behind a cycle come back in `cyclic` instead.
 */
export function topologicalOrder(
  ids: readonly string[],
  dependencies: (id: string) => readonly string[],
): { order: string[]; cyclic: string[] } {
  const place = new Map(ids.map((id, i) => [id, i]));
  const open = new Map<string, number>();
  const readers = new Map<string, string[]>();
  for (const id of ids) {
    const all = dependencies(id);
    open.set(id, all.length);
    for (const one of all) {
      const known = readers.get(one);
      if (known) known.push(id);
      else readers.set(one, [id]);
    }
  }
  const order: string[] = [];
  for (let ready = ids.filter((id) => open.get(id) === 0); ready.length > 0; ) {
    const next: string[] = [];
    for (const id of ready) {
      order.push(id);
      for (const reader of readers.get(id) ?? []) {
        const left = open.get(reader)! - 1;
        open.set(reader, left);
        if (left === 0) next.push(reader);
      }
    }
    ready = next.sort((a, b) => place.get(a)! - place.get(b)!);
  }
  const done = new Set(order);
  return { order, cyclic: ids.filter((id) => !done.has(id)) };
}
