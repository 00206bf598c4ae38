import type { StepRows } from '../../../engine/api/contract.ts';
import { t, type PlainText } from '../../words/words.ts';

/** How many rows the answer is about. */
export const countAsked = (found: StepRows): number => (found.kind === 'added' ? (found.outputs[found.port ?? '']?.added ?? 0) : found[found.kind]);

/** The title of the rows of a step: which step, how many, of how many. */
export function stepRowsTitle(found: StepRows, port: string): string {
  const at = port === '' ? t('“{text}”', { text: found.title }) : t('“{title}”, output {port}', { title: found.title, port });
  const count = countAsked(found);
  switch (found.kind) {
    case 'lost':
      return t('Rows lost at {at}: {count} of {all|row|rows} that came in', { at, count, all: found.rowsIn });
    case 'duplicated':
      return t('Rows duplicated at {at}: {count} of {all|row|rows} that came in', { at, count, all: found.rowsIn });
    case 'added':
      return t('Rows added at “{title}”, output {port}: {count} of {all|row|rows} that came out', { title: found.title, port: found.port ?? '', count, all: found.outputs[found.port ?? '']?.rows ?? 0 });
  }
}

/** What it means that there are none. */
export const noneText: Readonly<Record<StepRows['kind'], PlainText>> = {
  lost: 'Every row that came in is part of what came out.',
  added: 'Every row that came out comes from a row that came in here.',
  duplicated: 'No row that came in came out more than once.',
};
