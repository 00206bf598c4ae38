import type { EngineEvent } from '../../engine/api/contract.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import type { FlowDocument } from '../../engine/document/document.ts';
import { askedBreakpoints } from './breakpoints.ts';
import { select } from './edit-actions.ts';
import { checkNow, refreshPreviews } from './engine-sync.ts';
import { flowRef } from './flow-ref.ts';
import { flowTitle } from './flow-title.ts';
import { nodeKeys, nodesOfRun } from './graph.ts';
import { allowNetwork } from './allow-actions.ts';
import { resumeSchedules } from './schedule-actions.ts';
import { bridge, failureText, notify } from './session.ts';
import { giveSettings } from './settings-actions.ts';
import { outcomeOf } from './outcome-of.ts';
import { titledDiagnostic } from './titled-diagnostic.ts';
import { change, nodeTitle, workbench, type NodeOutcome } from './workbench.ts';
import { t } from '../words/words.ts';

/** Reports the window holds, each of which may be a megabyte; older runs are on record. */
const keptRuns = 15;

/** A run on record that is done again: the flow and the parameters it had then. */
export interface EarlierRun {
  readonly document: FlowDocument;
  readonly parameters: Readonly<Record<string, string>>;
  readonly environment: string | null;
}

/** Runs the flow, only what the node `to` needs, or `from` a node all that comes after it; a flow that reads a stream runs until it is stopped, and with `fromStart` tables that are read onward are read whole. A batch run stops at breakpoints, with `step` at every node. */
export async function startRun(options: { readonly to?: string; readonly from?: string; readonly stream?: boolean; readonly fromStart?: boolean; readonly step?: boolean; readonly as?: EarlierRun } = {}): Promise<void> {
  const state = workbench();
  if (state.run) return;
  const { as } = options;
  const keys = as ? nodeKeys(as.document) : state.keys;
  const environment = as ? as.environment : state.environment;
  const stream = options.stream ?? false;
  change({ run: { id: null, phase: 'starting', stream, to: options.to ?? null, ...(options.from === undefined ? {} : { from: options.from }), ...(options.fromStart === true ? { fromStart: true as const } : {}), environment, name: flowTitle(state).flow, started: Date.now(), keys, progress: null } });
  try {
    const { run } = await bridge().engine.run({ ...flowRef(), ...(as ? { document: as.document, parameters: as.parameters } : {}), name: flowTitle(state).flow, ...(environment === null ? {} : { environment }), ...(options.to ? { to: options.to } : {}), ...(options.from ? { from: options.from } : {}), ...(stream ? { stream } : as ? {} : { breakpoints: askedBreakpoints(state) }), ...(options.step === true && !stream ? { step: true } : {}), ...(options.fromStart === true ? { fromStart: true } : {}) });
    const active = workbench().run;
    if (!active || active.id !== null) return;
    change({ run: { ...active, id: run, phase: active.phase === 'starting' ? 'running' : active.phase } });
    if (active.phase === 'cancelling') await bridge().engine.cancel({ run });
    else if (active.phase === 'pausing') await bridge().engine.pause({ run });
  } catch (error) {
    change({ run: null });
    notify(failureText(error), 'danger');
  }
}

export async function cancelRun(): Promise<void> {
  const { run } = workbench();
  if (!run || run.phase === 'cancelling') return;
  change({ run: { ...run, phase: 'cancelling' } });
  if (run.id === null) return;
  try {
    await bridge().engine.cancel({ run: run.id });
  } catch (error) {
    notify(failureText(error), 'danger');
  }
}

/** Lets the run wait before its next statement, or one that waits go on: to the next breakpoint, or to the next node. */
export async function pauseRun(): Promise<void> {
  const { run } = workbench();
  if (!run || run.stream || (run.phase !== 'running' && run.phase !== 'starting')) return;
  change({ run: { ...run, phase: 'pausing' } });
  const { id } = run;
  if (id !== null) await steer(() => bridge().engine.pause({ run: id }));
}

export async function resumeRun(how: 'run' | 'step'): Promise<void> {
  const { run } = workbench();
  if (run?.phase !== 'paused' || run.id === null) return;
  await steer(() => bridge().engine.resume({ run: run.id!, how }));
}

async function steer(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    notify(failureText(error), 'danger');
  }
}

/** A node of a component stands in it. */
export const shownNode = (id: string): string => id.split(/[/#]/)[0]!;

/** Takes in what the engine says of itself. */
export function receiveEngineEvent(event: EngineEvent): void {
  const active = workbench().run;
  switch (event.type) {
    case 'progress':
      // The first word of a run may come before the answer to its start.
      if (active && (active.id === event.run || active.id === null)) {
        change({ run: { ...active, id: event.run, phase: active.phase === 'starting' ? 'running' : active.phase, progress: event.progress } });
      }
      return;
    case 'paused':
      if (!active || (active.id !== event.run && active.id !== null)) return;
      change({ run: { ...active, id: event.run, phase: active.phase === 'cancelling' ? 'cancelling' : 'paused', pause: event.pause } });
      if (event.pause.node !== null) select({ nodes: [shownNode(event.pause.node)] });
      return;
    case 'resumed': {
      if (active?.id !== event.run || active.phase === 'cancelling') return;
      const { pause: _past, ...going } = active;
      change({ run: { ...going, phase: 'running' } });
      return;
    }
    case 'finished':
      if (active && (active.id === event.run || active.id === null)) finish(event.run, event.report);
      return;
    case 'schedule':
      // The dialog of schedules asks for what happened.
      return;
    case 'restarted': {
      const node = event.problem.at.node;
      const outcomes = node === undefined ? {} : { [node]: { state: 'failed', key: workbench().keys.get(node) ?? '', rowsIn: {}, rowsOut: {}, milliseconds: 0, written: null } satisfies NodeOutcome };
      const problem = titledDiagnostic(event.problem, workbench().document, workbench().catalog);
      change({ run: null, engineRestarted: problem, outcomes: { ...workbench().outcomes, ...outcomes } });
      notify(problem.message, 'danger');
      void giveSettings();
      resumeSchedules();
      void checkNow();
      return;
    }
  }
}

function finish(id: string, found: RunReport): void {
  const state = workbench();
  const run = state.run!;
  const report = { ...found, diagnostics: found.diagnostics.map((d) => titledDiagnostic(d, state.document, state.catalog)) };
  const wanted = nodesOfRun(state.document, run);
  const outcomes = Object.entries(report.nodes).flatMap(([node, one]) => {
    // A run to a node says nothing of the nodes it did not need.
    if (one.state === 'skipped' && wanted && !wanted.has(node)) return [];
    const outcome = outcomeOf(one, run.keys.get(node) ?? '');
    return outcome ? [[node, outcome] as const] : [];
  });
  change({
    run: null,
    engineRestarted: null,
    outcomes: { ...state.outcomes, ...Object.fromEntries(outcomes) },
    runs: [{ id, name: run.name, to: run.to, ...(run.from === undefined ? {} : { from: run.from }), environment: run.environment, report }, ...state.runs].slice(0, keptRuns),
  });
  const first = report.diagnostics.find((d) => d.severity === 'error');
  if (report.status === 'failed') {
    const said = first?.at.node ? t('The run stopped at {node}.', { node: nodeTitle(state, first.at.node) }) : t('The run stopped.');
    const again = { title: t('Allow and run'), run: () => (allowNetwork(true), void startRun({ ...(run.to === null ? {} : { to: run.to }), ...(run.from === undefined ? {} : { from: run.from }), stream: run.stream, ...(run.fromStart ? { fromStart: true } : {}) })) };
    notify(`${said} ${first?.message ?? ''}`.trim(), 'danger', first?.code === 'network-unasked' ? again : { title: t('Show problems'), run: () => change({ problemsOpen: true }) });
  }
  refreshPreviews(true);
}
