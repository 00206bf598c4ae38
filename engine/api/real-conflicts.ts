import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import { sharedSheet } from '../check/sheet-mates.ts';
import { writtenTwice } from '../check/target-conflicts.ts';
import { targetPlace } from '../check/target-place.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { isFolder } from '../definition/index.ts';
import { problem } from '../core/diagnostic.ts';
import type { ObjectStore } from '../relation/object-store.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import { walkRelation } from '../relation/walk-relation.ts';
import { pathFrom } from './flow-paths.ts';

interface Reader {
  readonly node: string;
  readonly path: string;
  readonly store: ObjectStore | undefined;
}

/** Sinks that would write what a node reads or another sink writes, told by where paths really lead: links, absolute paths and patterns. Those the check has found by their spelling are left out. */
export async function realConflicts(flow: CheckedFlow): Promise<readonly Diagnostic[]> {
  const sinks = flow.nodes.flatMap((node) => (node.built?.sink ? [{ node: node.id, checked: node, path: node.built.sink.path, ...(node.built.sink.store ? { store: node.built.sink.store } : {}), folder: isFolder(node.built.sink.format) }] : []));
  if (sinks.length === 0) return [];
  const known = new Set(flow.diagnostics.filter((d) => d.code === 'target-conflict').map((d) => d.at.node));
  const readers = await Promise.all(readersOf(flow).map(async (r) => ({ ...r, real: await placeOf(flow, r) })));
  const written = new Map<string, CheckedNode[]>();
  const found: Diagnostic[] = [];
  for (const sink of sinks) {
    const { node, checked, path, folder } = sink;
    const real = await placeOf(flow, sink);
    const reader = readers.find((r) => r.real === real || globPattern(r.real)?.test(real) === true || (folder && r.real.startsWith(`${real}/`)));
    const place = targetPlace(sink);
    const others = written.get(real) ?? [];
    const writer = others.find((other) => sharedSheet(other, checked) !== false || targetPlace(other.built!.sink!) !== place);
    const at = { node, param: 'path' };
    if (known.has(node)) continue;
    if (reader) found.push(problem('target-conflict', `Node "${node}" writes "${path}", which node "${reader.node}" reads as "${reader.path}". Write to another file.`, at));
    else if (writer && sharedSheet(writer, checked) === false) found.push(problem('target-conflict', `Nodes "${writer.id}" and "${node}" write sheets of one workbook, ${real}, by different paths. Give both the same path.`, at));
    else if (writer) found.push(writtenTwice(writer, checked, real));
    written.set(real, [...others, checked]);
  }
  return found;
}

function readersOf(flow: CheckedFlow): Reader[] {
  const readers: Reader[] = [];
  for (const node of flow.nodes) {
    for (const relation of [...Object.values(node.built?.outputs ?? {}), ...Object.values(node.built?.shared ?? {})]) {
      walkRelation(relation, (r) => {
        if (r.op === 'scan' && 'path' in r.source) readers.push({ node: node.id, path: r.source.path, store: 'store' in r.source ? r.source.store : undefined });
      });
    }
  }
  return readers;
}

/** Where a path leads, on this machine or in which store. */
const placeOf = async (flow: CheckedFlow, { path, store }: { readonly path: string; readonly store?: ObjectStore | undefined }): Promise<string> => (isRemotePath(path) ? `${store?.endpoint ?? ''} ${path}` : realPath(pathFrom(flow.base, path)));

/** Where a path leads; of what is not there yet, the part that is. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    // Whatever keeps it from being found, its folder may still be.
    return dirname(path) === path ? path : join(await realPath(dirname(path)), basename(path));
  }
}

/** The files a pattern with * stands for, those not made yet included; null for a plain path. */
function globPattern(path: string): RegExp | null {
  if (!/[*?[]/.test(path)) return null;
  const source = path.replaceAll(/\*\*\/|\*|\?|\[[^\]]*\]|[^*?[]+|\[/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.startsWith('[') && part.length > 2 ? part.replace(/^\[!/, '[^') : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`);
}
