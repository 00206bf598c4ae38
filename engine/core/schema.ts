/** One column of a table; `type` is DuckDB's own spelling, such as `DECIMAL(8,2)` or `STRUCT(a INTEGER)`. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

export type Schema = readonly Column[];

/** Columns are one and the same when their names differ only in case, as in DuckDB. */
export const sameName = (a: string, b: string): boolean => a === b || a.toLowerCase() === b.toLowerCase();

export const findColumn = (schema: Schema, name: string): Column | undefined =>
  schema.find((c) => c.name === name) ?? schema.find((c) => sameName(c.name, name));

const numeric = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\))$/;

export const isNumericType = (type: string): boolean => numeric.test(type);

export const schemaKey = (schema: Schema): string => JSON.stringify(schema.map((c) => [c.name, c.type]));

/** `wanted`, or `wanted_2`, `wanted_3`, … when a column is already called so. */
export function freshName(taken: readonly string[], wanted: string): string {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  let name = wanted;
  for (let count = 2; used.has(name.toLowerCase()); count++) name = `${wanted}_${count}`;
  return name;
}

/** Names that differ in more than case, the later ones numbered: a, A, a become a, A_1, a_2, as the database does where it reads CSV and Parquet. */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  // A sheet may have its 16,384 columns under one name: no number is tried twice.
  const numbers = new Map<string, number>();
  return names.map((name) => {
    const key = name.toLowerCase();
    let [unique, n] = [name, numbers.get(key) ?? 0];
    while (taken.has(unique.toLowerCase())) unique = `${name}_${++n}`;
    numbers.set(key, n);
    taken.add(unique.toLowerCase());
    return unique;
  });
}

/** The name out of `candidates` that a person most likely meant, or undefined when none is near. */
export function nearestName(wanted: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row.push(Math.min(row[j - 1]! + 1, previous[j]! + 1, previous[j - 1]! + cost));
    }
    previous = row;
  }
  return previous[b.length]!;
}
