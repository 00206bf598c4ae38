import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { findParams, withParam } from '../check/check-params.ts';
import { unbuiltNeed } from '../check/unbuilt-needs.ts';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { registryFile } from '../core/registered-model.ts';
import { readModel } from '../inference/read-model.ts';
import { relationsOf, walkRelation } from '../relation/walk-relation.ts';
import type { FlowDocument } from '../document/document.ts';
import { environmentFile } from '../core/environment-file.ts';
import { isRemotePath } from '../relation/remote-path.ts';

export interface Resources {
  /** The document with paths that work in the export folder. */
  readonly document: FlowDocument;
  /** Files to copy: absolute source, path below the export folder. */
  readonly files: readonly { readonly from: string; readonly to: string }[];
}

/** Finds every file the flow reads. Files of the project keep their place, others go to `resources/` and the flow names them there. */
export async function collectResources(flow: CheckedFlow, listFiles: (pattern: string) => Promise<readonly string[]>): Promise<Resources> {
  const files = new Map<string, string>();
  const nodes: Record<string, FlowDocument['nodes'][string]> = { ...flow.document.nodes };
  const besides = await weightFiles(flow);
  for (const node of flow.nodes) {
    if (!node.definition) continue;
    // The flow still names the stage, which means there what it means here.
    if (node.models) files.set(resolve(flow.base, registryFile), registryFile);
    for (const found of findParams('file', node.definition.params, node.params)) {
      // What lies on a web server is reached from everywhere.
      if (found.spec.access !== 'read' || isRemotePath(found.value)) continue;
      const inside = !isAbsolute(found.value) && !relative(flow.base, resolve(flow.base, found.value)).startsWith('..');
      const named = resolve(flow.base, found.value);
      const folder = found.spec.folders === true && (await stat(named).then((s) => s.isDirectory(), () => false)) ? named : null;
      // The check has found out which of its files are read.
      const wanted = folder === null ? [named] : scannedPaths(node).map((path) => resolve(flow.base, path));
      for (const path of (await Promise.all(wanted.map((w) => matches(w, node.id, listFiles)))).flat()) {
        const place = (file: string): string => (inside ? relative(flow.base, file).split(sep).join('/') : `resources/${node.id}/${relative(dirname(folder ?? path), file).split(sep).join('/')}`);
        files.set(path, place(path));
        for (const beside of besides.get(path) ?? []) files.set(beside, place(beside));
      }
      // The flow of a component is copied as it is.
      if (!inside && !nodes[node.id]) throw new DiagnosticError(problem('export-target', `Node "${node.id}" in a component names ${found.value}, which lies outside the project. Copy the file into the project and name it there before exporting.`, { node: node.id.slice(0, node.id.search(/[/#]/)) }));
      if (!inside) nodes[node.id] = { ...nodes[node.id]!, params: { ...withParam(nodes[node.id]!.params, found.path, `resources/${node.id}/${basename(found.value)}`) } };
    }
  }
  const environments = resolve(flow.base, environmentFile);
  if (await stat(environments).then((s) => s.isFile(), () => false)) files.set(environments, environmentFile);
  return { document: { ...flow.document, nodes }, files: [...files].map(([from, to]) => ({ from, to })) };
}

/** The files beside each model of the flow that hold its weights, by absolute path of the model. */
async function weightFiles(flow: CheckedFlow): Promise<ReadonlyMap<string, readonly string[]>> {
  const paths = new Set<string>();
  for (const node of flow.nodes) for (const path of modelPaths(node)) paths.add(resolve(flow.base, path));
  const found = new Map<string, readonly string[]>();
  for (const path of paths) found.set(path, (await readModel(path)).besides);
  return found;
}

/** Models that a node scores with, as the flow names them. */
export function modelPaths(node: CheckedFlow['nodes'][number]): readonly string[] {
  const need = unbuiltNeed(node);
  const paths = new Set<string>(need?.kind === 'model' ? [need.path] : []);
  for (const relation of relationsOf(node.built)) walkRelation(relation, (r) => void (r.op === 'model' && paths.add(r.call.path)));
  return [...paths];
}

function scannedPaths({ built }: CheckedFlow['nodes'][number]): readonly string[] {
  const paths = new Set<string>();
  for (const relation of relationsOf(built)) walkRelation(relation, (r) => void (r.op === 'scan' && 'path' in r.source && paths.add(r.source.path)));
  return [...paths];
}

async function matches(path: string, node: string, listFiles: (pattern: string) => Promise<readonly string[]>): Promise<readonly string[]> {
  if (/[*?[]/.test(path)) return listFiles(path);
  await stat(path).catch(() => {
    throw new DiagnosticError(problem('file-missing', `Node "${node}" reads ${path}, which is not there. Put it back before exporting.`, { node }));
  });
  // The folder of a table is read as a whole.
  return (await stat(path)).isDirectory() ? listFiles(`${path}/**`) : [path];
}
