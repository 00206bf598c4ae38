import type { ModelVersion } from '../io/registry-index.ts';

export interface Pair {
  readonly name: string;
  readonly left: string | number | null;
  readonly right: string | number | null;
}

export interface ComparedVersions {
  /** Of rows kept out of training where both have them, else of those learned from. */
  readonly judgedBy: 'validation' | 'training' | null;
  readonly metrics: readonly (Pair & { readonly difference: number | null })[];
  /** Only those that differ. */
  readonly settings: readonly Pair[];
  readonly features: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** Whether both learned from the same rows; null where that is not known. */
  readonly sameData: boolean | null;
}

/** How two versions differ by their cards. */
export function compareVersions(left: ModelVersion, right: ModelVersion): ComparedVersions {
  const [a, b] = [left.card.training, right.card.training];
  const names = (version: ModelVersion): readonly string[] => version.card.training?.features ?? version.card.inputs.map((port) => port.name);
  const features = { added: names(right).filter((name) => !names(left).includes(name)), removed: names(left).filter((name) => !names(right).includes(name)) };
  if (a === null || b === null) return { judgedBy: null, metrics: [], settings: [], features, sameData: null };
  const judgedBy = a.metrics.validation !== null && b.metrics.validation !== null ? 'validation' : 'training';
  const [of, to] = [a.metrics[judgedBy] ?? {}, b.metrics[judgedBy] ?? {}];
  const metrics = [...new Set([...Object.keys(of), ...Object.keys(to)])].map((name) => {
    const pair = { name, left: of[name] ?? null, right: to[name] ?? null };
    return { ...pair, difference: pair.left === null || pair.right === null ? null : pair.right - pair.left };
  });
  const rows = { 'rows learned from': [a.rows.training, b.rows.training], 'rows judged by': [a.rows.validation, b.rows.validation] } as const;
  const settings: Pair[] = [
    { name: 'task', left: a.task, right: b.task },
    { name: 'algorithm', left: a.algorithm, right: b.algorithm },
    { name: 'target', left: a.target, right: b.target },
    ...Object.entries(rows).map(([name, [l, r]]) => ({ name, left: l, right: r })),
    ...[...new Set([...Object.keys(a.settings), ...Object.keys(b.settings)])].map((name) => ({ name, left: a.settings[name] ?? null, right: b.settings[name] ?? null })),
  ].filter((pair) => pair.left !== pair.right);
  return { judgedBy, metrics, settings, features, sameData: a.fingerprint === b.fingerprint };
}
