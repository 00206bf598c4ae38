import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTable, tableFromArrays, tableToIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flow } from '../databases/flows.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-unfit-'));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

async function told(type: string, name: string, content: string | Uint8Array): Promise<readonly unknown[]> {
  await writeFile(join(base, name), content);
  const { diagnostics } = await engine.session.check({ document: flow({ node: [type, { path: name }] }), base });
  return diagnostics.filter((d) => d.severity === 'error').map((d) => `${d.code} ${d.at.param}: ${d.message}`);
}

/** One decimal of 50 digits, 1.23, as pyarrow 23 writes it. */
const longDecimal = 'UEFSMRUAFTYVNiwVAhUAFQYVBhwAAAACAAAAAgEAAAAAAAAAAAAAAAAAAAAAAAAAAHsVBBksNQAYBnNjaGVtYRUCABUOFSoVAhgBYSUKFQQVZCxcFQQVZAAAABYCGRwZHCYAHBUOGSUGABkYAWEVABYCFlwWXCYISRwVABUAFQIAPCkGGSYAAgAAABZcFgImCBZcACggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lvbiAyNi4wLjEZHBwAAACKAAAAUEFSMQ==';

/** A time of day and a moment of UTC, each with a nanosecond that no column can hold, as pyarrow 26 writes them. */
const nanoseconds = 'UEFSMRUAFRwVHCwVAhUAFQYVBhwAAAACAAAAAgEBrhfUYgMAABUAFRwVHCwVAhUAFQYVBhwAAAACAAAAAgEVzYU9/pyXFxUEGTw1ABgGc2NoZW1hFQQAFQQlAhgBdGx8Ehw8AAAAAAAVBCUCGAF6bIwRHDwAAAAAABYCGRwZLCYAHBUEGSUGABkYAXQVABYCFkIWQiYISRwVABUAFQIAPCkGGSYAAgAAACYAHBUEGSUGABkYAXoVABYCFkIWQiZKSRwVABUAFQIAPCkGGSYAAgAAABaEARYCJggWhAEAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRksHAAAHAAAAMMAAABQQVIx';

/** Five rows, whose one group says that it has -5. */
const negativeRows = 'UEFSMRUAFVwVXCwVChUAFQYVBhwAAAACAAAACgEBAAAAAAAAAAIAAAAAAAAAAwAAAAAAAAAEAAAAAAAAAAUAAAAAAAAAFQQZLDUAGAZzY2hlbWEVAgAVBCUCGAFhABYKGRwZHCYAHBUEGSUGABkYAWEVABYKFoIBFoIBJghJHBUAFQAVAgA8KQYZJgAKAAAAFoIBFgkmCBaCAQAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGRwcAAAAfgAAAFBBUjE=';

it('a Parquet file whose parts say something else than its end is damaged, and nanoseconds are cut with a word', async () => {
  expect(await told('read-parquet', 'negative.parquet', Buffer.from(negativeRows, 'base64'))).toEqual(['file-format path: "negative.parquet" is damaged: it says that it holds 5 rows, and its parts say -5. Write it again, or restore it from a copy.']);
  expect(await told('read-parquet', 'nanoseconds.parquet', Buffer.from(nanoseconds, 'base64'))).toEqual([]);
  const { diagnostics } = await engine.session.check({ document: flow({ node: ['read-parquet', { path: 'nanoseconds.parquet' }] }), base });
  expect(diagnostics).toMatchObject([{ code: 'file-read-as', severity: 'info', at: { node: 'node', param: 'path' }, message: '"nanoseconds.parquet" holds "t", "z" in nanoseconds, of which what is below a microsecond is cut.' }]);
});

it('columns that no column here can be are told with the file, whatever reads it', async () => {
  const arrow = (columns: Readonly<Record<string, Float64Array>>): Uint8Array => tableToIPC(tableFromArrays(columns), 'file');
  expect(await told('read-arrow', 'a.arrow', arrow({ a: Float64Array.of(1), '': Float64Array.of(2) }))).toEqual(['file-format path: "a.arrow" has no name for its column 2. Name it where the file is written.']);
  expect(await told('read-arrow', 'b.arrow', arrow({ 'a\0b': Float64Array.of(1) }))).toEqual([expect.stringMatching(/^file-format path: "b\.arrow" has a column called "a\\u0000b", and no name can hold a zero character/)]);
  expect(await told('read-arrow', 'c.arrow', tableToIPC(makeTable({}), 'file'))).toEqual(['file-format path: "c.arrow" has no columns. Choose another file.']);
  expect(await told('read-delimited', 'd.csv', 'a\0b,c\n1,2\n')).toEqual([expect.stringMatching(/^file-format path: "d\.csv" has a column called/)]);
  expect(await told('read-parquet', 'e.parquet', Buffer.from(longDecimal, 'base64'))).toEqual([expect.stringMatching(/^file-format path: "e\.parquet" cannot be read: "a" has decimals of 50 digits, more than 38/)]);
});
