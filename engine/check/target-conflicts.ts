import type { Diagnostic } from '../core/diagnostic.ts';
import { isFolder } from '../definition/index.ts';
import { problem } from '../core/diagnostic.ts';
import { isStorePath } from '../relation/object-store.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import { walkRelation } from '../relation/walk-relation.ts';
import type { CheckedNode } from './checked-flow.ts';
import { sharedSheet } from './sheet-mates.ts';
import { targetPlace } from './target-place.ts';

/** Two nodes that write one file, or one that writes what another reads, would make the result depend on who comes first. */
export function targetConflicts(nodes: readonly CheckedNode[]): Diagnostic[] {
  const readers = new Map<string, string>();
  for (const node of nodes) {
    for (const relation of [...Object.values(node.built?.outputs ?? {}), ...Object.values(node.built?.shared ?? {})]) {
      walkRelation(relation, (r) => {
        if (r.op === 'scan' && 'path' in r.source) readers.set(targetPlace(r.source), node.id);
      });
    }
  }
  const writers = new Map<string, CheckedNode[]>();
  const found: Diagnostic[] = [];
  for (const node of nodes) {
    const sink = node.built?.sink;
    if (!sink) continue;
    if (isRemotePath(sink.path) && !sink.store) {
      found.push(problem('param-invalid', `Node "${node.id}" cannot write to the address "${sink.path}". ${isStorePath(sink.path) ? 'Write Parquet, Write delimited file and Write JSON can write to object stores' : 'Files go to this machine or to an object store (s3://… or gs://…)'}; choose a file, or another node.`, { node: node.id, param: 'path' }));
      continue;
    }
    const path = targetPlace(sink);
    const reader = readers.get(path) ?? (isFolder(sink.format) ? [...readers].find(([read]) => read.startsWith(`${path}/`))?.[1] : undefined);
    const others = writers.get(path) ?? [];
    if (reader !== undefined) found.push(problem('target-conflict', `Node "${node.id}" writes "${sink.path}", which node "${reader}" reads. Write to another file.`, { node: node.id, param: 'path' }));
    const writer = others.find((other) => sharedSheet(other, node) !== false);
    if (writer) found.push(writtenTwice(writer, node, sink.path));
    writers.set(path, [...others, node]);
  }
  return found;
}

/** Says that two nodes write one file, or one sheet of it. */
export function writtenTwice(first: CheckedNode, second: CheckedNode, path: string): Diagnostic {
  const sheet = sharedSheet(first, second);
  if (typeof sheet === 'string') return problem('target-conflict', `Nodes "${first.id}" and "${second.id}" both write the sheet "${sheet}" of "${path}". Give each its own name; Excel takes capitals and small letters for the same.`, { node: second.id, param: 'sheet' });
  return problem('target-conflict', `Nodes "${first.id}" and "${second.id}" both write "${path}". Give one of them another file.`, { node: second.id, param: 'path' });
}
