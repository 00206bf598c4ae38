import type { Catalog } from '../definition/index.ts';
import type { FlowDocument } from '../document/document.ts';
import { findParams, withParam } from './check-params.ts';
import { substituteInText, type ParameterValues } from './flow-parameters.ts';

/** A path that means the same from every folder: absolute, an address, or a model of the registry. */
export const isFixed = (path: string): boolean => /^(?:[/\\]|[A-Za-z]:|[a-z][a-z0-9+.-]*:\/\/|[^/\\]+@)/.test(path);

/** The flow of the component at `path` with its files named from the folder that `path` starts from. */
export function movedFiles(document: FlowDocument, path: string, catalog: Catalog, values: ParameterValues): FlowDocument {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  if (cut < 0) return document;
  const folder = path.slice(0, cut + 1);
  const nodes = Object.entries(document.nodes).map(([id, node]) => {
    const definition = catalog.get(node.type);
    let { params } = node;
    for (const found of definition ? findParams('file', definition.params, params) : []) {
      if (typeof found.value === 'string' && !isFixed(substituteInText(found.value, values).text)) params = { ...withParam(params, found.path, folder + found.value) };
    }
    return [id, { ...node, params }] as const;
  });
  return { ...document, nodes: Object.fromEntries(nodes) };
}
