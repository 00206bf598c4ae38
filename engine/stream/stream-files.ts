import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import { needsFinish } from '../compile/compile-sink.ts';
import type { Sink } from '../definition/index.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import type { ScanSource } from '../relation/relation.ts';

/** Why a file cannot be followed, or nothing. */
export function sourceRefusal(node: string, scan: Extract<ScanSource, { format: 'appended' }>): readonly Diagnostic[] {
  const refuse = (why: string, advice: string): Diagnostic[] => [problem('stream-unsupported', `Node "${node}" cannot follow "${scan.path}": ${why}. ${advice}`, { node, param: 'path' })];
  if (isRemotePath(scan.path)) return refuse('it is an address on a web server', 'Follow a file of this machine.');
  if (/[*?[]/.test(scan.path)) return refuse('it is a pattern that may stand for several files', 'Name one file.');
  if (/\.(gz|zst)$/.test(scan.path) || (scan.options !== null && scan.options.compression !== 'none')) return refuse('it is compressed, and compressed files do not grow line by line', 'Follow the plain file, or run the flow without --stream.');
  if (scan.options?.newLine === '\\r') return refuse('its lines end with a carriage return alone', 'Have it written with line feeds.');
  return [];
}

/** Why the rows of a stream cannot be appended to a file of this kind exactly once, or nothing. */
export function sinkRefusal(node: string, { path, format, store }: Sink): readonly Diagnostic[] {
  const refuse = (param: string, why: string, advice: string): Diagnostic[] => [problem('stream-unsupported', `Node "${node}" cannot let "${path}" grow with a stream: ${why}. ${advice}`, { node, param })];
  if (store) return refuse('path', 'an object of a store can only be written whole', 'Write to a file of this machine.');
  if (format.kind === 'parquet') return refuse('path', 'a Parquet file can only be written whole', 'Use Write JSON with one object per line or Write delimited file, and turn its file into Parquet in a flow of its own.');
  if (format.kind === 'model') return refuse('path', 'a model is learned from all rows at once', 'Write the rows to a file, and train in a flow of its own.');
  if (format.kind === 'excel') return refuse('path', 'a workbook can only be written whole', 'Use Write delimited file, and turn its file into a workbook in a flow of its own.');
  if (format.kind === 'arrow') return refuse('path', 'an Arrow file can only be written whole', 'Use Write JSON with one object per line, and turn its file into Arrow in a flow of its own.');
  if (format.kind === 'json' && format.layout === 'array') return refuse('layout', 'an array ends with a bracket and cannot be appended to', 'Choose the layout "One object per line".');
  if (format.kind === 'delimited' && needsFinish(format)) return refuse('encoding', 'only UTF-8 with line feeds grows line by line', 'Choose UTF-8 and line feeds.');
  if (format.compression !== 'none') return refuse('compression', 'a compressed file cannot be cut back to a known length after a crash', 'Choose no compression.');
  return [];
}
