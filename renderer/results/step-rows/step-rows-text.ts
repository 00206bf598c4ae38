import type { StepRows } from '../../../engine/api/contract.ts';
import { countOf, formatCount } from '../../ui/format-figures.ts';

/** How many rows the answer is about. */
export const countAsked = (found: StepRows): number => (found.kind === 'added' ? (found.outputs[found.port ?? '']?.added ?? 0) : found[found.kind]);

/** The title of the rows of a step: which step, how many, of how many. */
export function stepRowsTitle(found: StepRows, port: string): string {
  const at = `“${found.title}”${port === '' ? '' : `, output ${port}`}`;
  const n = countAsked(found);
  const came = `${countOf(found.rowsIn, 'row')} that came in`;
  switch (found.kind) {
    case 'lost':
      return `Rows lost at ${at}: ${formatCount(n)} of ${came}`;
    case 'duplicated':
      return `Rows duplicated at ${at}: ${formatCount(n)} of ${came}`;
    case 'added':
      return `Rows added at “${found.title}”, output ${found.port ?? ''}: ${formatCount(n)} of ${countOf(found.outputs[found.port ?? '']?.rows ?? 0, 'row')} that came out`;
  }
}

/** What it means that there are none. */
export const noneText: Readonly<Record<StepRows['kind'], string>> = {
  lost: 'Every row that came in is part of what came out.',
  added: 'Every row that came out comes from a row that came in here.',
  duplicated: 'No row that came in came out more than once.',
};
