import type { TrainingAccount } from '../../../engine/core/training-account.ts';
import { numberFormat } from '../../words/numbers.ts';
import { language, t } from '../../words/words.ts';
import { formatWhole } from '../../ui/format-figures.ts';

export interface MetricRow {
  readonly name: string;
  readonly training: string;
  /** Null where no rows were kept for judging. */
  readonly validation: string | null;
}

/** Four digits are as much as a judgement by some rows is worth. */
export const figure = (value: number): string => Number.isInteger(value) || Math.abs(value) >= 1000 ? formatWhole(value) : numberFormat(language(), { minimumFractionDigits: 4, maximumFractionDigits: 4 }).format(value);

export function metricRows({ metrics: { training, validation } }: TrainingAccount): readonly MetricRow[] {
  return Object.entries(training).map(([name, value]) => {
    const held = validation?.[name];
    return { name, training: figure(value), validation: validation === null ? null : held === undefined ? '' : figure(held) };
  });
}

/** Features with what they are worth, the most first; `share` of the largest is the length of a bar, from 0 to 1. */
export function importanceRows(importance: TrainingAccount['importance']): readonly { readonly feature: string; readonly drop: string; readonly share: number }[] {
  const rows = [...(importance ?? [])].sort((a, b) => b.drop - a.drop);
  const most = Math.max(0, ...rows.map((row) => row.drop));
  return rows.map(({ feature, drop }) => ({ feature, drop: figure(drop), share: most > 0 ? Math.max(0, drop) / most : 0 }));
}

export function trainingFacts(account: TrainingAccount): readonly { readonly name: string; readonly value: string }[] {
  const { rows } = account;
  return [
    { name: t('Learned'), value: account.target === null ? t('{task} by {algorithm}', { task: account.task, algorithm: account.algorithm }) : t('{task} by {algorithm} of {target}', { task: account.task, algorithm: account.algorithm, target: account.target }) },
    { name: t('Rows'), value: [t('{count} learned from', { count: rows.training }), t('{count} kept for judging', { count: rows.validation }), ...(rows.dropped > 0 ? [t('{count} without a target', { count: rows.dropped })] : [])].join(', ') },
    { name: t('Data'), value: account.fingerprint },
    ...Object.entries(account.settings).map(([name, value]) => ({ name, value: String(value) })),
  ];
}
