import { performance } from 'node:perf_hooks';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { compileKey, compileSelect } from '../compile/compile-select.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import { isExpensive, isUnrepeatable } from '../plan/cost.ts';
import type { JobModel, JobSettings } from '../plan/job.ts';
import { sampleRows } from '../plan/sample-rows.ts';
import { TableIndex, keyNode, type TableKey } from '../plan/table-key.ts';
import { collectModels } from '../compile/compile-job.ts';
import type { Relation } from '../relation/relation.ts';
import { childRelations, walkRelation } from '../relation/walk-relation.ts';
import type { Look, LookResult } from '../workers/worker-messages.ts';
import type { Preview } from './contract.ts';

export interface PreviewPlan {
  readonly look: Look;
  readonly sampled: boolean;
}

/** The statement that shows the first rows of a port, or of a relation within the node, without side effects; sources are cut short where a node above them needs all rows. */
export function planPreview(flow: CheckedFlow, node: string, what: string | null | Relation, rows: number, settings: JobSettings, resolvePath: (path: string) => string): PreviewPlan {
  const found = flow.nodes.find((n) => n.id === node);
  if (!found) throw new DiagnosticError(problem('edge-unknown-end', `The flow has no node "${node}". Its nodes are ${flow.nodes.map((n) => n.id).join(', ')}.`));
  const trouble = flow.diagnostics.find((d) => d.severity === 'error' && (d.at.node === node || upstream(flow, node).has(d.at.node ?? '')));
  if (!found.built) throw new DiagnosticError(trouble ?? problem('input-missing', `Node "${node}" cannot be previewed until its problems are mended.`, { node }));
  const index = new TableIndex(flow.nodes.filter((n) => n.built !== null));
  const models: JobModel[] = collectModels(index, resolvePath);
  const target = typeof what === 'object' && what !== null ? what : targetRelation(found.built, node, what, Object.keys(found.built.outputs));
  const keys = index.closure(index.reads(node, target));
  const relations = [...keys.map((k) => index.relation(k)), target];
  const sampled = relations.some(needsAllRows);
  const prepared = new Set<TableKey>();
  const options = {
    kept: prepared,
    resolvePath,
    modelFunction: (call: JobModel['call']) => models.find((m) => JSON.stringify(m.call) === JSON.stringify(call))!.name,
    sampleRows: sampled || relations.some(keepsRejects) ? sampleRows : null,
  };
  const prepare: string[] = [];
  for (const key of keys) {
    if (!keepsRejects(index.relation(key)) && !(isUnrepeatable(index.relation(key)) && isExpensive(index.relation(key)))) continue;
    prepare.push(`CREATE TEMP TABLE ${quotedIdentifier(key)} AS ${compileKey(index, key, options).sql}`);
    prepared.add(key);
  }
  const used = models.filter((m) => m.nodes.some((n) => n === node || keys.some((k) => keyNode(k) === n)));
  const sql = compileSelect(index, node, target, options).sql;
  return { look: { settings, models: used, prepare, sql, rows, profile: true, node, cutProbes: sampled ? cutProbes(index, [...keys], resolvePath) : [] }, sampled };
}

/** Statements that count each source up to one row more than a sample holds, to know whether the sample left anything out. */
function cutProbes(index: TableIndex, keys: readonly TableKey[], resolvePath: (path: string) => string): string[] {
  const probes: string[] = [];
  for (const key of keys) {
    walkRelation(index.relation(key), (r) => {
      if (r.op !== 'scan' || r.source.format === 'bad-lines') return;
      // Bad lines would fail the probe; keeping them needs tables of its own, so a source that keeps them is read leniently here.
      const source = 'keepBadLines' in r.source && r.source.keepBadLines ? { ...r.source, keepBadLines: false } : r.source;
      const narrow: Relation = { op: 'project', from: { ...r, source }, columns: [] };
      const limited: Relation = { op: 'limit', from: { ...narrow, columns: [{ name: 'one', value: { op: 'literal', value: 1 } }] }, count: sampleRows + 1, offset: 0 };
      const { sql } = compileSelect(index, keyNode(key), limited, { kept: new Set(), resolvePath, modelFunction: () => '', sampleRows: null });
      probes.push(`SELECT count(*) FROM (${sql}\n)`);
    });
  }
  return probes;
}

function targetRelation(built: NonNullable<CheckedFlow['nodes'][number]['built']>, node: string, port: string | null, ports: readonly string[]): Relation {
  if (port === null || port === '') {
    const first = ports[0];
    const relation = first === undefined ? (built.sink?.from ?? built.view?.from) : built.outputs[first];
    if (!relation) throw new DiagnosticError(problem('edge-unknown-end', `Node "${node}" has nothing to show.`, { node }));
    return relation;
  }
  const relation = built.outputs[port];
  if (!relation) throw new DiagnosticError(problem('edge-unknown-end', `Node "${node}" has no output "${port}". ${ports.length > 0 ? `Its outputs are ${ports.join(', ')}.` : 'It has none; preview the node that feeds it.'}`, { node }));
  return relation;
}

const upstream = (flow: CheckedFlow, node: string): Set<string> => {
  const seen = new Set<string>();
  const visit = (id: string): void => {
    for (const ends of Object.values(flow.nodes.find((n) => n.id === id)?.sources ?? {})) {
      for (const end of ends) {
        if (seen.has(end.node)) continue;
        seen.add(end.node);
        visit(end.node);
      }
    }
  };
  visit(node);
  return seen;
};

function needsAllRows(relation: Relation): boolean {
  return ['join', 'aggregate', 'sort', 'distinct', 'set', 'sql'].includes(relation.op) || childRelations(relation).some(needsAllRows) || hasWindowColumn(relation);
}

const hasWindowColumn = (relation: Relation): boolean => (relation.op === 'extend' || relation.op === 'project') && relation.columns.some((c) => c.value.op === 'window');

const keepsRejects = (relation: Relation): boolean => (relation.op === 'scan' && 'keepBadLines' in relation.source && relation.source.keepBadLines) || childRelations(relation).some(keepsRejects);

/** What the window shows: rows with an honest word on how much of the port they are. */
export function describePreview(result: LookResult, started: number): Preview {
  const coverage = result.cut ? 'sample' : result.more ? 'first' : 'all';
  const count = result.rows.toLocaleString('en-US');
  const note =
    coverage === 'all'
      ? `All ${count} rows.`
      : coverage === 'first'
        ? `The first ${count} rows; the port has more.`
        : `Computed from the first ${sampleRows.toLocaleString('en-US')} rows of each source; a run uses all of them.`;
  return { schema: result.schema, arrow: result.arrow, rows: result.rows, coverage, total: coverage === 'all' ? result.rows : null, note, profile: result.profile, milliseconds: Math.round(performance.now() - started), taken: new Date().toISOString() };
}

