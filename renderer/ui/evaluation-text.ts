import type { Evaluation } from '../../engine/api/contract.ts';
import { t } from '../words/words.ts';

/** What an expression gives on the first rows, in the language of the window; empty where nothing can be said. */
export function evaluationText({ summary, hits, looked, values }: Evaluation): string {
  if (hits !== undefined && looked !== undefined) return t('true for {hits} of the first {count|row|rows}', { hits, count: looked });
  if (values === undefined) return summary;
  return values.length === 0 ? t('no rows to try it on') : t('first values: {values}', { values: values.map((v) => v ?? 'NULL').join(', ') });
}
