import { existsSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { LeaseRequest } from '../io/database-leases.ts';
import type { AttachedDatabase } from '../plan/job.ts';
import type { Plan } from '../plan/plan.ts';
import { databaseAlias, resolvedDatabase, type DatabaseRef } from '../relation/database-ref.ts';
import type { Relation } from '../relation/relation.ts';
import { walkRelation } from '../relation/walk-relation.ts';
import { pathFrom, stagingPath } from './flow-paths.ts';

/** Databases that relations of nodes read, each once. */
export function databasesRead(base: string, relations: readonly (readonly [node: string, relation: Relation])[]): Map<string, AttachedDatabase> {
  const needed = new Map<string, AttachedDatabase>();
  for (const [node, relation] of relations) {
    walkRelation(relation, (r) => {
      if (r.op === 'scan' && r.source.format === 'database') add(needed, base, r.source.database, node, false);
    });
  }
  return needed;
}

function add(needed: Map<string, AttachedDatabase>, base: string, ref: DatabaseRef, node: string, writable: boolean): void {
  const database = resolvedDatabase(ref, (path) => pathFrom(base, path));
  const alias = databaseAlias(database);
  const known = needed.get(alias);
  needed.set(alias, { alias, database, node: known?.node ?? node, writable: writable || known?.writable === true });
}

/** Databases that a plan reads or writes, each once. Makes the folder of one that is to be made. */
export async function neededDatabases(flow: CheckedFlow, plan: Plan): Promise<readonly AttachedDatabase[]> {
  const taking = flow.nodes.flatMap((n) => (n.built && plan.nodes.includes(n.id) ? [{ id: n.id, built: n.built }] : []));
  const needed = databasesRead(flow.base, taking.flatMap(({ id, built }) => [...Object.values(built.outputs), ...Object.values(built.shared ?? {})].map((r) => [id, r] as const)));
  for (const { id, built } of taking) {
    if (built.load && plan.steps.some((s) => s.kind === 'load' && s.node === id)) add(needed, flow.base, built.load.database, id, true);
  }
  return Promise.all([...needed.values()].map(staged));
}

/** A database file that is not there yet is made under another name, so that a failed run leaves nothing behind. */
async function staged(attached: AttachedDatabase): Promise<AttachedDatabase> {
  const { database, node } = attached;
  if (!attached.writable || !('path' in database) || existsSync(database.path)) return attached;
  try {
    await mkdir(dirname(database.path), { recursive: true });
  } catch (error) {
    throw new DiagnosticError(problem('target-read-only', `Node "${node}" cannot make the folder of ${database.path} (${(error as NodeJS.ErrnoException).code ?? String(error)}). Choose a folder you may write to.`, { node: node!, param: 'path' }));
  }
  return { ...attached, staging: stagingPath(database.path, node!) };
}

/** The files among them that have to be held while they are open, by the places they really have. */
export async function leasesOf(databases: readonly AttachedDatabase[]): Promise<readonly LeaseRequest[]> {
  return Promise.all(databases.flatMap(({ database, writable }) => ('path' in database ? [{ path: database.path, write: writable }] : [])).map(async ({ path, write }) => ({ write, path: await realpath(path).catch(async () => join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path))) })));
}
