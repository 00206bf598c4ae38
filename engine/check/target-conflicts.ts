import type { Diagnostic } from '../core/diagnostic.ts';
import { isFolder } from '../definition/index.ts';
import { problem } from '../core/diagnostic.ts';
import { isStorePath, type ObjectStore } from '../relation/object-store.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import { walkRelation } from '../relation/walk-relation.ts';
import type { CheckedNode } from './checked-flow.ts';

/** Two nodes that write one file, or one that writes what another reads, would make the result depend on who comes first. */
export function targetConflicts(nodes: readonly CheckedNode[]): Diagnostic[] {
  const readers = new Map<string, string>();
  for (const node of nodes) {
    for (const relation of [...Object.values(node.built?.outputs ?? {}), ...Object.values(node.built?.shared ?? {})]) {
      walkRelation(relation, (r) => {
        if (r.op === 'scan' && 'path' in r.source) readers.set(place(r.source), node.id);
      });
    }
  }
  const writers = new Map<string, string>();
  const found: Diagnostic[] = [];
  for (const node of nodes) {
    const sink = node.built?.sink;
    if (!sink) continue;
    if (isRemotePath(sink.path) && !sink.store) {
      found.push(problem('param-invalid', `Node "${node.id}" cannot write to the address "${sink.path}". ${isStorePath(sink.path) ? 'Write Parquet, Write delimited file and Write JSON can write to object stores' : 'Files go to this machine or to an object store (s3://…)'}; choose a file, or another node.`, { node: node.id, param: 'path' }));
      continue;
    }
    const path = place(sink);
    const reader = readers.get(path) ?? (isFolder(sink.format) ? [...readers].find(([read]) => read.startsWith(`${path}/`))?.[1] : undefined);
    const writer = writers.get(path);
    if (reader !== undefined) found.push(problem('target-conflict', `Node "${node.id}" writes "${sink.path}", which node "${reader}" reads. Write to another file.`, { node: node.id, param: 'path' }));
    if (writer !== undefined) found.push(problem('target-conflict', `Nodes "${writer}" and "${node.id}" both write "${sink.path}". Give one of them another file.`, { node: node.id, param: 'path' }));
    writers.set(path, node.id);
  }
  return found;
}

/** What tells a file from every other one. */
const place = (of: { readonly path: string; readonly store?: ObjectStore }): string => (of.store ? `${of.store.endpoint ?? ''} ${of.path}` : plainPath(of.path));

/** The path with `.`, `..` and doubled slashes taken out, so that two spellings of one file meet. */
function plainPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '.' || (part === '' && parts.length > 0)) continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..' && parts.at(-1) !== '') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
