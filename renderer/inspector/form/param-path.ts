const isIndex = (part: string): boolean => /^\d+$/.test(part);

/** The value at a dotted path such as `columns.2.expression`, or undefined where the path leads nowhere. */
export function readPath(root: unknown, path: string): unknown {
  let value = root;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** A copy of `root` with the value at the path replaced; undefined removes the key. Missing records and lists are made. */
export function writePath(root: unknown, path: string, value: unknown): unknown {
  const [head, ...rest] = path.split('.') as [string, ...string[]];
  const next = rest.length === 0 ? value : writePath(child(root, head), rest.join('.'), value);
  if (isIndex(head)) {
    const copy: unknown[] = Array.isArray(root) ? [...(root as unknown[])] : [];
    copy[Number(head)] = next;
    return copy;
  }
  const copy = { ...(typeof root === 'object' && root !== null ? (root as Record<string, unknown>) : {}) };
  if (next === undefined) delete copy[head];
  else copy[head] = next;
  return copy;
}

function child(root: unknown, key: string): unknown {
  return typeof root === 'object' && root !== null ? (root as Record<string, unknown>)[key] : undefined;
}

export const joinPath = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}.${name}`);
