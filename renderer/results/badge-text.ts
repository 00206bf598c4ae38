import type { Preview } from '../../engine/api/contract.ts';
import { timeFormat } from '../words/numbers.ts';
import { language, t } from '../words/words.ts';

/** What the badge of a preview says: how exact it is, how many rows, at what time of day. */
export function badgeText(preview: Pick<Preview, 'coverage' | 'rows' | 'total' | 'taken'>): string {
  return `${coverageWords(preview)} · ${timeOfDay(preview.taken)}`;
}

function coverageWords({ coverage, rows, total }: Pick<Preview, 'coverage' | 'rows' | 'total'>): string {
  switch (coverage) {
    case 'all':
      return t('exact · {count|row|rows}', { count: total ?? rows });
    case 'first':
      return total === null ? t('first {count|row|rows}', { count: rows }) : t('first {count} of {all|row|rows}', { count: rows, all: total });
    case 'sample':
      return t('sample · {count|row|rows}', { count: rows });
  }
}

export const timeOfDay = (iso: string): string => timeFormat(language(), { hour: '2-digit', minute: '2-digit' }).format(new Date(iso));
