import type { CheckedFlow } from '../check/checked-flow.ts';
import { collectFunctions, nameIn } from '../compile/compile-job.ts';
import { compileKey, compileSelect } from '../compile/compile-select.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import { keepsBadLines } from '../plan/cost.ts';
import { stagingsOf, withStagings } from '../plan/collect-stagings.ts';
import type { JobSettings } from '../plan/job.ts';
import { keyNode, TableIndex, type TableKey } from '../plan/table-key.ts';
import type { Relation } from '../relation/relation.ts';
import type { Look } from '../workers/look.ts';
import { databaseLeases } from '../io/database-leases.ts';
import { pathFrom } from './flow-paths.ts';
import { storesRead } from './needed-stores.ts';
import { databasesRead, leasesOf } from './needed-databases.ts';

/** Values as text, NULL as null. */
export type TextRow = readonly (string | null)[];

/** The rows of an Arrow stream. Most runs ask for none, so Arrow is loaded by the first that does. */
export async function textRows(arrow: Uint8Array): Promise<readonly TextRow[]> {
  const { tableFromIPC } = await import('apache-arrow');
  const table = tableFromIPC(arrow);
  return Array.from({ length: table.numRows }, (_, i) => table.schema.fields.map((_f, c) => textOf(table.getChildAt(c)?.get(i) as unknown)));
}

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

/** What is read to compute a relation of `node`: what feeds it, and the relation itself. */
export function relationsRead(index: TableIndex, node: string, relation: Relation): readonly (readonly [node: string, relation: Relation])[] {
  return [...index.closure(index.reads(node, relation)).map((key) => [keyNode(key), index.relation(key)] as const), [node, relation]];
}

/** Looks at at most `rows` rows of a relation of `node`, computed from all rows, while nobody changes the databases it reads; `ask` hands the look to a worker. */
export async function lookExactly<T>(flow: CheckedFlow, node: string, relation: Relation, rows: number, settings: JobSettings, ask: (look: Look) => Promise<T>): Promise<T> {
  const index = new TableIndex(flow.nodes.filter((n) => n.built !== null));
  const reads = relationsRead(index, node, relation);
  const databases = [...databasesRead(flow.base, reads).values()];
  const stores = storesRead(reads);
  const release = await databaseLeases.acquire(await leasesOf(databases));
  try {
    return await ask(exactLook(index, flow.base, node, relation, rows, { ...settings, ...(databases.length > 0 ? { databases } : {}), ...(stores.length > 0 ? { stores } : {}) }));
  } finally {
    release();
  }
}

function exactLook(index: TableIndex, base: string, node: string, relation: Relation, rows: number, settings: JobSettings): Look {
  const resolvePath = (path: string): string => pathFrom(base, path);
  const functions = collectFunctions(index, resolvePath);
  const keys = index.closure(index.reads(node, relation));
  const kept = new Set<TableKey>();
  const options = { kept, resolvePath, functionName: nameIn(functions), sampleRows: null };
  const prepare: string[] = [];
  for (const key of keys) {
    if (!keepsBadLines(index.relation(key))) continue;
    prepare.push(`CREATE TEMP TABLE ${quotedIdentifier(key)} AS ${compileKey(index, key, options).sql}`);
    kept.add(key);
  }
  const used = functions.filter((f) => f.nodes.some((n) => n === node || keys.some((k) => keyNode(k) === n)));
  const stagings = stagingsOf(relationsRead(index, node, relation), resolvePath);
  return { settings: withStagings(settings, stagings), functions: used, prepare, sql: compileSelect(index, node, relation, options).sql, rows, profile: false, node, cutProbes: [], network: true };
}
