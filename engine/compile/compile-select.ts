import { quotedIdentifier } from '../core/quoting.ts';
import { and, column, isNotNull, isNull } from '../expression/expression.ts';
import { isExpensive, isUnrepeatable } from '../plan/cost.ts';
import type { Schema } from '../core/schema.ts';
import type { StatementMarks } from '../plan/job.ts';
import type { Probe } from '../plan/probe.ts';
import { plainReading, type Reading } from '../plan/reading.ts';
import type { TableIndex, TableKey } from '../plan/table-key.ts';
import { keyNode, sharedKey } from '../plan/table-key.ts';
import type { ModelCall } from '../relation/model-call.ts';
import type { AnyScriptCall } from '../relation/script-call.ts';
import type { Relation } from '../relation/relation.ts';
import { walkRelation } from '../relation/walk-relation.ts';
import type { CompileContext } from './compile-context.ts';
import { planMarks, printMarked, type Marking } from './count-marks.ts';
import { readings, sparingOf } from './print-sparing.ts';
import { printRelation } from './print-relation.ts';
import { rowOrder } from './row-order.ts';
import type { SqlText } from './sql-text.ts';
import { SqlWriter } from './sql-text.ts';
import { windowsMayJoin } from './window-joins.ts';

export interface SelectOptions {
  /** Keys that exist as tables of their own name. */
  readonly kept: ReadonlySet<TableKey>;
  readonly resolvePath: (path: string) => string;
  readonly functionName: (call: ModelCall | AnyScriptCall) => string;
  readonly sampleRows: CompileContext['sampleRows'];
  readonly counting?: Counting;
  /** Memory is short: what cannot be spilled is done in another way. */
  readonly sparing?: boolean;
  /** The order of the rows that the statement gives is of no account. */
  readonly unordered?: true;
  /** Scans of which every column is read, whatever is made of it, so that all bad lines are found. */
  readonly whole?: ReadonlySet<TableKey>;
}

/** What a statement counts on its way. */
export interface Counting {
  /** Keys to be counted, where the statement goes through all of their rows. */
  readonly keys: ReadonlySet<TableKey>;
  /** Also where the statement then runs on one thread. */
  readonly evenAlone: boolean;
}

/** A SELECT and the places where it counts its rows on the way. */
export interface SelectText extends SqlText {
  readonly marks: StatementMarks | null;
  /** Keys that it computes once for several readers. */
  readonly once: ReadonlySet<TableKey>;
  readonly reading: Reading;
}

/** One SELECT for a relation of `node`, with a CTE per relation it reads, each named like its node and port. */
export function compileSelect(index: TableIndex, node: string, relation: Relation, options: SelectOptions): SelectText {
  const reads = index.reads(node, relation);
  const keys = index.closure(reads, options.kept);
  const whole = [...ownRelations(index, keys), [node, relation] as const];
  const again = options.sparing === true ? readAgain(index, whole) : null;
  const hints = hintsFor(index, keys, [...reads, ...(again ?? [])]);
  const once = new Set(keys.filter((key) => hints.get(key) === 'MATERIALIZED '));
  const within = { index, kept: options.kept, isMaterialised: (key: TableKey) => once.has(key) };
  // Rows that are sorted on the way have to come as they were sorted.
  const order = again === null ? rowOrder(node, relation, within) : 'needed';
  const anyOrder = options.unordered ? order !== 'needed' : order === 'none' || order === 'sorted';
  const { counting } = options;
  const marking = counting && again === null && (anyOrder || counting.evenAlone) ? planMarks(node, relation, counting.keys, anyOrder ? 'limit' : 'sample', within) : null;
  const out = new SqlWriter();
  if (keys.length > 0) {
    out.add('WITH ').list(keys, ',\n', (key) => {
      out.add(`${quotedIdentifier(key)} AS ${hints.get(key)!}(`);
      printMarked(out, marking?.keys.has(key) === true ? 1 : 0, marking?.expected.by ?? 'sample', () => printRelation(out, options.whole?.has(key) === true ? readWhole(index.relation(key)) : index.relation(key), contextFor(index, keyNode(key), options, marking)));
      out.add(')');
    });
    out.add('\n');
  }
  printRelation(out, relation, contextFor(index, node, options, marking));
  // Groups that are joined are all in memory, and what stands below them would be counted twice.
  const windowJoins = options.sparing !== true && marking === null && windowsMayJoin(whole, within);
  return { ...out.done(), marks: marking?.expected ?? null, once, reading: { anyOrder, hints: marking?.besideJoin !== true || !anyOrder, windowJoins } };
}

/** The relations that a statement over `targets` is fused of, each as it stands in its WITH clause without counting anything. */
export function compileProbes(index: TableIndex, targets: readonly TableKey[], options: SelectOptions): Probe[] {
  const keys = index.closure(targets, options.kept);
  const places = new Map(keys.map((key, i) => [key, i]));
  const again = options.sparing === true ? readAgain(index, ownRelations(index, keys)) : null;
  const hints = hintsFor(index, keys, [...targets, ...(again ?? [])]);
  return keys.map((key) => {
    const [node, relation] = [keyNode(key), index.relation(key)];
    const out = new SqlWriter();
    printRelation(out, relation, contextFor(index, node, options, null));
    const reads = index.reads(node, relation).flatMap((read) => places.get(read) ?? []);
    return { node, name: quotedIdentifier(key), hint: hints.get(key)!, sql: out.done().sql, reads: [...new Set(reads)] };
  });
}

/** The rows of a scan, every column of it read: a condition that always holds, which the database cannot know. */
export function readWhole(relation: Relation): Relation {
  if (relation.op !== 'scan') return relation;
  return { op: 'filter', from: relation, condition: isNotNull(and(...relation.schema.map((c) => isNull(column(c.name))))) };
}

/** A SELECT of everything a key gives. */
export function compileKey(index: TableIndex, key: TableKey, options: SelectOptions): SelectText {
  if (!options.kept.has(key)) return compileSelect(index, keyNode(key), index.relation(key), options);
  return { sql: `SELECT * FROM ${quotedIdentifier(key)}`, pieces: [], marks: null, once: new Set(), reading: { ...plainReading, anyOrder: options.unordered === true } };
}

/** Columns of a gate's statement, in their order. */
const gateColumns = ['rule', 'severity', 'message', 'success', 'broken', 'rows'];

/** A SELECT of how the rules of a node fared; its columns are found by name, since a report may hold others. */
export function compileGate(index: TableIndex, node: string, options: SelectOptions): Pick<SelectText, 'sql' | 'marks' | 'once' | 'reading'> {
  const { sql, ...rest } = compileSelect(index, node, index.nodes.get(node)!.built!.gate!.from, options);
  return { sql: `SELECT ${gateColumns.map(quotedIdentifier).join(', ')} FROM (${sql}\n)`, ...rest };
}

function contextFor(index: TableIndex, node: string, options: SelectOptions, marking: Marking | null): CompileContext {
  return {
    node,
    inputName: (port, i) => quotedIdentifier(index.inputKey(node, port, i)),
    inputSchema: (port, i) => inputSchemaOf(index, node, port, i),
    sharedName: (name) => quotedIdentifier(sharedKey(node, name)),
    resolvePath: options.resolvePath,
    functionName: options.functionName,
    schemaOnly: false,
    sampleRows: options.sampleRows,
    ...(options.sparing === true ? { sparing: true } : {}),
    ...(marking ? { rightSides: marking.rightSides, markedBy: marking.expected.by } : {}),
  };
}

/** What is read more than once where memory is short; null where nothing is done in another way. */
function readAgain(index: TableIndex, relations: readonly (readonly [node: string, relation: Relation])[]): readonly TableKey[] | null {
  const found: (readonly TableKey[])[] = [];
  for (const [node, whole] of relations) {
    walkRelation(whole, (relation) => {
      const sparing = sparingOf(relation, (port, i) => inputSchemaOf(index, node, port, i));
      if (sparing) found.push(Array.from({ length: readings(sparing) - 1 }, () => index.reads(node, relation)).flat());
    });
  }
  return found.length === 0 ? null : found.flat();
}

function inputSchemaOf(index: TableIndex, node: string, port: string, i: number): Schema {
  const end = index.nodes.get(node)!.sources[port]![i]!;
  return index.nodes.get(end.node)!.outputs[end.port]!;
}

const ownRelations = (index: TableIndex, keys: readonly TableKey[]) => keys.map((key) => [keyNode(key), index.relation(key)] as const);

function hintsFor(index: TableIndex, keys: readonly TableKey[], targets: readonly TableKey[]): Map<TableKey, string> {
  const readers = countReaders(index, keys, targets);
  return new Map(keys.map((key) => [key, materialisation(index, key, readers.get(key) ?? 0, keys)]));
}

function countReaders(index: TableIndex, keys: readonly TableKey[], targets: readonly TableKey[]): Map<TableKey, number> {
  const readers = new Map<TableKey, number>();
  const add = (key: TableKey) => readers.set(key, (readers.get(key) ?? 0) + 1);
  targets.forEach(add);
  for (const key of keys) index.reads(keyNode(key), index.relation(key)).forEach(add);
  return readers;
}

/** Said outright where it matters: rows that could differ are computed once, cheap rows again, all else is DuckDB's choice. */
function materialisation(index: TableIndex, key: TableKey, readers: number, inStatement: readonly TableKey[]): string {
  if (readers <= 1) return '';
  const own = index.closure([key]).filter((k) => inStatement.includes(k)).map((k) => index.relation(k));
  if (own.some(isUnrepeatable) || own.some(isExpensive)) return 'MATERIALIZED ';
  return 'NOT MATERIALIZED ';
}


/** Whether the statement for `relation` of `node` computes `key` once for several readers. */
export function isComputedOnce(index: TableIndex, node: string, relation: Relation, key: TableKey, kept: ReadonlySet<TableKey>): boolean {
  const reads = index.reads(node, relation);
  const keys = index.closure(reads, kept);
  return materialisation(index, key, countReaders(index, keys, reads).get(key) ?? 0, keys) === 'MATERIALIZED ';
}
