import { canonicalJson } from '../core/json.ts';
import type { CacheUse } from '../core/run-report.ts';
import { filesOf, type ContentKey, type NoIdentity } from './content-keys.ts';
import type { Plan } from './plan.ts';
import { keyNode, type TableIndex, type TableKey } from './table-key.ts';

/** What a node was when it last ran; settings as hashes, since they may hold what must not lie about. */
export interface NodeRecord {
  readonly type: string;
  readonly version: number;
  readonly params: Readonly<Record<string, string>>;
  readonly inputs: string;
  /** Fingerprints of the files it reads, by path as the flow has it. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly hashes: Readonly<Record<TableKey, string | null>>;
  /** Why rows of it were not kept, by key; null where they were. */
  readonly kept: Readonly<Record<TableKey, string | null>>;
}

/** The last run of a flow, for saying what is different now. */
export interface FlowRecord {
  readonly engine: string;
  readonly nodes: Readonly<Record<string, NodeRecord>>;
}

/** The nodes of a run as a record, without what became of their rows. */
export function recordNodes(index: TableIndex, contents: ReadonlyMap<TableKey, ContentKey>, world: { hash(text: string): string; fingerprint(path: string): string | null }): Record<string, NodeRecord> {
  const records: Record<string, NodeRecord> = {};
  for (const node of index.nodes.values()) {
    const keys = index.keys().filter((key) => keyNode(key) === node.id);
    const files = [...new Set(keys.flatMap((key) => filesOf(index.relation(key))))];
    records[node.id] = {
      type: node.definition?.type ?? '',
      version: node.definition?.version ?? 0,
      params: Object.fromEntries(Object.entries(node.params).map(([name, value]) => [name, world.hash(canonicalJson(value ?? null))])),
      inputs: canonicalJson(node.sources),
      files: Object.fromEntries(files.map((path) => [path, world.fingerprint(path)])),
      hashes: Object.fromEntries(keys.map((key) => [key, contents.get(key)?.hash ?? null])),
      kept: {},
    };
  }
  return records;
}

const withoutIdentity: Readonly<Record<NoIdentity, string>> = {
  volatile: 'it can give other rows each time',
  source: 'its source cannot be checked for changes',
  elsewhere: 'it reads more than its inputs',
  order: 'it depends on the order of rows that may arrive in another one',
};

/** For every node of a plan, whether its rows were taken from the cache, and if not, why they had to be computed. */
export function recomputeReasons(plan: Plan, index: TableIndex, contents: ReadonlyMap<TableKey, ContentKey>, now: FlowRecord, last: FlowRecord | null, unusable: ReadonlyMap<string, string>): Record<string, CacheUse> {
  const uses: Record<string, CacheUse> = {};
  const changed = new Map<string, CacheUse>();
  const computed = new Set([...plan.live.filter((key) => !plan.cache.hits.has(key)).map(keyNode), ...plan.steps.flatMap((step) => (step.kind === 'gate' || step.kind === 'write' || step.kind === 'load' ? [step.node] : []))]);
  const taken = new Set(plan.steps.flatMap((step) => (step.kind === 'reuse' ? step.nodes : [])));
  for (const node of index.nodes.values()) {
    const feeding = Object.values(node.sources).flat().map((end) => end.node);
    const own = changeOf(node.id, now, last);
    const because = own ?? feeding.map((id) => changed.get(id)).find((use) => use !== undefined);
    if (because) changed.set(node.id, because);
    const keys = index.keys().filter((key) => keyNode(key) === node.id);
    if (taken.has(node.id) && !computed.has(node.id)) uses[node.id] = { state: 'reused', code: 'kept', why: 'its rows were kept by an earlier run' };
    else if (!computed.has(node.id) && keys.length > 0 && plan.cache.hits.size > 0) uses[node.id] = { state: 'reused', code: 'not-needed', why: 'what follows it was kept by an earlier run' };
    else uses[node.id] = because ?? unchanged(node.id, keys, contents, last, unusable);
  }
  return uses;
}

const recomputed = (code: CacheUse['code'], why: string): CacheUse => ({ state: 'recomputed', code, why });

function changeOf(id: string, now: FlowRecord, last: FlowRecord | null): CacheUse | null {
  const [before, after] = [last?.nodes[id], now.nodes[id]!];
  if (!last || !before) return recomputed('never-run', 'never run');
  if (last.engine !== now.engine) return recomputed('engine', 'Millrace or its database is another version');
  if (before.type !== after.type || before.version !== after.version) return recomputed('definition', `the type of ${id} changed`);
  for (const name of new Set([...Object.keys(before.params), ...Object.keys(after.params)])) {
    if (before.params[name] !== after.params[name]) return recomputed('parameter', `parameter ${id}.${name} changed`);
  }
  if (before.inputs !== after.inputs) return recomputed('inputs', `what feeds ${id} changed`);
  for (const [path, print] of Object.entries(after.files)) {
    if (before.files[path] !== print) return recomputed('source', `source ${path} changed`);
  }
  return null;
}

/** Why a node runs again although nothing about it or before it is different. */
function unchanged(id: string, keys: readonly TableKey[], contents: ReadonlyMap<TableKey, ContentKey>, last: FlowRecord | null, unusable: ReadonlyMap<string, string>): CacheUse {
  if (keys.length === 0) return recomputed('output', 'what leaves the flow is made in every run');
  for (const key of keys) {
    const { hash, because } = contents.get(key)!;
    if (hash === null && because !== null) return recomputed('unrepeatable', withoutIdentity[because]);
    const broken = unusable.get(hash ?? '');
    if (broken !== undefined) return recomputed('unusable', broken);
  }
  const kept = last?.nodes[id]?.kept ?? {};
  for (const key of keys) {
    if (!(key in kept)) continue;
    const why = kept[key];
    if (why === null) return recomputed('evicted', 'its kept rows had to make room');
    if (why !== undefined) return recomputed('not-kept', why);
  }
  return recomputed('not-kept', 'its rows are not kept; pin the node to keep them');
}
