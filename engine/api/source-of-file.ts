import { basename } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { AnyNodeDefinition, Catalog } from '../definition/index.ts';
import type { FlowNode } from '../document/document.ts';

const packed = /\.(gz|zst)$/i;

/** Node types that read one file, with the endings of the files they read. */
function readers(catalog: Catalog): readonly { readonly definition: AnyNodeDefinition; readonly endings: readonly string[] }[] {
  return [...catalog.values()].flatMap((definition) => {
    const path = definition.params['path'];
    return definition.category === 'read' && path?.kind === 'file' && path.access === 'read' ? [{ definition, endings: path.extensions.map((e) => e.toLowerCase()) }] : [];
  });
}

/** The source node that reads a file, chosen by how its name ends. Throws a DiagnosticError when none does. */
export function sourceOfFile(path: string, catalog: Catalog): FlowNode {
  const ending = /\.([^.]+)$/.exec(basename(path).replace(packed, ''))?.[1]?.toLowerCase() ?? '';
  const found = readers(catalog).find(({ endings }) => endings.includes(ending));
  if (!found) throw new DiagnosticError(problem('file-format', `No source reads "${path}": its name ends with none of ${readableEndings(catalog).join(', ')}. Give it the ending of its format.`));
  return { type: found.definition.type, version: found.definition.version, params: { path } };
}

/** Endings of all files that source nodes read, with the dot. */
export const readableEndings = (catalog: Catalog): readonly string[] => [...new Set(readers(catalog).flatMap(({ endings }) => endings).filter((e) => !packed.test(`.${e}`)).map((e) => `.${e}`))];
