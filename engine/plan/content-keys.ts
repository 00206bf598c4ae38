import { canonicalJson } from '../core/json.ts';
import { stateFile } from '../relation/lakehouse.ts';
import type { Relation, ScanSource } from '../relation/relation.ts';
import { relationExpressions, walkRelation } from '../relation/walk-relation.ts';
import { textsOf } from '../expression/expression-parts.ts';
import { dependsOnOrder, isExpensive, isUnrepeatable, keepsBadLines } from './cost.ts';
import { keyNode, type TableIndex, type TableKey } from './table-key.ts';

/** What the identity of rows depends on besides the flow; the plan takes it as an argument to stay pure. */
export interface ContentWorld {
  /** Versions of everything that computes, as one text. */
  readonly engine: string;
  hash(text: string): string;
  /** What a file held when it was looked at, or null where that cannot be told. */
  fingerprint(path: string): string | null;
  /** Whether the statement or expression `text` may read more than the tables called `names`. */
  readsElsewhere(text: string, names: readonly string[]): boolean;
  /** The kept rows of this identity, where there are any. */
  instance(hash: string): string | null;
  /** Names the rows that this run is about to keep. */
  readonly fresh: string;
}

/** Why rows have no identity under which they could be found again. */
export type NoIdentity = 'volatile' | 'source' | 'elsewhere' | 'order';

export interface ContentKey {
  /** Equal for equal rows; null where computing them again could give others. */
  readonly hash: string | null;
  /** What the identity of rows computed from these takes in; differs from `hash` where only one outcome of several was kept. */
  readonly link: string | null;
  readonly because: NoIdentity | null;
}

/**
 * The identity of the rows of every key: what computes them, over which rows, from which files. Rows whose order decides the result
 * (a limit, the first of a group) have several right outcomes, so what is computed from them belongs to the outcome that `keeps` lets last.
 */
export function contentKeys(index: TableIndex, world: ContentWorld, keeps: (key: TableKey) => boolean): ReadonlyMap<TableKey, ContentKey> {
  const found = new Map<TableKey, ContentKey>();
  const heavy = new Map<TableKey, boolean>();
  for (const key of index.closure(index.keys())) {
    const relation = index.relation(key);
    const node = index.nodes.get(keyNode(key));
    const reads = index.reads(keyNode(key), relation);
    const isHeavy = isExpensive(relation) || reads.some((r) => heavy.get(r) === true);
    heavy.set(key, isHeavy);
    const none = (because: NoIdentity): ContentKey => ({ hash: null, link: null, because });
    const own = ownIdentity(relation, world);
    const without = reads.map((r) => found.get(r)!).find((input) => input.link === null);
    if (own === null) found.set(key, none(lacking(relation, world)));
    else if (without) found.set(key, none(without.because ?? 'order'));
    else {
      const made = [world.engine, node?.definition?.type ?? '', node?.definition?.version ?? 0, own, reads.map((r) => found.get(r)!.link)];
      const hash = world.hash(canonicalJson(made));
      if (!isHeavy || !dependsOnOrder(relation)) found.set(key, { hash, link: hash, because: null });
      else {
        const instance = world.instance(hash) ?? (keeps(key) ? world.fresh : null);
        found.set(key, { hash, link: instance === null ? null : world.hash(`${hash} ${instance}`), because: null });
      }
    }
  }
  return found;
}

/** The relation's own part, with files by what they hold; null where it has none. */
function ownIdentity(relation: Relation, world: ContentWorld): string | null {
  const files = filesOf(relation).map((path) => world.fingerprint(path));
  if (files.includes(null) || readsElsewhere(relation, world) || isVolatileButForBadLines(relation)) return null;
  return canonicalJson([relation, files]);
}

const lacking = (relation: Relation, world: ContentWorld): NoIdentity => (isVolatileButForBadLines(relation) ? 'volatile' : readsElsewhere(relation, world) ? 'elsewhere' : 'source');

/** Bad lines are found again in the same file: they only have to be told apart while it is read. */
const isVolatileButForBadLines = (relation: Relation): boolean => isUnrepeatable(withoutBadLines(relation));

const withoutBadLines = (relation: Relation): Relation => (relation.op === 'scan' && keepsBadLines(relation) ? { op: 'values', schema: [], rows: [] } : relation);

/** Paths of the files a relation reads, as the flow holds them. */
export function filesOf(relation: Relation): readonly string[] {
  const paths: string[] = [];
  walkRelation(relation, (r) => {
    if (r.op === 'scan') paths.push(...scannedFiles(r.source));
  });
  return paths;
}

function scannedFiles(source: ScanSource): readonly string[] {
  switch (source.format) {
    case 'delimited':
    case 'json':
    case 'parquet':
    case 'lines':
    case 'arrow':
    case 'excel':
    case 'xml':
    case 'appended':
      return [source.path];
    case 'lakehouse':
      return [`${source.path.replace(/\/+$/, '')}/${stateFile(source.state)}`];
    case 'database':
    case 'rest':
    case 'sequence':
    case 'bad-lines':
      return [];
  }
}

/** Texts of a person in a relation, with the tables each may read. */
export function writtenTexts(relation: Relation, visit: (text: string, names: readonly string[]) => void): void {
  walkRelation(relation, (r) => {
    if (r.op === 'sql') visit(r.text, r.inputs.map((i) => i.name));
    for (const expression of relationExpressions(r)) for (const text of textsOf(expression)) visit(text, []);
  });
}

function readsElsewhere(relation: Relation, world: ContentWorld): boolean {
  let elsewhere = false;
  // What a database or service holds is seen in no file's size or time.
  walkRelation(relation, (r) => (elsewhere ||= r.op === 'scan' && (r.source.format === 'database' || r.source.format === 'rest')));
  // Nor what lies in the files that the rows name.
  walkRelation(relation, (r) => (elsewhere ||= r.op === 'model' && r.call.inputs.some((input) => input.image?.from === 'path')));
  writtenTexts(relation, (text, names) => (elsewhere ||= world.readsElsewhere(text, names)));
  return elsewhere;
}
