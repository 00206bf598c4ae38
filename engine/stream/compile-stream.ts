import { collectStagings, withStagings } from '../plan/collect-stagings.ts';
import { plainReading } from '../plan/reading.ts';
import { compileGate, compileKey, compileProbes, compileSelect, type SelectOptions } from '../compile/compile-select.ts';
import { collectFunctions, nameIn, sourceKey } from '../compile/compile-job.ts';
import { compileCopy } from '../compile/compile-sink.ts';
import { isUnrepeatable } from '../plan/cost.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import type { SinkFormat } from '../definition/index.ts';
import type { JobSettings, JobStep } from '../plan/job.ts';
import type { Probe } from '../plan/probe.ts';
import { TableIndex, keyNode, type TableKey } from '../plan/table-key.ts';
import type { Relation } from '../relation/relation.ts';
import type { StreamPlan } from './plan-stream.ts';
import type { EpochLimits, StreamJob, StreamSink, StreamSource } from './stream-job.ts';

export interface StreamPlace {
  readonly settings: JobSettings;
  readonly stateFolder: string;
  readonly untilIdle: boolean;
  readonly limits: EpochLimits;
  /** Ports that charts of the flow draw. */
  readonly watched: readonly TableKey[];
  readonly resolvePath: (path: string) => string;
  readonly stagingPath: (target: string, node: string) => string;
}

/** Turns a stream plan into the statements of an epoch and those that come before the first. */
export function compileStream(plan: StreamPlan, place: StreamPlace): StreamJob {
  const index = new TableIndex(plan.flow.nodes.filter((n) => plan.nodes.includes(n.id)));
  const functions = collectFunctions(index, place.resolvePath);
  const kept = new Set<TableKey>();
  const options: SelectOptions = { kept, resolvePath: place.resolvePath, functionName: nameIn(functions), sampleRows: null };
  const nodesOf = (keys: readonly TableKey[], own: string): string[] => [...new Set([...keys.map(keyNode), own])];
  const probesFor = (targets: readonly TableKey[]): readonly Probe[] => compileProbes(index, targets, options);
  const keep = (key: TableKey): Extract<JobStep, { kind: 'keep' }> => {
    const step = { kind: 'keep' as const, key, sql: makeTable(key, compileKey(index, key, options).sql), nodes: nodesOf(index.closure([key], kept), keyNode(key)), probes: probesFor([key]), marks: null, reading: plainReading };
    kept.add(key);
    return step;
  };
  const gateSql = (node: string): string => compileGate(index, node, options).sql;

  const prepare: JobStep[] = plan.fixed.map(keep);
  for (const node of plan.fixedGates) {
    const reads = index.reads(node, index.nodes.get(node)!.built!.gate!.from);
    prepare.push({ kind: 'gate', node, sql: gateSql(node), nodes: nodesOf(index.closure(reads, kept), node), probes: probesFor(reads), marks: null, reading: plainReading });
  }
  const fixedCountSql = Object.fromEntries(Object.keys(plan.fixedCounts.rules).map((key) => [key, countOf(compileKey(index, key, options).sql)]));
  const sources = plan.sources.map(({ key, scan }): StreamSource => {
    const epochFile = `${place.settings.tempDirectory}/lines-${kept.size}`;
    const sql = makeTable(key, compileKey(index, key, { ...options, resolvePath: () => epochFile }).sql);
    const eventTimeSql = scan.eventTime === null ? null : `SELECT CAST(max(${quotedIdentifier(scan.eventTime)}) AS VARCHAR) FROM ${quotedIdentifier(key)}`;
    kept.add(key);
    return { key, node: keyNode(key), name: scan.path, path: place.resolvePath(scan.path), options: scan.encoding === 'json' ? null : scan.options, epochFile, sql, eventTimeSql };
  });
  const steps = plan.kept.map(keep);
  const summaries = plan.summaries.map((key) => {
    const relation = index.relation(key) as Extract<Relation, { op: 'aggregate' }>;
    return { key, node: keyNode(key), sql: compileKey(index, key, options).sql, measures: relation.measures.map((m) => m.name) };
  });
  for (const { key } of summaries) kept.add(key);
  const sinks = plan.sinks.map((node, i): StreamSink => {
    const sink = index.nodes.get(node)!.built!.sink!;
    const select = compileSelect(index, node, sink.from, options).sql;
    const reads = index.reads(node, sink.from);
    const path = place.resolvePath(sink.path);
    const fragment = `${place.settings.tempDirectory}/rows-${i}`;
    return {
      node,
      name: sink.path,
      path,
      staging: place.stagingPath(path, node),
      from: sourceKey(index, node, sink),
      fragment,
      firstSql: compileCopy(select, fragment, sink.format),
      sql: compileCopy(select, fragment, withoutHead(sink.format)),
      nodes: nodesOf(index.closure(reads, kept), node),
      probes: probesFor(reads),
    };
  });
  return {
    settings: withStagings(place.settings, collectStagings(index, place.resolvePath)),
    stateFolder: place.stateFolder,
    identity: plan.identity,
    untilIdle: place.untilIdle,
    limits: place.limits,
    functions,
    sources,
    prepare,
    kept: steps,
    summaries,
    gates: plan.gates.map((node) => ({ node, sql: gateSql(node) })),
    sinks,
    counts: plan.flowingCounts,
    fixedCounts: plan.fixedCounts,
    fixedCountSql,
    summaryCountSql: Object.fromEntries(plan.reports.map((key) => [key, countOf(compileKey(index, key, options).sql)])),
    parquetPaths: Object.fromEntries(Object.entries(plan.fixedCounts.rules).flatMap(([key, rule]) => (rule.kind === 'parquet' ? [[key, place.resolvePath(rule.path)]] : []))),
    nodes: plan.nodes,
    taps: Object.fromEntries(plan.flowing.filter((key) => kept.has(key) || !index.closure([key], kept).some((k) => isUnrepeatable(index.relation(k)))).map((key) => [key, compileKey(index, key, options).sql])),
    watched: place.watched,
  };
}

const makeTable = (key: TableKey, select: string): string => `CREATE OR REPLACE TEMP TABLE ${quotedIdentifier(key)} AS ${select}`;

const countOf = (select: string): string => `SELECT count(*) AS n FROM (${select}\n)`;

/** A file has its line of names once, however many epochs it grows by. */
const withoutHead = (format: SinkFormat): SinkFormat => (format.kind === 'delimited' ? { ...format, header: false } : format);
