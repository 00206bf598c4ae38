import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import type { OpenedFile } from '../../main/contract/os-calls.ts';
import { forgetUnsaved, moveBreakpoints } from './breakpoints.ts';
import { commit } from './edit-actions.ts';
import { flowTitle, suggestedName } from './flow-title.ts';
import { nodeKeys, feeders } from './graph.ts';
import { emptyHistory } from './history.ts';
import { loadEnvironments } from './environment-actions.ts';
import { leaveSchedules } from './schedule-actions.ts';
import { trustMoved } from './allow-actions.ts';
import { bridge, failureText, notify } from './session.ts';
import { change, isDirty, noEnvironments, useWorkbench, workbench, nothingSelected, type TrailStep } from './workbench.ts';
import { t } from '../words/words.ts';

const autosaveDelay = 500;

/** Makes an opened file the flow of the window; `trail` leads to it. */
export function show(file: OpenedFile, trail: readonly TrailStep[] = []): boolean {
  const read = readDocument(file.text, file.path);
  if (!read.document) {
    notify(read.diagnostics[0]?.message ?? t('{path} cannot be read.', { path: file.path }), 'danger');
    return false;
  }
  replaceFlow(read.document, file.path, file.base);
  change({ trail, recovered: file.recovered === file.text ? null : file.recovered, selection: { ...nothingSelected, nodes: lastNodes(read.document) } });
  void loadEnvironments();
  return true;
}

function replaceFlow(document: FlowDocument, path: string | null, base: string): void {
  if (path === null) forgetUnsaved();
  leaveSchedules(base);
  change({
    document,
    keys: nodeKeys(document),
    saved: document,
    path,
    base,
    trail: [],
    opened: workbench().opened + 1,
    began: new Date().toISOString(),
    once: null,
    network: false,
    environments: noEnvironments,
    environment: null,
    history: emptyHistory(),
    selection: nothingSelected,
    check: null,
    renames: {},
    previews: {},
    outcomes: {},
    recovered: null,
    engineRestarted: null,
    focusWish: null,
    stepRows: null,
    beside: null,
    page: 'flow',
  });
}

/** The node whose data is worth seeing first: the last one that feeds no more than sinks, else the last. */
function lastNodes(document: FlowDocument): readonly string[] {
  const { catalog } = workbench();
  const ids = Object.keys(document.nodes);
  const sinks = new Set(ids.filter((id) => catalog.get(document.nodes[id]!.type)?.outputs.length === 0 && catalog.get(document.nodes[id]!.type)?.ownFlow !== true));
  const readBySteps = new Set([...feeders(document)].flatMap(([id, sources]) => (sinks.has(id) ? [] : sources)));
  const last = ids.findLast((id) => !sinks.has(id) && !readBySteps.has(id)) ?? ids.at(-1);
  return last === undefined ? [] : [last];
}

/** Does `then` at once, or after the person has said what becomes of unsaved changes. */
export function leaveFlow(then: () => void): void {
  if (isDirty(workbench())) change({ leaving: then });
  else then();
}

export const newFlow = (): void =>
  leaveFlow(() => {
    replaceFlow(emptyDocument(''), null, workbench().base);
  });

/** Begins with a flow that is in no file yet, at one of its nodes. */
export const beginWith = (document: FlowDocument, node?: string): void =>
  leaveFlow(() => {
    replaceFlow(document, null, workbench().home);
    change({ selection: { ...nothingSelected, nodes: node === undefined ? lastNodes(document) : [node] } });
  });

/** Begins with a flow that is in no file yet and would be lost if it were not saved, after the person has said what becomes of the one that is left; its relative paths start from `base`. */
export function beginUnsaved(document: FlowDocument, base: string): void {
  replaceFlow(document, null, base);
  change({ saved: emptyDocument(''), selection: { ...nothingSelected, nodes: lastNodes(document) } });
  // What is not in a file is kept through a crash from now on.
  void attempt(() => bridge().os.autosave({ path: null, text: writeDocument(document) }));
}

export const openPath = (path: string): void => leaveFlow(() => openLeft(path));

/** Opens a flow after the person has said what becomes of the one that is left. */
export const openLeft = (path: string): void => void attempt(async () => void (show(await bridge().os.open({ path })) && (await refreshLists())));

/** Asks which flow to open, with the system's dialog where there is one. */
export const openChosen = (): void =>
  leaveFlow(() => {
    if (!workbench().platform?.nativeDialogs) {
      change({ dialog: 'open' });
      return;
    }
    void attempt(async () => {
      const path = await bridge().os.chooseFlow();
      if (path !== null && show(await bridge().os.open({ path }))) await refreshLists();
    });
  });

/** Lists the samples and the flows of this folder, whatever dialogs the system has. */
export const showSamples = (): void => leaveFlow(() => change({ dialog: 'open' }));

/** Writes the flow; one without a file asks for its place first. Answers whether it was written. */
export async function save(): Promise<boolean> {
  const { path, platform } = workbench();
  if (path === null && !platform?.nativeDialogs) {
    change({ dialog: 'save-as' });
    return false;
  }
  return writeTo(path);
}

export async function saveAs(): Promise<boolean> {
  if (workbench().platform?.nativeDialogs) return writeTo(null);
  change({ dialog: 'save-as' });
  return false;
}

/** Writes the flow to a path, or to the place the system's dialog gives. */
export async function writeTo(path: string | null): Promise<boolean> {
  const { document, path: oldPath, base: oldBase } = workbench();
  const unsaved = oldPath === null ? { base: oldBase, name: flowTitle(workbench()).flow, since: workbench().began } : workbench().once;
  change({ saving: true });
  try {
    const written = await bridge().os.save({ path, text: writeDocument(document), suggestedName: suggestedName(workbench()) });
    if (!written) return false;
    if (written.base !== oldBase) await trustMoved(oldBase, written.base);
    moveBreakpoints(oldPath, written.path);
    change({ saved: document, path: written.path, base: written.base, once: unsaved, recovered: null });
    if (written.path !== oldPath) void loadEnvironments();
    await bridge().os.autosave({ path: oldPath, text: null });
    await refreshLists();
    return true;
  } catch (error) {
    notify(failureText(error), 'danger');
    return false;
  } finally {
    change({ saving: false });
  }
}

/** Takes the unsaved work a crash left as one step that can be undone. */
export function restoreRecovered(): void {
  const { recovered, path } = workbench();
  if (recovered === null) return;
  const read = readDocument(recovered, path ?? 'The unsaved work');
  if (read.document) commit(t('Restore unsaved work'), read.document);
  else notify(read.diagnostics[0]?.message ?? t('The unsaved work cannot be read.'), 'danger');
  change({ recovered: null });
}

export function discardRecovered(): void {
  change({ recovered: null });
  void attempt(() => bridge().os.autosave({ path: workbench().path, text: null }));
}

export async function refreshLists(): Promise<void> {
  const [recent, samples] = await Promise.all([bridge().os.recent(), bridge().os.samples()]);
  change({ recent, samples });
}

let kept: FlowDocument | null = null;

/** Whether the last change is so young that a crash would lose it. */
export const hasUnkeptChange = (): boolean => isDirty(workbench()) && workbench().document !== kept;

/** Keeps unsaved work through a crash; returns the function that stops. */
export function startAutosave(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = useWorkbench.subscribe((state, before) => {
    if (state.document === before.document || state.path !== before.path) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const now = workbench();
      void attempt(async () => {
        await bridge().os.autosave({ path: now.path, text: isDirty(now) ? writeDocument(now.document) : null });
        kept = now.document;
      });
    }, autosaveDelay);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

export async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    notify(failureText(error), 'danger');
  }
}
