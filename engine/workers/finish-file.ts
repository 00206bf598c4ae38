import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import { TextEncoding, UnencodableText } from '../io/encode-text.ts';
import type { WriteFinish } from '../plan/job.ts';

/** Turns what the database wrote into the file a sink promises. Throws a DiagnosticError located at the node. */
export async function finishFile(connection: DuckDBConnection, node: string, finish: WriteFinish, to: string, signal: AbortSignal): Promise<void> {
  if (finish.kind === 'arrow') return finishArrow(connection, node, finish, to, signal);
  if (finish.kind === 'workbook') return (await import('./bind-workbook.ts')).bindWorkbook(finish.sheets, to, signal);
  try {
    const encoding = new TextEncoding(finish.text);
    async function* encoded(chunks: AsyncIterable<string>): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) yield encoding.push(chunk, false);
      yield encoding.push('', true);
    }
    const source = createReadStream(finish.raw, { encoding: 'utf8', highWaterMark: 1 << 20 });
    if (finish.compression === 'gzip') await pipeline(source, encoded, createGzip(), createWriteStream(to), { signal });
    else await pipeline(source, encoded, createWriteStream(to), { signal });
  } catch (error) {
    if (!(error instanceof UnencodableText)) throw error;
    const sign = `"${error.sign}" (U+${error.sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')})`;
    throw new DiagnosticError(problem('value-unreadable', `Node "${node}" cannot write ${sign} in line ${error.line}: ${finish.text.encoding} does not have it. Choose UTF-8, or replace the sign before. No output was changed.`, { node, param: 'encoding' }));
  } finally {
    await rm(finish.raw, { force: true });
  }
}

async function finishArrow(connection: DuckDBConnection, node: string, { table, layout }: Extract<WriteFinish, { kind: 'arrow' }>, to: string, signal: AbortSignal): Promise<void> {
  try {
    const { writeArrow } = await import('./arrow-file.ts');
    await writeArrow(connection, table, to, layout, signal);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DiagnosticError(problem('value-unreadable', `Node "${node}" cannot write a value: ${error.message}. Cast the column to VARCHAR or DOUBLE before. No output was changed.`, { node }));
  } finally {
    await connection.run(`DROP TABLE IF EXISTS temp.${quotedIdentifier(table)}`);
  }
}
