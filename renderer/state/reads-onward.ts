import type { NodeReport } from '../../engine/core/run-report.ts';
import { t } from '../words/words.ts';
import type { WorkbenchState } from './workbench.ts';

/** Whether a run of the flow reads a table onward from where the last one came to. */
export const readsOnward = ({ document, catalog }: Pick<WorkbenchState, 'document' | 'catalog'>): boolean =>
  Object.values(document.nodes).some((node) => node.disabled !== true && catalog.get(node.type)?.params['cursor'] !== undefined && typeof node.params['cursor'] === 'string' && node.params['cursor'] !== '');

/** How far a run has read a table: from which value up to which. */
export function onwardText({ column, above, upTo }: NonNullable<NodeReport['cursor']>): string {
  if (upTo === null) return t('no row yet');
  if (upTo === above) return t('no row above {column} {value}', { column, value: upTo });
  return above === null ? t('up to {column} {value}', { column, value: upTo }) : t('{column} above {above} up to {value}', { column, above, value: upTo });
}
