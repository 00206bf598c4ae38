import { sameName, type Schema } from '../core/schema.ts';
import type { Relation, ScanSource } from '../relation/relation.ts';
import { packedAs } from '../relation/packed-as.ts';
import { isPattern } from '../relation/path-pattern.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import { walkRelation } from '../relation/walk-relation.ts';
import type { JobSettings } from './job.ts';
import { recipeOf, type PackedStaging, type Staging } from './staging.ts';
import { keyNode, type TableIndex } from './table-key.ts';

/** What has to be laid down before the keys of `index` can be computed, each once. */
export const collectStagings = (index: TableIndex, resolvePath: (path: string) => string): readonly Staging[] =>
  stagingsOf(index.keys().map((key) => [keyNode(key), index.relation(key)] as const), resolvePath);

export const withStagings = (settings: JobSettings, stagings: readonly Staging[]): JobSettings => (stagings.length === 0 ? settings : { ...settings, stagings });

/** The same for relations of nodes. */
export function stagingsOf(relations: readonly (readonly [node: string, relation: Relation])[], resolvePath: (path: string) => string): readonly Staging[] {
  const found = new Map<string, Staging>();
  for (const [node, relation] of relations) {
    walkRelation(relation, (r) => {
      const staging = r.op === 'scan' ? stagingOf(r.source, r.schema, node, resolvePath) : null;
      if (staging !== null) found.set(staging.id, staging);
    });
  }
  return [...found.values()];
}

function stagingOf(source: ScanSource, schema: Schema, node: string, resolvePath: (path: string) => string): Staging | null {
  if (source.format === 'arrow') return { id: source.staged, node, kind: 'arrow', pattern: resolvePath(source.path), schema };
  if (source.format === 'excel') return { id: source.staged, node, kind: 'sheet', pattern: resolvePath(source.path), options: source.options, schema };
  if (source.format === 'xml') return { id: source.staged, node, kind: 'xml', pattern: resolvePath(source.path), reading: source.reading };
  if (source.format === 'rest') return { id: source.staged, node, kind: 'rest', request: source.request };
  if (source.format === 'lines' && source.staged !== undefined) return { id: source.staged, node, kind: 'text', pattern: resolvePath(source.path), compression: source.compression, recipe: { encoding: source.encoding, encodingFound: false, delimiter: '', quote: '', escape: '', mixedEnds: false, comment: '', dropComments: false } };
  if (source.format !== 'delimited' && source.format !== 'lines' && source.format !== 'json') return null;
  if (source.staged === undefined) {
    const compression = isRemotePath(source.path) ? null : packedIn(source);
    return compression === null ? null : { id: `packed ${source.path}`, node, kind: 'packed', pattern: resolvePath(source.path), compression };
  }
  if (source.format !== 'delimited') return null;
  return { id: source.staged, node, kind: 'text', pattern: resolvePath(source.path), compression: source.options.compression, recipe: recipeOf(source.options, schema.filter((c) => c.name !== source.fileColumn && !(source.partitions ?? []).some((p) => sameName(p.name, c.name))).length) };
}

/** How the files are packed that a scan leaves to the database to unpack; 'named' where each says it by its name. */
function packedIn(source: ScanSource): PackedStaging['compression'] | null {
  if (source.format === 'json') return packedAs(source.path) === 'none' && !isPattern(source.path) ? null : 'named';
  if (source.format !== 'delimited' && source.format !== 'lines') return null;
  const compression = source.format === 'delimited' ? source.options.compression : source.compression;
  return compression === 'none' ? null : compression;
}
