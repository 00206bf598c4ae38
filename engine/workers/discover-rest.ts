import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Answer } from '../check/binder.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import { canonicalJson } from '../core/json.ts';
import type { Fact } from '../definition/need.ts';
import { restPages } from '../io/rest-pages.ts';
import type { RestRequest } from '../relation/rest-request.ts';
import { discoverJson } from './discover-json.ts';

/** The columns of a service's first page; none where it has no rows. A `hasty` one asks a service that does not answer only once. */
export async function discoverRest(connection: DuckDBConnection, request: RestRequest, hasty: boolean): Promise<Answer<Fact>> {
  const staged = createHash('sha256').update(canonicalJson(request)).digest('hex').slice(0, 16);
  try {
    for await (const rows of restPages(request, undefined, new AbortController().signal, hasty)) {
      return { ok: true, value: { kind: 'rest', staged, schema: rows.length === 0 ? [] : await columnsOf(connection, rows) } };
    }
  } catch (error) {
    if (error instanceof DiagnosticError) return { ok: false, problem: error.diagnostic };
    throw error;
  }
  throw new Error('A service has at least one page.');
}

async function columnsOf(connection: DuckDBConnection, rows: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-rest-'));
  try {
    const file = join(folder, 'page.jsonl');
    await writeFile(file, `${rows.join('\n')}\n`);
    return await discoverJson(connection, 'The answer', file, 'newline', false);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
