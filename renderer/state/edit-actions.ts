import { defaultParams } from '../../engine/definition/index.ts';
import { formatEnd, parseEnd, type End, type FlowDocument, type FlowNode, type FlowParameter } from '../../engine/document/document.ts';
import { givenParameters } from './flow-ref.ts';
import { readClip, withClip } from './clipboard-text.ts';
import * as edits from './document-edits.ts';
import { withNotesAt, withoutNotes } from './note-edits.ts';
import { connectionProblem, nodeKeys, openInput } from './graph.ts';
import { record, seal, stepBack, stepForward, type Step } from './history.ts';
import { failureText, notify } from './session.ts';
import { change, nodeTitle, workbench, type Selection, nothingSelected } from './workbench.ts';
import { nodeDefinition } from './node-definition.ts';
import { language, t } from '../words/words.ts';

/** Makes `next` the document and remembers the step; steps with one `key` in quick succession are one. */
export function commit(label: string, next: FlowDocument, key: string | null = null, selection?: Selection): void {
  const { document, history } = workbench();
  if (next === document) return;
  change({
    document: next,
    keys: nodeKeys(next, givenParameters(workbench())),
    history: record(history, { label, before: document, after: next, time: Date.now(), key }),
    ...(selection ? { selection } : {}),
  });
}

/** Ends the step under way, as when a field loses the focus. */
export const endStep = (): void => change({ history: seal(workbench().history) });

const show = (document: FlowDocument): void => {
  const { selection, document: before } = workbench();
  const edges = new Set(document.edges.map(edits.edgeKey));
  // What comes back is what the person looks for.
  const back = Object.keys(document.nodes).filter((id) => !Object.hasOwn(before.nodes, id));
  change({
    document,
    keys: nodeKeys(document, givenParameters(workbench())),
    selection: back.length > 0 ? { ...nothingSelected, nodes: back } : { nodes: selection.nodes.filter((id) => Object.hasOwn(document.nodes, id)), edges: selection.edges.filter((k) => edges.has(k)), notes: selection.notes.filter((id) => document.notes?.[id]) },
  });
};

/** Remembers a step that changed something beside the document, and perhaps the document, too. */
export function commitBeside(label: string, next: FlowDocument, beside: NonNullable<Step<FlowDocument>['beside']>): void {
  const { document, history } = workbench();
  change({ document: next, keys: nodeKeys(next, givenParameters(workbench())), history: record(history, { label, before: document, after: next, time: Date.now(), key: null, beside }) });
}

/** A step that waits for what is changed beside the document. */
let turning: Promise<void> | null = null;

/** Takes back the last step; gives a promise where that takes a while. What cannot be taken back stays done, and is told. */
export const undo = (): Promise<void> | undefined => turn(stepBack, 'before', 'back');

/** Does again the step that was taken back last. */
export const redo = (): Promise<void> | undefined => turn(stepForward, 'after', 'again');

function turn(take: typeof stepBack<FlowDocument>, which: 'before' | 'after', way: 'back' | 'again'): Promise<void> | undefined {
  if (turning) return turning;
  const { history } = workbench();
  const taken = take(history);
  if (!taken) return undefined;
  const finish = () => {
    change({ history: taken.history });
    show(taken.step[which]);
  };
  const { beside } = taken.step;
  if (!beside) return void finish();
  turning = beside[way]()
    .then(
      // What was done meanwhile is not lost.
      () => (workbench().history === history ? finish() : undefined),
      (error: unknown) => notify(failureText(error), 'danger'),
    )
    .finally(() => (turning = null));
  return turning;
}

/** Undoes or redoes until exactly `count` steps are done, or one cannot be. */
export async function goToStep(count: number): Promise<void> {
  for (;;) {
    const { done, undone } = workbench().history;
    const waiting = done.length > count ? undo() : done.length < count && undone.length > 0 ? redo() : undefined;
    if (waiting) await waiting;
    if (workbench().history.done.length === done.length) return;
  }
}

export const select = (selection: Partial<Selection>): void => change({ selection: { ...nothingSelected, ...selection } });
export const selectAll = (): void => select({ nodes: Object.keys(workbench().document.nodes), notes: Object.keys(workbench().document.notes ?? {}) });

/** Selects a node and asks the inspector to focus one of its settings, or its first. */
export function focusSetting(node: string, param: string | null): void {
  change({ selection: { ...nothingSelected, nodes: [node] }, focusWish: { node, param, at: Date.now() }, preferences: { ...workbench().preferences, inspectorOpen: true } });
}

export function newNode(type: string): FlowNode {
  const definition = workbench().catalog.get(type);
  if (!definition) throw new Error(`The catalogue has no ${type}.`);
  return { type, version: definition.version, params: defaultParams(definition.params) };
}

/** Adds a node of a type and selects it; with `from`, that output is led into its first free input; with `params`, those settings are preset. Returns its id. */
export function addNode(type: string, position: edits.Position, options: { readonly from?: End; readonly to?: End; readonly params?: Readonly<Record<string, unknown>>; readonly title?: string } = {}): string {
  const { document, catalog } = workbench();
  const id = edits.freshNodeId(document, type);
  const node = newNode(type);
  const preset: FlowNode = { ...node, ...(options.title ? { title: options.title } : {}), params: { ...node.params, ...options.params } };
  let next = edits.withNode(document, id, preset, position);
  const link = (from: End, to: End) => {
    if (connectionProblem({ ...workbench(), document: next }, from, to) === null) next = edits.withEdge(next, { from: formatEnd(from), to: formatEnd(to) });
  };
  if (options.from) {
    const input = openInput({ ...workbench(), document: next }, id);
    if (input !== null) link(options.from, { node: id, port: input });
  }
  if (options.to) {
    const output = catalog.get(type)?.outputs[0]?.name;
    if (output !== undefined) link({ node: id, port: output }, options.to);
  }
  commit(t('Add {node}', { node: catalog.get(type)?.title ?? type }), next, null, { ...nothingSelected, nodes: [id] });
  return id;
}

/** Adds a node between the ends of an edge; its other reads stay. Returns its id, or null when the type has no input or no output. */
export function insertOnEdge(key: string, type: string, position: edits.Position): string | null {
  const { document, catalog } = workbench();
  const definition = catalog.get(type);
  const input = definition?.inputs[0]?.name;
  const output = definition?.outputs[0]?.name;
  if (!definition || input === undefined || output === undefined) return null;
  const id = edits.freshNodeId(document, type);
  const next = edits.withEdgeSplit(edits.withNode(document, id, newNode(type), position), key, id, input, output);
  commit(t('Insert {node}', { node: definition.title }), next, null, { ...nothingSelected, nodes: [id] });
  return id;
}

/** Puts an unconnected node of the document between the ends of an edge, where it was dropped. */
export function insertNodeOnEdge(key: string, id: string): boolean {
  const { document } = workbench();
  const definition = nodeDefinition(workbench(), id);
  const input = definition?.inputs[0]?.name;
  const output = definition?.outputs[0]?.name;
  const touched = document.edges.some((e) => parseEnd(e.from).node === id || parseEnd(e.to).node === id);
  if (touched || input === undefined || output === undefined) return false;
  commit(t('Insert {node}', { node: nodeTitle(workbench(), id) }), edits.withEdgeSplit(document, key, id, input, output), null, { ...nothingSelected, nodes: [id] });
  return true;
}

/** Leads an output into an input; returns the reason when that cannot be. */
export function connect(from: End, to: End): string | null {
  const { document } = workbench();
  const reason = connectionProblem(workbench(), from, to);
  if (reason === null) commit(t('Connect'), edits.withEdge(document, { from: formatEnd(from), to: formatEnd(to) }));
  return reason;
}

/** Moves an end of an edge; returns the reason when that cannot be. */
export function reconnect(key: string, from: End, to: End): string | null {
  const { document } = workbench();
  const without = edits.withoutItems(document, [], [key]);
  const reason = connectionProblem({ ...workbench(), document: without }, from, to);
  if (reason === null) commit(t('Move an edge'), edits.withEdge(without, { from: formatEnd(from), to: formatEnd(to) }));
  return reason;
}

function summary(nodes: readonly string[], edges: readonly string[], notes: readonly string[] = []): string {
  if (nodes.length === 1) return nodeTitle(workbench(), nodes[0]!);
  if (nodes.length > 1) return t('{nodes|node|nodes}', { nodes: nodes.length });
  if (edges.length > 0 || notes.length === 0) return edges.length === 1 ? t('an edge') : t('{count|edge|edges}', { count: edges.length });
  return notes.length === 1 ? t('a note') : t('{count|note|notes}', { count: notes.length });
}

/** Deletes the selected nodes, edges and notes in one step. */
export function deleteSelection(): void {
  const { document, selection } = workbench();
  if (selection.nodes.length + selection.edges.length + selection.notes.length === 0) return;
  const next = withoutNotes(edits.withoutItems(document, selection.nodes, selection.edges), selection.notes);
  commit(t('Delete {name}', { name: summary(selection.nodes, selection.edges, selection.notes) }), next, null, nothingSelected);
}

export const deleteEdge = (key: string): void => commit(t('Delete an edge'), edits.withoutItems(workbench().document, [], [key]));

/** Deletes the selected nodes and leads their input on to what read their output. */
export function deleteAndReconnect(): void {
  const { document, selection } = workbench();
  if (selection.nodes.length === 0) return;
  const next = selection.nodes.reduce(edits.withoutNodeReconnected, document);
  commit(t('Delete and reconnect {name}', { name: summary(selection.nodes, []) }), next, null, nothingSelected);
}

/** Sets the setting at a path such as `columns.2.expression`; typing in one field, or what has one name as a `step`, is one step. */
export function setParam(node: string, path: string, value: unknown, step?: string): void {
  const { document } = workbench();
  const now = edits.paramAt(document.nodes[node]?.params ?? {}, path);
  if (Object.is(now, value)) return;
  const typed = typeof value === 'string' || typeof value === 'number';
  commit(t('Set {setting} of {node}', { setting: settingLabel(node, path), node: nodeTitle(workbench(), node) }), edits.withParam(document, node, path, value), step !== undefined || typed ? `${node}/${step ?? path}` : null);
}

function settingLabel(node: string, path: string): string {
  const { catalog, document } = workbench();
  const name = path.split('.')[0]!;
  const label = catalog.get(document.nodes[node]?.type ?? '')?.params[name]?.label;
  // German nouns keep their capitals within a sentence.
  return label === undefined ? name : language() === 'en' ? label.toLowerCase() : label;
}

/** An empty title goes back to the title of the type. */
export function renameNode(node: string, title: string): void {
  const trimmed = title.trim();
  const { document } = workbench();
  if ((document.nodes[node]?.title ?? '') === trimmed) return;
  commit(t('Rename {node}', { node: nodeTitle(workbench(), node) }), edits.withNodeChange(document, node, { title: trimmed === '' ? undefined : trimmed }), `title/${node}`);
}

export function setNote(node: string, note: string): void {
  commit(t('Note on {node}', { node: nodeTitle(workbench(), node) }), edits.withNodeChange(workbench().document, node, { note: note === '' ? undefined : note }), `note/${node}`);
}

/** Disables the selected nodes, or enables them when all are disabled. */
export function toggleDisabled(): void {
  const { document, selection } = workbench();
  if (selection.nodes.length === 0) return;
  const on = !selection.nodes.every((id) => document.nodes[id]?.disabled);
  const next = selection.nodes.reduce((doc, id) => edits.withNodeChange(doc, id, { disabled: on ? true : undefined }), document);
  commit(on ? t('Disable {name}', { name: summary(selection.nodes, []) }) : t('Enable {name}', { name: summary(selection.nodes, []) }), next);
}

/** Moves nodes and notes to new places as one step; `key` joins a row of nudges. */
export function moveNodes(positions: Readonly<Record<string, edits.Position>>, label: string | null = null, key: string | null = null, notes: Readonly<Record<string, edits.Position>> = {}): void {
  const { document } = workbench();
  const moved = Object.entries(positions).filter(([id, p]) => document.layout[id]?.x !== Math.round(p.x) || document.layout[id]?.y !== Math.round(p.y));
  const movedNotes = Object.entries(notes).filter(([id, p]) => document.notes?.[id]?.x !== Math.round(p.x) || document.notes[id]?.y !== Math.round(p.y));
  if (moved.length + movedNotes.length === 0) return;
  const what = label ?? t('Move {name}', { name: summary(moved.map(([id]) => id), [], movedNotes.map(([id]) => id)) });
  commit(what, withNotesAt(edits.withPositions(document, Object.fromEntries(moved)), Object.fromEntries(movedNotes)), key);
}

/** Adds the nodes that a text from the clipboard holds; false when it holds none. */
export function paste(text: string, at: edits.Position | null, duplicates = false): boolean {
  const clip = readClip(text);
  if (!clip) return false;
  const added = withClip(workbench().document, clip, at);
  const name = summary(added.ids, [], added.notes);
  commit(duplicates ? t('Duplicate {name}', { name }) : t('Paste {name}', { name }), added.document, null, { ...nothingSelected, nodes: added.ids, notes: added.notes });
  return true;
}

export const setParameters = (parameters: readonly FlowParameter[]): void => commit(t('Change parameters'), edits.withParameters(workbench().document, parameters));
