import { column, type Expression } from '../expression/expression.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import { versionToken } from '../core/published-version.ts';
import { isFolder, type Sink } from '../definition/index.ts';
import type { Job, JobCache, JobFunction, JobSettings, JobStep, MarkForest, ReusedRows, StatementMarks, StoredRows } from '../plan/job.ts';
import type { Stop } from '../plan/pause.ts';
import { isExpensive } from '../plan/cost.ts';
import { keptColumns } from '../plan/kept-columns.ts';
import type { Plan } from '../plan/plan.ts';
import type { ScanToEnd } from '../plan/reading.ts';
import { collectStagings, withStagings } from '../plan/collect-stagings.ts';
import { TableIndex, keyNode, outputKey, type TableKey } from '../plan/table-key.ts';
import type { ModelCall } from '../relation/model-call.ts';
import { isCrossValidation, isJsonSchemaCall, isPythonCall, isXmlCall, type AnyScriptCall } from '../relation/script-call.ts';
import { addressIn, storeParts } from '../relation/object-store.ts';
import { walkRelation } from '../relation/walk-relation.ts';
import type { Relation } from '../relation/relation.ts';
import { compileGate, compileKey, compileProbes, compileSelect, readWhole, type SelectOptions, type SelectText } from './compile-select.ts';
import { compileLoad } from './compile-load.ts';
import { bindSheets } from './bind-sheets.ts';
import { compileCopy, copyTo } from './compile-sink.ts';
import { printExpression } from './print-expression.ts';
import { rejectTables } from './print-scan.ts';
import { SqlWriter } from './sql-text.ts';
import { keptReads, workOf } from './work-tree.ts';

export interface JobPlace {
  readonly settings: JobSettings;
  readonly counting: 'all' | 'free';
  /** Name of the version that this run publishes; without one it stays open. */
  readonly version?: string;
  readonly resolvePath: (path: string) => string;
  /** File beside the target that is written first. */
  readonly stagingPath: (target: string, node: string) => string;
  /** Names the file and the identity under which new rows of a key are kept; none are when left out. */
  readonly keepRows?: { readonly partPath: (hash: string) => string; readonly id: string; readonly leastMilliseconds: number };
  /** Conditions of breakpoints, null where one always stops; a stop of the plan without an entry is that of a step. */
  readonly breakpoints?: ReadonlyMap<TableKey, Expression | null>;
}

/** Turns a plan into the statements of a run. */
export function compileJob(plan: Plan, place: JobPlace): Job {
  const index = new TableIndex(plan.flow.nodes.filter((n) => plan.nodes.includes(n.id)));
  const functions = collectFunctions(index, place.resolvePath);
  const kept = new Set<TableKey>(plan.halts.done);
  const options: SelectOptions = { kept, whole: plan.streamed, resolvePath: place.resolvePath, functionName: nameIn(functions), sampleRows: null, ...(place.settings.sparing === true ? { sparing: true } : {}) };
  const uncounted = new Set(Object.entries(plan.counts.rules).flatMap(([key, rule]) => ((rule.kind === 'count' || rule.kind === 'rest') && !plan.cache.counts.has(key) ? [key] : [])));
  /** Options of the next statement, which counts what no earlier one has counted; `told` is what it says itself. */
  const counting = (told: TableKey | null, reads: readonly TableKey[]): SelectOptions => {
    const counted = new Set([...uncounted].filter((key) => key !== told));
    return place.counting === 'all' ? { ...options, counting: { keys: counted, evenAlone: marksPay(index, reads, kept, counted, place.settings.threads) } } : options;
  };
  const noted = <T extends { readonly marks: StatementMarks | null }>(compiled: T, told: TableKey | null): T => {
    for (const key of [...(compiled.marks ? markedKeys(compiled.marks) : []), ...(told === null ? [] : [told])]) uncounted.delete(key);
    return compiled;
  };
  /** What is said of a statement beside its text. */
  const told = (node: string, relation: Relation, select: Pick<SelectText, 'marks' | 'once' | 'reading'>) => {
    const of = {
      marks: select.marks,
      reading: select.reading,
      after: keptReads(index, node, relation, kept),
      work: workOf(node, relation, { index, kept, isMaterialised: (key) => select.once.has(key), functions }),
    };
    const scans = index.closure(index.reads(node, relation), kept).filter((key) => plan.streamed.has(key));
    const completes = scans.map((key): ScanToEnd => ({ table: rejectTables(keyNode(key)).scans, sql: `SELECT count(*) FROM (${compileSelect(index, keyNode(key), readWhole(index.relation(key)), options).sql}\n)` }));
    // Their bad lines are there from now on; nothing else asks for the rows.
    for (const key of scans) kept.add(key);
    return { ...of, ...(completes.length > 0 ? { completes } : {}) };
  };
  const columns = keptColumns(plan, index);
  const bindings = bindSheets(plan, place.settings.tempDirectory);
  const reuse: ReusedRows[] = plan.steps.flatMap((step) => (step.kind === 'reuse' ? [{ key: step.key, file: step.rows.file, hash: step.rows.hash, id: step.rows.id }] : []));
  for (const { key } of reuse) kept.add(key);
  const steps = plan.steps.flatMap((step): JobStep[] => (step.kind === 'reuse' ? [] : [compileStep(step)]));
  function compileStep(step: Exclude<Plan['steps'][number], { kind: 'reuse' }>): JobStep {
    if (step.kind === 'keep') {
      const whole = index.relation(step.key);
      const held = columns.get(step.key);
      const relation: Relation = held === undefined ? whole : { op: 'project', from: whole, columns: held.map((name) => ({ name, value: column(name) })) };
      const select = noted(compileSelect(index, keyNode(step.key), relation, counting(step.key, index.reads(keyNode(step.key), whole))), step.key);
      const compiled = { kind: 'keep' as const, key: step.key, sql: `CREATE TEMP TABLE ${quotedIdentifier(step.key)} AS ${select.sql}`, nodes: step.nodes, probes: compileProbes(index, [step.key], options), ...told(keyNode(step.key), relation, select), ...(plan.halts.stops.has(step.key) ? { stop: stopAt(step.key, place.breakpoints) } : {}) };
      kept.add(step.key);
      return compiled;
    }
    const built = index.nodes.get(step.node)!.built!;
    const relation = step.kind === 'gate' ? built.gate!.from : step.kind === 'load' ? built.load!.from : built.sink!.from;
    const reads = index.reads(step.node, relation);
    const probes = compileProbes(index, reads, options);
    if (step.kind === 'gate') {
      const select = noted(compileGate(index, step.node, counting(null, reads)), null);
      return { kind: 'gate', node: step.node, sql: select.sql, nodes: step.nodes, probes, ...told(step.node, relation, select) };
    }
    if (step.kind === 'load') {
      const from = sourceKey(index, step.node, built.load!);
      const select = noted(compileSelect(index, step.node, relation, counting(from, reads)), from);
      const load = compileLoad(step.node, built.load!, place.resolvePath);
      return { kind: 'load', node: step.node, sql: `CREATE TABLE ${load.staged} AS ${select.sql}`, load, keys: built.load!.keys, from, nodes: step.nodes, probes, ...told(step.node, relation, select) };
    }
    const sink = built.sink!;
    const from = sourceKey(index, step.node, sink);
    // What a model learns from is read by a statement of its own, which leaves no profile.
    const select = sink.format.kind === 'model' ? { ...compileSelect(index, step.node, relation, options), marks: null } : noted(compileSelect(index, step.node, relation, counting(from, reads)), from);
    const binding = bindings.get(step.node);
    const path = binding?.path ?? sink.path;
    const target = place.resolvePath(sink.versions && place.version !== undefined ? path.replace(versionToken, place.version) : path);
    // An object has no place beside it: its rows wait in a folder of the run.
    const object = sink.store && { store: sink.store, key: storeParts(sink.path).key };
    const staging = object ? `${place.settings.tempDirectory}/object-${step.node.replaceAll('/', '-')}` : place.stagingPath(target, step.node);
    const raw = `${place.settings.tempDirectory}/raw-${step.node.replaceAll('/', '-')}`;
    const copied = sink.format.kind === 'model' ? { sql: select.sql, training: sink.format.training } : binding ? { sql: compileCopy(select.sql, binding.raw, sink.format), ...(binding.sheets ? { finish: { kind: 'workbook' as const, sheets: binding.sheets } } : { bound: true as const }) } : copyTo(select.sql, sink.format, step.node, staging, raw);
    const rejects = (binding?.mates ?? [step.node]).some((node) => fedByRejects(index, node));
    const sheet = sink.format.kind === 'excel' ? { sheet: sink.format.sheet } : {};
    return { kind: 'write', node: step.node, ...copied, ...sheet, ...(isFolder(sink.format) ? { folder: true } : {}), ...(object ? { object } : {}), staging: binding && !binding.sheets ? binding.raw : staging, target, from, rejects, nodes: step.nodes, probes, ...told(step.node, relation, select) };
  }
  const countSql: Record<TableKey, Job['countSql'][string]> = {};
  const countable = new Set(Object.keys(plan.counts.rules).filter((key) => plan.counts.rules[key]!.kind === 'count'));
  const parquetPaths: Record<TableKey, string> = {};
  for (const [key, rule] of Object.entries(plan.counts.rules)) {
    if (rule.kind === 'count' && place.counting === 'all') {
      const evenAlone = marksPay(index, [key], kept, countable, place.settings.threads);
      const { sql, marks, reading } = compileKey(index, key, { ...options, sparing: false, unordered: true, counting: { keys: countable, evenAlone } });
      countSql[key] = { sql: `SELECT count(*) AS n FROM (${sql}\n)`, marks, reading };
    }
    if (rule.kind === 'parquet') parquetPaths[key] = addressIn(place.resolvePath(rule.path), rule.store);
  }
  const { keepRows } = place;
  const wanted = keepRows === undefined ? [] : steps.flatMap((step): StoredRows[] => (step.kind === 'keep' ? storedRows(plan, step.key, keepRows) : []));
  // Two nodes that compute the same rows keep them once.
  const store = wanted.filter((rows, i) => wanted.findIndex((other) => other.hash === rows.hash) === i);
  const cache: JobCache = { reuse, store, counts: Object.fromEntries(plan.cache.counts), leastMilliseconds: keepRows?.leastMilliseconds ?? 0 };
  return { settings: withStagings(place.settings, collectStagings(index, place.resolvePath)), functions, steps, cache, counts: plan.counts, counting: place.counting, countSql, parquetPaths };
}

/** The statements that tell whether a run waits once a key lies in its table, and for which rows. */
function stopAt(key: TableKey, breakpoints: JobPlace['breakpoints']): Stop {
  const table = `SELECT * FROM ${quotedIdentifier(key)}`;
  const condition = breakpoints?.get(key);
  if (condition === undefined) return { why: 'step', rows: table, count: null };
  if (condition === null) return { why: 'breakpoint', rows: table, count: null };
  const out = new SqlWriter();
  out.add(`${table} WHERE `);
  printExpression(out, condition, keyNode(key));
  const rows = out.done().sql;
  return { why: 'breakpoint', rows, count: `SELECT count(*) FROM (${rows}\n)` };
}

function storedRows(plan: Plan, key: TableKey, place: NonNullable<JobPlace['keepRows']>): StoredRows[] {
  const wanted = plan.cache.stores.get(key);
  if (!wanted) return [];
  const node = plan.flow.nodes.find((n) => n.id === keyNode(key))!;
  const columns = node.outputs[key.slice(keyNode(key).length + 1)]?.length ?? 1;
  return [{ key, part: place.partPath(wanted.hash), hash: wanted.hash, id: place.id, pinned: wanted.pinned, columns }];
}

/**
 * Whether counting on the way costs less than statements of their own even where rows come in an order: DuckDB runs what a mark stands
 * in on one thread then, and a count of a join or a group does most of a statement's work again.
 */
function marksPay(index: TableIndex, reads: readonly TableKey[], kept: ReadonlySet<TableKey>, counted: ReadonlySet<TableKey>, threads: number): boolean {
  if (threads === 1) return true;
  return index.closure(reads, kept).filter((key) => counted.has(key) && isExpensive(index.relation(key))).length >= threads;
}

const sameCall = (a: JobFunction['call'], b: JobFunction['call']): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Finds the SQL name of a call among the functions of a run. */
export const nameIn = (functions: readonly JobFunction[]) => (call: ModelCall | AnyScriptCall): string => functions.find((f) => sameCall(f.call, call))!.name;

/** FNV-1a, so that another script never answers under the name of an earlier one on a connection that stays open. */
function shortHash(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) hash = ((hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, '0');
}

/** Every distinct call of a model or script with the name of its SQL function. */
export function collectFunctions(index: TableIndex, resolvePath: (path: string) => string): JobFunction[] {
  const functions: JobFunction[] = [];
  for (const key of index.keys()) {
    walkRelation(index.relation(key), (r) => {
      if (r.op !== 'model' && r.op !== 'script') return;
      const node = keyNode(key);
      const at = functions.findIndex((f) => sameCall(f.call, r.call));
      if (at >= 0) {
        if (!functions[at]!.nodes.includes(node)) functions[at] = { ...functions[at]!, nodes: [...functions[at]!.nodes, node] };
      } else if (r.op === 'model') functions.push({ kind: 'model', name: `model_${functions.length + 1}_${r.call.hash.slice(0, 12)}`, path: resolvePath(r.call.path), folder: resolvePath('.'), call: r.call, nodes: [node] });
      else if (isPythonCall(r.call)) functions.push({ kind: 'python', name: `python_${functions.length + 1}_${shortHash(JSON.stringify(r.call))}`, folder: resolvePath('.'), call: r.call, nodes: [node] });
      else if (isXmlCall(r.call)) functions.push({ kind: 'xml', name: `xml_${functions.length + 1}_${shortHash(JSON.stringify(r.call))}`, call: r.call, nodes: [node] });
      else if (isJsonSchemaCall(r.call)) functions.push({ kind: 'json-schema', name: `json_schema_${functions.length + 1}_${shortHash(JSON.stringify(r.call))}`, call: r.call, nodes: [node] });
      else if (isCrossValidation(r.call)) functions.push({ kind: 'cross-validation', name: `cross_validation_${functions.length + 1}_${shortHash(JSON.stringify(r.call))}`, call: r.call, nodes: [node] });
      else functions.push({ kind: 'script', name: `script_${functions.length + 1}_${shortHash(JSON.stringify(r.call))}`, call: r.call, nodes: [node] });
    });
  }
  return functions;
}

/** The key whose rows a sink writes unchanged in number, so that its count is known afterwards. */
export function sourceKey(index: TableIndex, node: string, sink: Pick<Sink, 'from'>): TableKey | null {
  const from = sink.from.op === 'project' ? sink.from.from : sink.from;
  return from.op === 'input' ? index.inputKey(node, from.port, from.index) : null;
}

function fedByRejects(index: TableIndex, node: string): boolean {
  return Object.values(index.nodes.get(node)!.sources)
    .flat()
    .some((end) => index.nodes.get(end.node)?.definition?.outputs.some((p) => p.name === end.port && p.kind !== 'rows') === true && index.has(outputKey(end.node, end.port)));
}

/** The keys that a statement counts on its way. */
function markedKeys(marks: StatementMarks): readonly TableKey[] {
  const keysIn = (forest: MarkForest): readonly TableKey[] => forest.marks.flatMap((m) => [...(m.key === null ? [] : [m.key]), ...keysIn(m.below)]);
  return [marks.main, ...Object.values(marks.materialised)].flatMap(keysIn);
}
