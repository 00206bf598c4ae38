import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import { lossText, type TrainingProgress } from '../../engine/core/training-progress.ts';
import { formatDuration, formatRate } from '../ui/format-figures.ts';
import { nodesOfRun } from './graph.ts';
import { nodeTitle, type NodeOutcome, type WorkbenchState } from './workbench.ts';
import { nodeDefinition } from './node-definition.ts';
import { onwardText } from './reads-onward.ts';
import { t } from '../words/words.ts';

export type NodeTone = 'never' | 'todo' | 'waiting' | 'running' | 'fresh' | 'stale' | 'warning' | 'failed' | 'disabled';

/** What a node says on the canvas, as plain text so that equal views compare equal. */
export interface NodeView {
  readonly title: string;
  readonly caption: string;
  readonly tone: NodeTone;
  readonly foot: string;
  /** Right end of the footer: time, or rows that were rejected. */
  readonly aside: string;
  readonly asideWarns: boolean;
  /** 0 to 1 while running and known, else -1. */
  readonly share: number;
  /** The whole message behind a shortened footer. */
  readonly message: string;
  /** Why the rows were kept from a former run, or had to be computed; empty where neither is known. */
  readonly kept: string;
  readonly computed: string;
}

const incomplete = new Set<Diagnostic['code']>(['param-missing', 'input-missing']);
const sorted = new WeakMap<readonly Diagnostic[], ReadonlyMap<string, readonly Diagnostic[]>>();
const none: readonly Diagnostic[] = [];

/** Diagnostics of a list that belong to a node, errors first. */
export function diagnosticsAt(list: readonly Diagnostic[], node: string): readonly Diagnostic[] {
  let map = sorted.get(list);
  if (!map) {
    const rank = { error: 0, warning: 1, info: 2 } as const;
    const groups = new Map<string, Diagnostic[]>();
    for (const d of [...list].sort((a, b) => rank[a.severity] - rank[b.severity])) {
      if (d.at.node !== undefined) groups.set(d.at.node, [...(groups.get(d.at.node) ?? []), d]);
    }
    map = groups;
    sorted.set(list, map);
  }
  return map.get(node) ?? none;
}

/** The first sentence of a message. */
export const firstSentence = (message: string): string => /^.*?[.:;](?=\s|$)/s.exec(message)?.[0].replace(/[.:;]$/, '') ?? message;

/** The first sentence as it reads on the node itself, which need not be named again. */
function onNode(message: string, title: string): string {
  const text = firstSentence(message)
    .replace(` of node "${title}"`, '')
    .replace(`Node "${title}" `, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const remembered = new Map<string, { readonly from: readonly unknown[]; readonly view: NodeView }>();

/** What a node says, as `deriveView` finds it; while no run is under way it is found again only after something it comes from has changed. */
export function nodeView(state: WorkbenchState, id: string): NodeView {
  if (state.run) return deriveView(state, id);
  const node = state.document.nodes[id];
  const definition = nodeDefinition(state, id);
  const port = definition?.outputs[0]?.name;
  const from = [state.language, node, definition, state.check?.nodes[id], diagnosticsAt(state.check?.diagnostics ?? none, id), state.outcomes[id], state.keys.get(id), state.runs[0], port === undefined ? null : state.previews[`${id}.${port}`]?.preview];
  const known = remembered.get(id);
  if (known && known.from.every((value, i) => value === from[i])) return known.view;
  const view = deriveView(state, id);
  if (remembered.size > 10_000) remembered.clear();
  remembered.set(id, { from, view });
  return view;
}

/** The nodes that say that they failed, in one text; only those are looked at of which something says so. */
export function failedNodes(state: WorkbenchState): string {
  const told = (state.check?.diagnostics ?? none).flatMap((d) => (d.severity === 'error' && d.at.node !== undefined ? [d.at.node] : []));
  const ran = Object.entries({ ...state.outcomes, ...state.run?.progress?.nodes }).flatMap(([id, { state: end }]) => (end === 'failed' ? [id] : []));
  return [...new Set([...told, ...ran])].filter((id) => Object.hasOwn(state.document.nodes, id) && nodeView(state, id).tone === 'failed').join(' ');
}

/** Derives what a node says from the document, the check, the run under way and the last outcome, in that order of weight. */
function deriveView(state: WorkbenchState, id: string): NodeView {
  const node = state.document.nodes[id];
  const definition = nodeDefinition(state, id);
  const base: NodeView = {
    title: nodeTitle(state, id),
    caption: state.check?.nodes[id]?.caption ?? (definition && node ? definition.caption(node.params) : (node?.type ?? '')),
    tone: 'never',
    foot: t('Not run yet'),
    aside: '',
    asideWarns: false,
    share: -1,
    message: '',
    kept: '',
    computed: '',
  };
  if (node?.disabled) return { ...base, tone: 'disabled', foot: t('Disabled') };
  return running(state, id, base) ?? troubled(state, id, base) ?? settled(state, id, base);
}

function running(state: WorkbenchState, id: string, base: NodeView): NodeView | null {
  if (!state.run) return null;
  const progress = state.run.progress?.nodes ?? {};
  // Until the engine has said what it is going to do.
  if (Object.keys(progress).length === 0) return isWanted(state, id) ? { ...base, tone: 'waiting', foot: t('Waiting') } : null;
  const live = progress[id];
  if (!live) return null;
  const rows = total(live.rowsOut);
  switch (live.state) {
    case 'waiting':
      return { ...base, tone: 'waiting', foot: t('Waiting') };
    case 'running': {
      const share = live.share ?? -1;
      const parts = [live.training ? trainingText(live.training) : share >= 0 ? `${Math.round(share * 100)} %` : '', live.rowsPerSecond ? formatRate(live.rowsPerSecond) : rows === null ? '' : t('{count|row|rows}', { count: rows }), live.secondsLeft ? leftText(live.secondsLeft) : ''];
      return { ...base, tone: 'running', share, foot: parts.filter(Boolean).join(' · ') || t('Running'), aside: live.milliseconds === undefined ? '' : formatDuration(live.milliseconds) };
    }
    case 'done':
      return { ...base, tone: 'fresh', foot: rows === null ? t('Done') : t('{count|row|rows}', { count: rows }), aside: live.milliseconds === undefined ? '' : formatDuration(live.milliseconds) };
    case 'warning':
      return { ...base, tone: 'warning', foot: rows === null ? t('Done with warnings') : t('{count|row|rows}', { count: rows }) };
    case 'failed':
      return { ...base, tone: 'failed', foot: t('Failed') };
    case 'skipped':
      return { ...base, tone: 'waiting', foot: t('Skipped') };
    case 'cancelled':
      return { ...base, tone: 'waiting', foot: t('Cancelled') };
  }
}

const counted = { trees: '{done} of {of} trees', rounds: '{done} of {of} rounds', starts: '{done} of {of} starts' } as const;

/** `fold 2 of 5 · 120 of 300 trees · loss 0.2345`, while a model is learned. */
export function trainingText({ done, of, unit, loss, part }: TrainingProgress): string {
  const text = `${part === undefined ? '' : `${t('fold {at} of {of}', part)} · `}${t(counted[unit], { done, of })}`;
  return loss === undefined ? text : `${text} · ${t('loss {loss}', { loss: lossText(loss) })}`;
}

/** `12 s left`, from the pace of the step so far. */
export const leftText = (seconds: number): string => t('{duration} left', { duration: formatDuration(Math.ceil(seconds) * 1000) });

function isWanted(state: WorkbenchState, id: string): boolean {
  return state.run === null || (nodesOfRun(state.document, state.run)?.has(id) ?? true);
}

function troubled(state: WorkbenchState, id: string, base: NodeView): NodeView | null {
  const first = diagnosticsAt(state.check?.diagnostics ?? none, id)[0];
  if (first?.severity !== 'error') return null;
  return { ...base, tone: incomplete.has(first.code) ? 'todo' : 'failed', foot: onNode(first.message, base.title), message: first.message };
}

function settled(state: WorkbenchState, id: string, base: NodeView): NodeView {
  const outcome = state.outcomes[id];
  const warned = diagnosticsAt(state.check?.diagnostics ?? none, id)[0];
  if (!outcome) {
    if (warned?.severity === 'warning') return { ...base, tone: 'warning', foot: onNode(warned.message, base.title), message: warned.message };
    const previewed = previewRows(state, id);
    return previewed === null ? base : { ...base, foot: previewed };
  }
  const stale = outcome.key !== state.keys.get(id);
  const said = diagnosticsAt(state.runs[0]?.report.diagnostics ?? none, id)[0];
  if (outcome.state === 'failed') {
    return { ...base, tone: stale ? 'stale' : 'failed', foot: stale ? t('Failed, changed since') : said ? onNode(said.message, base.title) : t('Failed'), message: said?.message ?? '' };
  }
  if (outcome.state === 'skipped' || outcome.state === 'cancelled') return { ...base, foot: outcome.state === 'skipped' ? t('Skipped') : t('Cancelled') };
  const rejected = rejectedRows(state, id, outcome);
  return {
    ...base,
    tone: stale ? 'stale' : outcome.state === 'warning' ? 'warning' : 'fresh',
    foot: stale ? t('{rows}, changed since', { rows: outcomeRows(outcome) }) : outcomeRows(outcome),
    aside: rejected > 0 ? t('{count} rejected', { count: rejected }) : formatDuration(outcome.milliseconds),
    asideWarns: rejected > 0,
    message: said?.message ?? '',
    ...(stale ? {} : cacheWords(outcome.cache)),
  };
}

/** Reasons that say no more than that there is no cache to speak of are left out. */
const cacheWords = (use: NodeOutcome['cache']): { readonly kept?: string; readonly computed?: string } =>
  use === undefined || use.code === 'off' || use.code === 'output' ? {} : use.state === 'reused' ? { kept: use.why } : { computed: use.why };

function outcomeRows(outcome: NodeOutcome): string {
  const rows = rowsOf(outcome);
  return outcome.cursor ? `${rows}, ${onwardText(outcome.cursor)}` : rows;
}

function rowsOf(outcome: NodeOutcome): string {
  if (outcome.written) return t('{count|row|rows} written', { count: outcome.written.rows });
  const first = Object.values(outcome.rowsOut)[0] ?? Object.values(outcome.rowsIn)[0];
  return first === undefined ? t('Done') : t('{count|row|rows}', { count: first });
}

function rejectedRows(state: WorkbenchState, id: string, outcome: NodeOutcome): number {
  const outputs = nodeDefinition(state, id)?.outputs ?? [];
  return outputs.filter((p) => p.kind === 'rejects' || p.kind === 'errors').reduce((sum, p) => sum + (outcome.rowsOut[p.name] ?? 0), 0);
}

function previewRows(state: WorkbenchState, id: string): string | null {
  const port = nodeDefinition(state, id)?.outputs[0]?.name;
  const preview = state.previews[`${id}.${port}`]?.preview;
  if (!preview) return null;
  if (preview.total !== null) return t('Previewed, {count|row|rows}', { count: preview.total });
  return preview.coverage === 'all' ? t('Previewed, {count|row|rows}', { count: preview.rows }) : t('Previewed, first {count|row|rows}', { count: preview.rows });
}

const total = (rows: Readonly<Record<string, number>> | undefined): number | null => (rows ? (Object.values(rows)[0] ?? null) : null);
