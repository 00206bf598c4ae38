import type { Breakpoint, Evaluation } from '../../engine/api/contract.ts';
import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import { formatEnd, parseEnd, type FlowDocument } from '../../engine/document/document.ts';
import { patiently } from './ask-patiently.ts';
import { flowRef } from './flow-ref.ts';
import { nodeDefinition } from './node-definition.ts';
import { setPreferences } from './preferences-actions.ts';
import type { Preferences } from './preferences.ts';
import { questionTurns } from './question-turns.ts';
import { bridge } from './session.ts';
import { change, selectedNode, workbench, type WorkbenchState } from './workbench.ts';

export type BreakpointSetting = Preferences['breakpoints'][string][string];
export type Breakpoints = Readonly<Record<string, BreakpointSetting>>;

const none: Breakpoints = {};
/** Flows whose breakpoints are remembered. */
const keptFlows = 100;

/** Where runs of the open flow stop, by `node.port`; also those of nodes that are gone, which an undo may bring back. */
export const breakpointsOf = ({ preferences, path }: Pick<WorkbenchState, 'preferences' | 'path'>): Breakpoints => preferences.breakpoints[path ?? ''] ?? none;

/** Those of ports that are there. */
export function presentBreakpoints(state: WorkbenchState): readonly (readonly [string, BreakpointSetting])[] {
  return Object.entries(breakpointsOf(state)).filter(([end]) => hasPort(state, end));
}

const hasPort = (state: WorkbenchState, end: string): boolean => {
  const { node, port } = parseEnd(end);
  return Object.hasOwn(state.document.nodes, node) && nodeDefinition(state, node)?.outputs.some((p) => p.name === port) === true;
};

/** What a run is told of them. */
export function askedBreakpoints(state: WorkbenchState): readonly Breakpoint[] {
  return presentBreakpoints(state).flatMap(([end, { when, on }]) => (on ? [{ ...parseEnd(end), ...(when.trim() === '' ? {} : { when }) }] : []));
}

/** Sets the breakpoint of a port, or with null takes it away. */
export function setBreakpoint(end: string, setting: BreakpointSetting | null): void {
  const { [end]: _old, ...others } = breakpointsOf(workbench());
  keep(setting === null ? others : { ...breakpointsOf(workbench()), [end]: setting });
}

function keep(now: Breakpoints): void {
  const place = workbench().path ?? '';
  const { [place]: _old, ...others } = workbench().preferences.breakpoints;
  const kept = Object.entries(others).slice(-(keptFlows - 1));
  setPreferences({ breakpoints: { ...Object.fromEntries(kept), ...(Object.keys(now).length === 0 ? {} : { [place]: now }) } });
}

/** The port that a breakpoint at the selection belongs to: that of the selected edge, the first of the selected node, or the one that feeds a node without outputs. */
export function breakpointEnd(state: WorkbenchState): string | null {
  const { edges, nodes } = state.selection;
  if (nodes.length === 0 && edges.length === 1) return edges[0]!.split('->')[0]!;
  const node = selectedNode(state);
  if (node === null) return null;
  const port = nodeDefinition(state, node)?.outputs[0]?.name;
  if (port !== undefined) return formatEnd({ node, port });
  return state.document.edges.find((edge) => parseEnd(edge.to).node === node)?.from ?? null;
}

export function toggleBreakpoint(): void {
  const end = breakpointEnd(workbench());
  if (end === null) return;
  setBreakpoint(end, breakpointsOf(workbench())[end] ? null : { when: '', on: true });
}

/** Shows all breakpoints, with one at the selection where there was none. */
export function editBreakpoints(): void {
  const end = breakpointEnd(workbench());
  if (end !== null && !breakpointsOf(workbench())[end]) setBreakpoint(end, { when: '', on: true });
  change({ dialog: 'breakpoints' });
}

/** A flow that gets its first file, or another one, keeps its breakpoints. */
export function moveBreakpoints(from: string | null, to: string): void {
  const { breakpoints } = workbench().preferences;
  const now = breakpoints[from ?? ''];
  if (from === to || !now) return;
  const { '': unsaved, ...others } = breakpoints;
  setPreferences({ breakpoints: { ...(from === null ? others : { ...others, ...(unsaved ? { '': unsaved } : {}) }), [to]: now } });
}

/** A new flow without a file begins without any. */
export function forgetUnsaved(): void {
  const { '': unsaved, ...others } = workbench().preferences.breakpoints;
  if (unsaved) setPreferences({ breakpoints: others });
}

/** For how many of the first rows of a port a condition holds, or what is wrong with it, found by a filter that is put there for this question alone. */
export function tryBreakpoint(end: string, condition: string, isWanted: () => boolean): Promise<Evaluation | { readonly problem: Diagnostic }> {
  const { document, catalog } = workbench();
  const node = freshId(document);
  const asked = { ...document, nodes: { ...document.nodes, [node]: { type: 'filter-rows', version: catalog.get('filter-rows')?.version ?? 1, params: { condition } } }, edges: [...document.edges, { from: end, to: `${node}.in` }] };
  return questionTurns.take(null, () => patiently(() => bridge().engine.evaluate({ ...flowRef(), document: asked, node, param: 'condition', expression: condition }), isWanted));
}

function freshId(document: FlowDocument): string {
  let id = 'breakpoint';
  for (let count = 2; Object.hasOwn(document.nodes, id); count++) id = `breakpoint-${count}`;
  return id;
}
