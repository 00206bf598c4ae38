import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import type { Schema } from '../core/schema.ts';
import { findEncoding } from '../io/find-encoding.ts';
import { TextDecoding, TextRewriting, UndecodableText } from '../io/rewrite-text.ts';
import { checkPacked, gzipTrouble, PackedTrouble } from '../io/packed-file.ts';
import { packedAs } from '../relation/packed-as.ts';
import { XmlTrouble } from '../io/xml-trouble.ts';
import { firstLine } from './locate-error.ts';
import { matchingFiles, matchingWorkbooks } from './matching-files.ts';
import type { JobSettings } from '../plan/job.ts';
import { asksNetwork, restLabel } from '../relation/rest-request.ts';
import { appendSheet } from './stage-workbook.ts';
import { stagedName, stagedRows, stagedTable, type Staging, type TextRecipe } from '../plan/staging.ts';

/** Folder of a run in which copies of sources lie. */
export const stagedFolder = (settings: JobSettings): string => join(settings.tempDirectory, 'staged');

/** What this thread has laid down already, with what its files were like then: looks read a copy until its file changes. */
const laid = new Map<string, string>();

/** Lays down what the statements of a run or look read instead of files; services are asked only with `network`, and packed files read to their ends only with `whole`: the first rows are there without. Throws a DiagnosticError located at the node. */
export async function stageSources(connection: DuckDBConnection, settings: JobSettings, signal: AbortSignal, network: boolean, whole = true): Promise<void> {
  for (const staging of settings.stagings ?? []) {
    try {
      if (staging.kind === 'packed') {
        if (whole) await checkWhole(connection, staging, signal);
      } else if (staging.kind === 'text') await stageText(connection, staging, stagedFolder(settings), signal);
      else if (staging.kind === 'arrow') await stageArrow(connection, staging, signal);
      else if (staging.kind === 'sheet') await stageSheet(connection, staging, signal);
      else if (staging.kind === 'xml') await stageXml(staging, stagedFolder(settings), signal);
      else await stageRest(staging, stagedFolder(settings), signal, network, settings.patience !== undefined);
    } catch (error) {
      if (signal.aborted) throw new DiagnosticError(problem('run-cancelled', 'The run was cancelled. No output was changed.', { node: staging.node }));
      throw failureOf(error, staging);
    }
  }
}

async function stampOf(file: string): Promise<string> {
  const { size, mtimeMs, ino } = await stat(file);
  return `${size}:${mtimeMs}:${ino}`;
}

type Kind<K extends Staging['kind']> = Extract<Staging, { kind: K }>;

/** What the tables of a database were made from. */
const filled = new WeakMap<DuckDBConnection, Map<string, string>>();

async function stageArrow(connection: DuckDBConnection, staging: Kind<'arrow'>, signal: AbortSignal): Promise<void> {
  const files = await matchingFiles(connection, staging.pattern);
  await fillTable(connection, staging, files, (table) => appendFiles(connection, staging, files, table, signal));
}

async function appendFiles(connection: DuckDBConnection, staging: Kind<'arrow'>, files: readonly string[], table: string, signal: AbortSignal): Promise<void> {
  // The library is large, and most runs read no such file.
  const [{ appendArrow, arrowSchemaOf }, { columnsOf }] = await Promise.all([import('./arrow-in.ts'), import('./arrow-types.ts')]);
  for (const file of files) {
    const found = columnsOf(await arrowSchemaOf(file));
    if (JSON.stringify(found) !== JSON.stringify(staging.schema)) throw new DiagnosticError(problem('file-format', `Node "${staging.node}": the columns of ${file} are (${described(found)}), not (${described(staging.schema)}). Read files of one shape at a time.`, { node: staging.node, param: 'path' }));
    await appendArrow(connection, file, table, staging.schema, signal);
  }
}

async function stageSheet(connection: DuckDBConnection, staging: Kind<'sheet'>, signal: AbortSignal): Promise<void> {
  const files = await matchingWorkbooks(connection, staging.pattern);
  await fillTable(connection, staging, files, (table) => appendSheet(connection, files, staging.node, staging.options, table, staging.schema, signal));
}

/** Makes the table of a staging and fills it, unless it is there already and its files are as they were. */
async function fillTable(connection: DuckDBConnection, { id, schema }: Kind<'arrow' | 'sheet'>, files: readonly string[], fill: (table: string) => Promise<void>): Promise<void> {
  const stamp = (await Promise.all(files.map(async (file) => `${file}:${await stampOf(file)}`))).join('\n');
  const known = filled.get(connection) ?? new Map<string, string>();
  filled.set(connection, known);
  if (known.get(id) === stamp) return;
  const table = stagedTable(id);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${quotedIdentifier(table)} (${schema.map((c) => `${quotedIdentifier(c.name)} ${c.type}`).join(', ')})`);
  await fill(table);
  known.set(id, stamp);
}

async function stageXml({ id, pattern, reading }: Kind<'xml'>, folder: string, signal: AbortSignal): Promise<void> {
  const target = join(folder, stagedRows(id));
  const stamp = await stampOf(pattern);
  if (laid.get(target) === stamp) return;
  await mkdir(dirname(target), { recursive: true });
  const { writeXmlRows } = await import('../io/xml-rows.ts');
  await writeXmlRows(pattern, reading, target, signal);
  laid.set(target, stamp);
}

async function stageRest({ id, node, request }: Kind<'rest'>, folder: string, signal: AbortSignal, network: boolean, hasty: boolean): Promise<void> {
  if (!network && asksNetwork(request)) throw new DiagnosticError(problem('network-unasked', `The rows come from ${restLabel(request)}. Allow the network for this preview.`, { node }));
  const { writeRestRows } = await import('../io/rest-pages.ts');
  await writeRestRows(request, node, join(folder, stagedRows(id)), signal, hasty);
}

async function checkWhole(connection: DuckDBConnection, { pattern, compression }: Kind<'packed'>, signal: AbortSignal): Promise<void> {
  for (const file of await matchingFiles(connection, pattern)) {
    const kind = compression === 'named' ? packedAs(file) : compression;
    const stamp = await stampOf(file);
    if (kind === 'none' || laid.get(`${kind} ${file}`) === stamp) continue;
    await checkPacked(file, kind, signal).catch((error: unknown) => {
      throw error instanceof PackedTrouble ? new PackedTrouble(`${file}: ${error.message}`) : error;
    });
    laid.set(`${kind} ${file}`, stamp);
  }
}

const described = (schema: Schema): string => schema.map((c) => `${c.name} ${c.type}`).join(', ');

async function stageText(connection: DuckDBConnection, staging: Kind<'text'>, folder: string, signal: AbortSignal): Promise<void> {
  for (const file of await matchingFiles(connection, staging.pattern)) {
    const target = join(folder, stagedName(staging.id, file));
    const stamp = await stampOf(file);
    if (laid.get(target) === stamp) continue;
    await mkdir(dirname(target), { recursive: true });
    await rewriteFile(file, target, staging.compression, await recipeFor(file, staging), signal);
    laid.set(target, stamp);
  }
}

/** Where the encoding was found out from one file, others of the pattern may still be UTF-8. */
async function recipeFor(file: string, { recipe, compression }: Kind<'text'>): Promise<TextRecipe> {
  if (!recipe.encodingFound || compression !== 'none' || recipe.encoding === 'utf-8') return recipe;
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1 << 20), 0, 1 << 20, 0);
    return { ...recipe, encoding: findEncoding(buffer.subarray(0, bytesRead), bytesRead < 1 << 20) ?? recipe.encoding };
  } finally {
    await handle.close();
  }
}

/** Writes a text file anew as the recipe says. Throws UndecodableText. */
export async function rewriteFile(from: string, to: string, compression: Kind<'text'>['compression'], recipe: TextRecipe, signal?: AbortSignal): Promise<void> {
  const decoding = new TextDecoding(recipe.encoding);
  const rewriting = new TextRewriting(recipe);
  async function* rewritten(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
    for await (const chunk of chunks) yield rewriting.push(decoding.push(chunk, false), false);
    yield rewriting.push(decoding.push(new Uint8Array(), true), true);
  }
  const source = createReadStream(from, { highWaterMark: 1 << 20 });
  const target = createWriteStream(to);
  const options = signal === undefined ? {} : { signal };
  if (compression === 'gzip') await pipeline(source, createGunzip(), rewritten, target, options);
  else await pipeline(source, rewritten, target, options);
}

function failureOf(error: unknown, staging: Staging): unknown {
  const { node } = staging;
  if (staging.kind === 'rest') return (error as NodeJS.ErrnoException).code === 'ENOSPC' ? new DiagnosticError(problem('disk-full', `Node "${node}" found no room for the rows of ${restLabel(staging.request)}. No output was changed; make room.`, { node })) : error;
  const { pattern } = staging;
  if (error instanceof UndecodableText && staging.kind === 'text') return new DiagnosticError(problem('value-unreadable', `Node "${node}" cannot read line ${error.line} of ${pattern}: it holds bytes that are no ${staging.recipe.encoding}. Choose another encoding, or mend the file.`, { node, param: 'encoding' }));
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return new DiagnosticError(problem('file-missing', `Node "${node}" cannot find its file (${pattern}). Put it back or choose another.`, { node, param: 'path' }));
  if (code === 'EACCES' || code === 'EPERM') return new DiagnosticError(problem('file-unreadable', `Node "${node}" may not read ${pattern}. Change its permissions, or choose another file.`, { node, param: 'path' }));
  if (code === 'ENOSPC') return new DiagnosticError(problem('disk-full', `Node "${node}" found no room for a copy of ${pattern}. No output was changed; make room, or save the file as UTF-8.`, { node, param: 'path' }));
  const packed = error instanceof PackedTrouble ? error : gzipTrouble(error);
  if (packed !== null) return new DiagnosticError(problem('file-format', `Node "${node}" cannot unpack ${staging.kind === 'packed' ? packed.message : `${pattern}: ${packed.message}`}. Get the file again, or choose how it is packed.`, { node, param: staging.kind === 'text' ? 'compression' : 'path' }));
  if (error instanceof XmlTrouble) return new DiagnosticError(problem('file-format', `Node "${node}" cannot read ${pattern}. ${error.message}`, { node, param: 'path' }));
  // Whatever it is that the reader of Arrow trips over, it is the file.
  if (staging.kind === 'arrow' && !(error instanceof DiagnosticError)) return new DiagnosticError(problem('file-format', `Node "${node}" cannot read ${pattern} as Arrow: ${firstLine(error instanceof Error ? error.message : String(error))}. Choose another file, or write it again.`, { node, param: 'path' }));
  return error;
}
