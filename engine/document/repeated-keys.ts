/** A key that an object holds twice: the keys that lead to it, and the lines of its first two places. */
export interface RepeatedKey {
  readonly path: readonly string[];
  readonly lines: readonly [number, number];
}

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,\n]/g;

interface Open {
  /** Lines of the keys so far; null in a list. */
  readonly keys: Map<string, number> | null;
  /** Key, or place in the list, of the value at hand. */
  at: string;
}

/** Keys that stand twice in one object of a text that JSON.parse accepts and of which it keeps the last: what stood at the first would be gone. */
export function repeatedKeys(text: string): readonly RepeatedKey[] {
  const found: RepeatedKey[] = [];
  const open: Open[] = [];
  let line = 1;
  let lastText: string | null = null;
  for (const [sign] of text.matchAll(token)) {
    const top = open.at(-1);
    if (sign === '\n') line += 1;
    else if (sign === '{' || sign === '[') open.push({ keys: sign === '{' ? new Map() : null, at: '0' });
    else if (sign === '}' || sign === ']') open.pop();
    else if (sign === ',') {
      if (top && !top.keys) top.at = String(Number(top.at) + 1);
    } else if (sign === ':') {
      if (!top?.keys || lastText === null) continue;
      const key = JSON.parse(lastText) as string;
      top.at = key;
      const first = top.keys.get(key);
      if (first === undefined) top.keys.set(key, line);
      else found.push({ path: open.map((o) => o.at), lines: [first, line] });
    } else lastText = sign;
  }
  return found;
}
