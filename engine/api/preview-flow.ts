import { performance } from 'node:perf_hooks';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { compileKey, compileSelect } from '../compile/compile-select.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import type { KeptRows } from '../plan/cache-plan.ts';
import { isExpensive, isUnrepeatable } from '../plan/cost.ts';
import type { JobFunction, JobSettings } from '../plan/job.ts';
import { partnerRows, sampleRows } from '../plan/sample-rows.ts';
import { stagingsOf, withStagings } from '../plan/collect-stagings.ts';
import { TableIndex, keyNode, outputKey, type TableKey } from '../plan/table-key.ts';
import { databasesRead } from './needed-databases.ts';
import { storesRead } from './needed-stores.ts';
import { serverRead } from './server-read.ts';
import { collectFunctions, nameIn } from '../compile/compile-job.ts';
import { addressIn } from '../relation/object-store.ts';
import type { Relation, ScanSource } from '../relation/relation.ts';
import { childRelations, walkRelation } from '../relation/walk-relation.ts';
import type { Look, LookResult } from '../workers/look.ts';
import type { Preview } from './contract.ts';

export interface PreviewPlan {
  readonly look: Look;
  readonly sampled: boolean;
  /** Rounds that were left out on the way to what is shown, as a sentence. */
  readonly roundsNote?: string;
}

/** What a preview may lean on besides the flow. */
export interface PreviewPlace {
  readonly settings: JobSettings;
  readonly resolvePath: (path: string) => string;
  /** Bytes of the files of a scan, for telling the largest. */
  readonly sizeOf: (path: string) => number;
  /** Rows that runs have kept. */
  readonly hits: ReadonlyMap<TableKey, KeptRows>;
  /** Times the usual rows are read of each source. */
  readonly scale: number;
  /** All rows of every source are read. */
  readonly exact?: boolean;
  /** Whether servers may be asked. */
  readonly network?: boolean;
}

/** The statement that shows the first rows of a port, or of a relation within the node, without side effects. What a run has kept is read instead of computed; where a node needs all rows, sources are cut short: the largest most, the others less, so that its rows find their partners. */
export function planPreview(flow: CheckedFlow, node: string, what: string | null | Relation, rows: number, place: PreviewPlace): PreviewPlan {
  const { settings, resolvePath, hits } = place;
  const found = flow.nodes.find((n) => n.id === node);
  if (!found) throw new DiagnosticError(problem('edge-unknown-end', `The flow has no node "${node}". Its nodes are ${flow.nodes.map((n) => n.id).join(', ')}.`));
  const trouble = flow.diagnostics.find((d) => (d.severity === 'error' || d.code === 'network-unasked' || d.code === 'values-unknown') && (d.at.node === node || upstream(flow, node).has(d.at.node ?? '')));
  if (!found.built) throw new DiagnosticError(trouble ?? problem('input-missing', `Node "${node}" cannot be previewed until its problems are mended.`, { node }));
  const left = roundsLeftOut(flow, node);
  const index = new TableIndex(flow.nodes.filter((n) => n.built !== null));
  const functions: JobFunction[] = collectFunctions(index, resolvePath);
  const own = typeof what === 'string' && what !== '' ? hits.get(outputKey(node, what)) : undefined;
  const target: Relation = typeof what === 'object' && what !== null ? what : targetRelation(found.built, node, what, Object.keys(found.built.outputs));
  const given = new Set(hits.keys());
  const keys = own ? [] : index.closure(index.reads(node, target), given);
  const reads = own ? [] : [...keys.map((k) => [keyNode(k), index.relation(k)] as const), [node, target] as const];
  const relations = reads.map(([, relation]) => relation);
  const reuse = own ? [[outputKey(node, what as string), own] as const] : [...hits].filter(([key]) => index.reads(node, target).includes(key) || keys.some((k) => index.reads(keyNode(k), index.relation(k)).includes(key)));
  const sampled = place.exact !== true && relations.some(needsAllRows);
  const databases = [...databasesRead(flow.base, reads).values()];
  const server = place.network === true ? null : serverRead(reads);
  if (server) throw new DiagnosticError(problem('network-unasked', `The rows come from ${server.label}. Allow the network for this preview.`, { node: server.node }));
  const prepared = new Set<TableKey>(reuse.map(([key]) => key));
  const most = samplesOf(keys.map((k) => index.relation(k)), place);
  const options = {
    kept: prepared,
    resolvePath,
    functionName: nameIn(functions),
    sampleRows: sampled ? most : place.exact !== true && relations.some(keepsRejects) ? sampleRows : null,
  };
  const prepare: string[] = [];
  for (const key of keys) {
    if (!keepsRejects(index.relation(key)) && !(isUnrepeatable(index.relation(key)) && isExpensive(index.relation(key)))) continue;
    prepare.push(`CREATE TEMP TABLE ${quotedIdentifier(key)} AS ${compileKey(index, key, options).sql}`);
    prepared.add(key);
  }
  const used = functions.filter((f) => f.nodes.some((n) => (n === node && !own) || keys.some((k) => keyNode(k) === n)));
  const sql = own ? `SELECT * FROM ${quotedIdentifier(outputKey(node, what as string))}` : compileSelect(index, node, target, options).sql;
  const cutProbes = sampled ? probesOf(index, [...keys], most, resolvePath) : [];
  const stagings = stagingsOf(reads, resolvePath);
  const stores = storesRead(reads);
  return { look: { settings: withStagings({ ...settings, ...(databases.length > 0 ? { databases } : {}), ...(stores.length > 0 ? { stores } : {}) }, stagings), functions: used, prepare, sql, rows, profile: true, node, cutProbes, network: place.network === true, reuse: reuse.map(([key, { file, hash, id }]) => ({ key, file, hash, id })) }, sampled, ...(left === undefined ? {} : { roundsNote: left }) };
}

/** How many rows of each source a sample holds: reading more of a Parquet file costs little, and only the largest source has to be cut short for speed. */
function samplesOf(relations: readonly Relation[], place: PreviewPlace): (source: ScanSource) => number {
  const parquet = new Map<string, number>();
  for (const relation of relations) {
    walkRelation(relation, (r) => {
      if (r.op === 'scan' && r.source.format === 'parquet') parquet.set(r.source.path, place.sizeOf(r.source.path));
    });
  }
  const largest = [...parquet].reduce<readonly [string, number]>((best, file) => (file[1] > best[1] ? file : best), ['', -1])[0];
  return (source) => (source.format === 'parquet' && source.path !== largest ? partnerRows : sampleRows) * place.scale;
}

/** Statements that count each source up to one row more than a sample holds, to know whether the sample left anything out. */
function probesOf(index: TableIndex, keys: readonly TableKey[], most: (source: ScanSource) => number, resolvePath: (path: string) => string): Look['cutProbes'] {
  const probes = new Map<string, number>();
  for (const key of keys) {
    walkRelation(index.relation(key), (r) => {
      if (r.op !== 'scan' || r.source.format === 'bad-lines') return;
      if (r.source.format === 'parquet') {
        probes.set(`SELECT sum(num_rows) FROM parquet_file_metadata(${quotedText(addressIn(resolvePath(r.source.path), r.source.store))})`, most(r.source));
        return;
      }
      // Bad lines would fail the probe; keeping them needs tables of its own, so a source that keeps them is read leniently here.
      const source = 'keepBadLines' in r.source && r.source.keepBadLines ? { ...r.source, keepBadLines: false } : r.source;
      const narrow: Relation = { op: 'project', from: { ...r, source }, columns: [{ name: 'one', value: { op: 'literal', value: 1 } }] };
      const limited: Relation = { op: 'limit', from: narrow, count: most(r.source) + 1, offset: 0 };
      const { sql } = compileSelect(index, keyNode(key), limited, { kept: new Set(), resolvePath, functionName: () => '', sampleRows: null });
      probes.set(`SELECT count(*) FROM (${sql}\n)`, most(r.source));
    });
  }
  return [...probes].map(([sql, rows]) => ({ sql, most: rows }));
}

function targetRelation(built: NonNullable<CheckedFlow['nodes'][number]['built']>, node: string, port: string | null, ports: readonly string[]): Relation {
  if (port === null || port === '') {
    const first = ports[0];
    const relation = first === undefined ? (built.sink?.from ?? built.load?.from ?? built.view?.from) : built.outputs[first];
    if (!relation) throw new DiagnosticError(problem('edge-unknown-end', `Node "${node}" has nothing to show.`, { node }));
    return relation;
  }
  const relation = built.outputs[port];
  if (!relation) throw new DiagnosticError(problem('edge-unknown-end', `Node "${node}" has no output "${port}". ${ports.length > 0 ? `Its outputs are ${ports.join(', ')}.` : 'It has none; preview the node that feeds it.'}`, { node }));
  return relation;
}

/** What is said where a preview of a node leans on fewer rounds than a run does. */
function roundsLeftOut(flow: CheckedFlow, node: string): string | undefined {
  if (!flow.cuts || flow.cuts.size === 0) return undefined;
  const before = upstream(flow, node).add(node);
  const [found] = [...flow.cuts].filter(([id]) => before.has(id));
  return found && `Computed from the first ${found[1].shown} of ${found[1].of.toLocaleString('en-US')} rounds of node "${found[0]}"; a run does all of them.`;
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
export function describePreview(result: LookResult, { look, roundsNote }: PreviewPlan, started: number): Preview {
  const coverage = result.cut || roundsNote !== undefined ? 'sample' : result.more ? 'first' : 'all';
  return { schema: result.schema, arrow: result.arrow, rows: result.rows, coverage, total: coverage === 'all' ? result.rows : null, note: roundsNote === undefined ? noteOf(result, look, coverage) : [roundsNote, ...(result.cut ? [noteOf(result, look, coverage)] : [])].join(' '), profile: result.profile, milliseconds: Math.round(performance.now() - started), taken: new Date().toISOString() };
}

function noteOf(result: LookResult, look: Look, coverage: Preview['coverage']): string {
  const said = (n: number): string => n.toLocaleString('en-US');
  const kept = (look.reuse ?? []).length > 0 ? ' Rows that an earlier run kept were used.' : '';
  if (coverage === 'all') return `All ${said(result.rows)} rows.${kept}`;
  if (coverage === 'first') return `The first ${said(result.rows)} rows; the port has more.${kept}`;
  const sizes = look.cutProbes.map((probe) => probe.most);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const read = least === most ? `the first ${said(least)} rows of each source` : `the first ${said(least)} rows of the largest source and up to ${said(most)} of the others`;
  const nothing = result.rows === 0 ? ' None of those reaches this port.' : '';
  return `Computed from ${read}; a run uses all of them.${nothing}${kept}`;
}
