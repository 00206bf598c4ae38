import { quotedIdentifier } from '../core/quoting.ts';
import { isExpensive, isUnrepeatable } from '../plan/cost.ts';
import type { TableIndex, TableKey } from '../plan/table-key.ts';
import { keyNode, sharedKey } from '../plan/table-key.ts';
import type { ModelCall } from '../relation/model-call.ts';
import type { Relation } from '../relation/relation.ts';
import type { CompileContext } from './compile-context.ts';
import { printRelation } from './print-relation.ts';
import type { SqlText } from './sql-text.ts';
import { SqlWriter } from './sql-text.ts';

export interface SelectOptions {
  /** Keys that exist as tables of their own name. */
  readonly kept: ReadonlySet<TableKey>;
  readonly resolvePath: (path: string) => string;
  readonly modelFunction: (call: ModelCall) => string;
  readonly sampleRows: number | null;
}

/** One SELECT for a relation of `node`, with a CTE per relation it reads, each named like its node and port. */
export function compileSelect(index: TableIndex, node: string, relation: Relation, options: SelectOptions): SqlText {
  const reads = index.reads(node, relation);
  const keys = index.closure(reads, options.kept);
  const out = new SqlWriter();
  if (keys.length > 0) {
    const readers = countReaders(index, keys, reads);
    out.add('WITH ').list(keys, ',\n', (key) => {
      const inner = index.relation(key);
      out.add(`${quotedIdentifier(key)} AS ${materialisation(index, key, readers.get(key) ?? 0, keys)}(`);
      printRelation(out, inner, contextFor(index, keyNode(key), options));
      out.add(')');
    });
    out.add('\n');
  }
  printRelation(out, relation, contextFor(index, node, options));
  return out.done();
}

/** A SELECT of everything a key gives. */
export function compileKey(index: TableIndex, key: TableKey, options: SelectOptions): SqlText {
  if (!options.kept.has(key)) return compileSelect(index, keyNode(key), index.relation(key), options);
  return { sql: `SELECT * FROM ${quotedIdentifier(key)}`, pieces: [] };
}

/** Columns of a gate's statement, in their order. */
const gateColumns = ['rule', 'severity', 'message', 'success', 'broken', 'rows'];

/** A SELECT of how the rules of a node fared; its columns are found by name, since a report may hold others. */
export function compileGate(index: TableIndex, node: string, options: SelectOptions): string {
  const from = index.nodes.get(node)!.built!.gate!.from;
  return `SELECT ${gateColumns.map(quotedIdentifier).join(', ')} FROM (${compileSelect(index, node, from, options).sql}\n)`;
}

function contextFor(index: TableIndex, node: string, options: SelectOptions): CompileContext {
  return {
    node,
    inputName: (port, i) => quotedIdentifier(index.inputKey(node, port, i)),
    inputSchema: (port, i) => {
      const end = index.nodes.get(node)!.sources[port]![i]!;
      return index.nodes.get(end.node)!.outputs[end.port]!;
    },
    sharedName: (name) => quotedIdentifier(sharedKey(node, name)),
    resolvePath: options.resolvePath,
    modelFunction: options.modelFunction,
    schemaOnly: false,
    sampleRows: options.sampleRows,
  };
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

