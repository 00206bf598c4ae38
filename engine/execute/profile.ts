/** One operator of a statement that ran, as far as a run looks at it. */
export interface Operator {
  /** DuckDB's name of its kind, such as HASH_JOIN. */
  readonly type: string;
  readonly rows: number;
  /** Seconds its threads worked on it, added up. */
  readonly seconds: number;
  readonly info: Readonly<Record<string, unknown>>;
  readonly children: readonly Operator[];
}

/** What the last statement did, operator by operator. */
export interface Profile {
  /** Most bytes the database held in memory while it ran. */
  readonly peakBytes: number;
  /** Most bytes of the spill folder it used. */
  readonly spilledBytes: number;
  /** Seconds of all threads together. */
  readonly cpuSeconds: number;
  readonly roots: readonly Operator[];
}

/** Reads DuckDB's profile in JSON; null when it is not one, so that nothing is built on half of it. */
export function readProfile(text: string): Profile | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    // Cut short, as on a full disk.
    return null;
  }
  if (!isRecord(raw) || !Array.isArray(raw['children'])) return null;
  const roots = readOperators(raw['children']);
  return roots === null ? null : { peakBytes: numberAt(raw, 'system_peak_buffer_memory') ?? 0, spilledBytes: numberAt(raw, 'system_peak_temp_dir_size') ?? 0, cpuSeconds: numberAt(raw, 'cpu_time') ?? 0, roots };
}

function readOperators(raw: readonly unknown[]): readonly Operator[] | null {
  const operators: Operator[] = [];
  for (const item of raw) {
    if (!isRecord(item)) return null;
    const { operator_type: type, extra_info: info, children } = item;
    const rows = numberAt(item, 'operator_cardinality');
    if (typeof type !== 'string' || rows === null || !Array.isArray(children)) return null;
    const below = readOperators(children);
    if (below === null) return null;
    operators.push({ type, rows, seconds: numberAt(item, 'operator_timing') ?? 0, info: isRecord(info) ? info : {}, children: below });
  }
  return operators;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

const numberAt = (record: Readonly<Record<string, unknown>>, key: string): number | null => (typeof record[key] === 'number' ? record[key] : null);
