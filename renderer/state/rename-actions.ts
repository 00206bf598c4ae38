import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import { parseEnd } from '../../engine/document/document.ts';
import { chartsLeftBehind, isLeftBehind, withChartsFollowing, withNewName, type ColumnRename } from './column-renames.ts';
import { commit } from './edit-actions.ts';
import { flowRef } from './flow-ref.ts';
import { bridge, failureText, notify } from './session.ts';
import { workbench, type WorkbenchState } from './workbench.ts';
import { t } from '../words/words.ts';

const noProblems: readonly Diagnostic[] = [];

/** The rename that a problem comes from, if it does. */
export const renameBehind = ({ document, renames }: WorkbenchState, problem: Diagnostic): ColumnRename | null => Object.values(renames).find((r) => isLeftBehind(document, problem, r)) ?? null;

/** The rename to offer at a node: its own that later steps do not follow yet, or the one that its own trouble comes from. */
export function renameToOffer(state: WorkbenchState, node: string): ColumnRename | null {
  const all = Object.values(state.renames);
  if (all.length === 0) return null;
  const problems = state.check?.diagnostics ?? noProblems;
  const ofCharts = (r: ColumnRename) => chartsLeftBehind(state.document, state.check, r).some(({ chart }) => r.node === node || parseEnd(state.document.charts![chart]!.of).node === node);
  return all.find((r) => problems.some((p) => (r.node === node || p.at.node === node) && isLeftBehind(state.document, p, r)) || ofCharts(r)) ?? null;
}

/**
 * Puts the new name wherever a later step names the old one, as one step. The check itself says where: it is asked again after every
 * round, since what lies behind a mistake is checked only when that is mended.
 */
export async function followRename(rename: ColumnRename): Promise<void> {
  const { document: before } = workbench();
  let document = before;
  let places = 0;
  try {
    for (;;) {
      const check = await bridge().engine.check({ ...flowRef(), document });
      const found = new Map<string, Diagnostic>();
      // One place of a setting at a time: the others move with it.
      for (const problem of check.diagnostics) if (isLeftBehind(document, problem, rename)) found.set(`${problem.at.node}/${problem.at.param}`, problem);
      if (found.size === 0) {
        const behind = chartsLeftBehind(document, check, rename);
        if (behind.length > 0) document = withChartsFollowing(document, check, rename);
        places += behind.length;
        break;
      }
      for (const problem of found.values()) document = withNewName(document, problem, rename.to);
      places += found.size;
    }
  } catch (error) {
    notify(failureText(error), 'danger');
    return;
  }
  if (workbench().document !== before) {
    notify(t('The flow was changed meanwhile. Rename again.'));
    return;
  }
  commit(t('Rename {from} to {to} in later steps', rename), document);
  notify(t('“{from}” is “{to}” in {places|more place|more places}.', { from: rename.from, to: rename.to, places }));
}
