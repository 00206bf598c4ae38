import type { RunRecord } from '../../engine/api/contract.ts';
import type { FlowDocument } from '../../engine/document/document.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { beginUnsaved, leaveFlow } from './file-actions.ts';
import { givenParameters } from './flow-ref.ts';
import { startRun } from './run-actions.ts';
import { notify } from './session.ts';
import { change, workbench } from './workbench.ts';
import { t } from '../words/words.ts';

/** The flow of a run on record, which may be older than this program. */
function flowOf(record: RunRecord): FlowDocument | null {
  const { document, diagnostics } = readDocument(JSON.stringify(record.document), t('The flow of run {id}', { id: record.id }));
  if (!document) notify(diagnostics[0]?.message ?? '', 'danger');
  return document;
}

/** Does a run again: the flow as it was, with the parameters it had. A secret is not on record, so it has to come from the environment that is chosen. */
export function runAgain(record: RunRecord): void {
  const document = flowOf(record);
  if (!document || workbench().run) return;
  const given = givenParameters(workbench());
  const lacking = record.hidden.filter((name) => given[name] === undefined);
  if (lacking.length > 0) return notify(t('The run had a secret in {names}, which is not on record. Choose an environment that gives it, then run it again.', { names: lacking.join(', ') }), 'danger');
  const had = Object.fromEntries(Object.entries(record.parameters).flatMap(([name, value]) => (value === null || record.hidden.includes(name) ? [] : [[name, value]])));
  const secrets = Object.fromEntries(record.hidden.map((name) => [name, given[name]!]));
  change({ dialog: null });
  void startRun({ ...(record.to === null ? {} : { to: record.to }), ...(record.from === undefined ? {} : { from: record.from }), stream: record.kind === 'stream', as: { document, parameters: { ...had, ...secrets }, environment: record.environment ?? null } });
}

/** Opens the flow as it was in a run, as one that is in no file yet. */
export function openEarlier(record: RunRecord): void {
  const document = flowOf(record);
  if (!document) return;
  change({ dialog: null });
  const { base } = workbench();
  leaveFlow(() => beginUnsaved(document, base));
}
