import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { AnyNodeDefinition, Catalog } from '../definition/index.ts';

/** The node that reads or writes files of a name's ending, and the settings the ending implies. */
export function nodeForFile(access: 'read' | 'write', path: string, catalog: Catalog): { readonly definition: AnyNodeDefinition; readonly more: Record<string, unknown> } {
  const [, kind = '', packed] = /\.([^./\\]+?)(?:\.(gz|zst))?$/i.exec(path.toLowerCase()) ?? [];
  const fits = [...catalog.values()].filter((d) => d.streaming !== true && (access === 'read' ? d.inputs.length === 0 : d.outputs.length === 0 && d.inputs.length === 1 && d.category === 'write') && endingsOf(d, access).length > 0);
  const definition = fits.find((d) => endingsOf(d, access).includes(kind) && (packed === undefined || endingsOf(d, access).includes(packed)));
  if (!definition) {
    const known = [...new Set(fits.flatMap((d) => endingsOf(d, access)))].filter((ending) => ending !== 'gz' && ending !== 'zst');
    throw new DiagnosticError(problem('file-format', `${path} cannot be ${access === 'read' ? 'read' : 'written'}: its ending says no format that is known. Use one of ${known.map((ending) => `.${ending}`).join(', ')}.`, { node: access === 'read' ? 'data' : 'result', param: 'path' }));
  }
  if (access === 'read') return { definition, more: {} };
  const has = (name: string, value: string): boolean => {
    const spec = definition.params[name];
    return spec?.kind === 'choice' && spec.options.some((option) => option.value === value);
  };
  const compression = packed === 'gz' ? 'gzip' : 'zstd';
  return {
    definition,
    more: {
      ...(packed !== undefined && has('compression', compression) ? { compression } : {}),
      ...(kind === 'json' && has('layout', 'array') ? { layout: 'array' } : {}),
      ...(kind === 'tsv' && definition.params['delimiter']?.kind === 'text' ? { delimiter: '\t' } : {}),
    },
  };
}

/** Endings of the file a node is about; it has to be called `path`, as with every reader and writer. */
function endingsOf(definition: AnyNodeDefinition, access: 'read' | 'write'): readonly string[] {
  const spec = definition.params['path'];
  return spec?.kind === 'file' && spec.access === access ? spec.extensions : [];
}
