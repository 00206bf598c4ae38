import type { CheckResult } from '../../engine/api/contract.ts';
import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import { formatEnd } from '../../engine/document/document.ts';
import type { FlowDocument } from '../../engine/document/document.ts';
import { RenameWatch, type ColumnRenames } from './column-renames.ts';
import { flowRef } from './flow-ref.ts';
import { diagnosticsAt } from './node-view.ts';
import { bridge, failureDiagnostic, failureText, notify } from './session.ts';
import { besidePort, shownPorts, type ShownPort } from './shown-ports.ts';
import { titledDiagnostic } from './titled-diagnostic.ts';
import { change, useWorkbench, workbench, type PreviewSlot } from './workbench.ts';

const previewRows = 1000;
const keptPreviews = 40;
const askAgainDelay = 50;
/** The hand rests: what takes longer can be asked for. */
const restDelay = 400;

/** A canvas with nothing on it says itself how to begin; that is no problem to list. */
const isTrouble = (d: Diagnostic): boolean => d.code !== 'flow-empty';

/** Checks the flow once it is `ready` and after every change, one check at a time, and keeps the previews of the selected node's ports; returns the function that stops. Started before the window is drawn, it hears of a change first. */
export function startEngineSync(ready: Promise<unknown> = Promise.resolve()): () => void {
  let soon = false;
  let stopped = false;
  let begun = false;
  open.clear();
  // An engine that is slower than the hand gets only the newest flow, when it is done with the one before.
  const checkSoon = () => {
    if (!begun || stopped) return;
    if (open.size > 0) waiting = true;
    else void checkNow();
  };
  void ready.then(() => {
    begun = true;
    checkSoon();
  });
  const stop = useWorkbench.subscribe((state, before) => {
    if (sameLogic(state.document, before.document) && state.base === before.base) {
      if (state.selection !== before.selection || state.beside !== before.beside) refreshPreviews();
      return;
    }
    clearTimeout(resting);
    // The count makes an answer about the older document arrive in vain.
    checks++;
    if (soon) return;
    soon = true;
    // Changes made in one go are one check, and the engine works on it while the window is drawn.
    void Promise.resolve().then(() => {
      soon = false;
      checkSoon();
    });
  });
  return () => {
    stopped = true;
    clearTimeout(resting);
    waiting = false;
    stop();
  };
}

const sameLogic = (a: FlowDocument, b: FlowDocument): boolean => a.nodes === b.nodes && a.edges === b.edges && a.parameters === b.parameters;

let checks = 0;
let resting: ReturnType<typeof setTimeout> | undefined;
/** Checks whose answer has not come. */
const open = new Set<number>();
let waiting = false;

function answered(which: number): void {
  // One that was asked before the sync began anew holds nothing up.
  if (!open.delete(which) || open.size > 0 || !waiting) return;
  waiting = false;
  void checkNow();
}

/** Checks the document as it is now. */
export async function checkNow(): Promise<void> {
  const mine = ++checks;
  const { document } = workbench();
  change({ checking: true });
  open.add(mine);
  try {
    const check = await bridge().engine.check({ ...flowRef(), counted: false }).finally(() => answered(mine));
    if (mine !== checks) return;
    change({ renames: watchRenames(check), check: { ...check, diagnostics: check.diagnostics.filter(isTrouble).map((d) => titledDiagnostic(d, document, workbench().catalog)) }, checking: false });
    refreshPreviews();
    clearTimeout(resting);
    if (check.plan?.statements === null) resting = setTimeout(() => void countStatements(mine), restDelay);
  } catch (error) {
    if (mine !== checks) return;
    change({ checking: false });
    notify(failureText(error), 'danger');
  }
}

/** Counts what a run would do, unless the flow has been changed since that check. */
async function countStatements(of: number): Promise<void> {
  if (of !== checks) return;
  try {
    const { plan } = await bridge().engine.check(flowRef());
    const { check } = workbench();
    if (of === checks && check) change({ check: { ...check, plan } });
  } catch (error) {
    // The next check says that the engine does not answer; a count alone is no reason to.
    console.info('The statements were not counted:', failureText(error));
  }
}

const watch = new RenameWatch();
let watched = -1;

function watchRenames(check: CheckResult): ColumnRenames {
  const { opened, renames } = workbench();
  // Another flow that calls a node the same is none of its versions.
  if (opened !== watched) watch.clear();
  watched = opened;
  return watch.next(check, renames);
}

/** Asks for the previews of the shown ports that are missing or out of date; with `again`, for all of them. */
export function refreshPreviews(again = false): void {
  const state = workbench();
  if (!state.check || state.checking) return;
  for (const port of shownPorts(state)) {
    const slot = state.previews[formatEnd(port)];
    const key = state.keys.get(port.node) ?? '';
    if (again || slot?.key !== key) void fetchPreview(port, key);
  }
  refreshBeside(again);
}

/** Asks for the preview beside the others once those are there. */
function refreshBeside(again = false): void {
  const state = workbench();
  const port = besidePort(state);
  if (port === null || !state.check || state.checking) return;
  const end = formatEnd(port);
  const shown = shownPorts(state).map(formatEnd);
  if (shown.includes(end) || shown.some((other) => state.previews[other]?.state === 'loading')) return;
  const key = state.keys.get(port.node) ?? '';
  if (again || state.previews[end]?.key !== key) void fetchPreview(port, key, true);
}

/** The newest request per port; the engine gives up an older one for it, and its answer is not wanted. */
const asked = new Map<string, number>();

async function fetchPreview(port: ShownPort, key: string, beside = false): Promise<void> {
  const end = formatEnd(port);
  const { document, check } = workbench();
  const found = check?.nodes[port.node];
  if (!found || !Object.hasOwn(found.outputs, port.port)) {
    const reason = diagnosticsAt(check?.diagnostics ?? [], port.node)[0] ?? check?.diagnostics.find((d) => d.severity === 'error') ?? null;
    put(end, { state: 'failed', problem: reason, key });
    if (!beside) refreshBeside();
    return;
  }
  put(end, { state: 'loading', problem: null, key });
  const mine = (asked.get(end) ?? 0) + 1;
  asked.set(end, mine);
  const wanted = () => asked.get(end) === mine && workbench().previews[end]?.key === key;
  try {
    const preview = await bridge().engine.preview({ ...flowRef(), node: port.node, port: port.port, rows: previewRows, ...(beside ? { beside } : {}) });
    if (wanted()) put(end, { state: 'ready', problem: null, key, preview });
    if (!beside) refreshBeside();
  } catch (error) {
    if (!wanted()) return;
    const problem = titledDiagnostic(failureDiagnostic(error, port.node), document, workbench().catalog);
    if (problem.code !== 'run-cancelled') {
      put(end, { state: 'failed', problem, key });
      if (!beside) refreshBeside();
      return;
    }
    // It was given up for another node. That may have been one asked for earlier, so what is still looked at is asked for again; else that is done when it is selected next.
    const second = besidePort(workbench());
    const shown = shownPorts(workbench()).some((p) => formatEnd(p) === end) || (second !== null && formatEnd(second) === end);
    put(end, shown ? { state: 'loading', problem: null, key: '' } : { state: 'failed', problem, key: '' });
    if (shown) setTimeout(() => refreshPreviews(), askAgainDelay);
  }
}

function put(end: string, slot: Omit<PreviewSlot, 'preview'> & { readonly preview?: PreviewSlot['preview'] }): void {
  const { previews } = workbench();
  const { [end]: old, ...others } = previews;
  const kept = Object.entries(others).slice(-(keptPreviews - 1));
  change({ previews: { ...Object.fromEntries(kept), [end]: { preview: old?.preview ?? null, ...slot } } });
}
