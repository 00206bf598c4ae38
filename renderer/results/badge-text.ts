import type { Preview } from '../../engine/api/contract.ts';
import { countOf, formatCount } from '../ui/format-figures.ts';

/** What the badge of a preview says: how exact it is, how many rows, at what time of day. */
export function badgeText(preview: Pick<Preview, 'coverage' | 'rows' | 'total' | 'taken'>): string {
  return `${coverageWords(preview)} · ${timeOfDay(preview.taken)}`;
}

function coverageWords({ coverage, rows, total }: Pick<Preview, 'coverage' | 'rows' | 'total'>): string {
  switch (coverage) {
    case 'all':
      return `exact · ${countOf(total ?? rows, 'row')}`;
    case 'first':
      return total === null ? `first ${countOf(rows, 'row')}` : `first ${formatCount(rows)} of ${countOf(total, 'row')}`;
    case 'sample':
      return `sample · ${countOf(rows, 'row')}`;
  }
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

export const timeOfDay = (iso: string): string => clock.format(new Date(iso));
