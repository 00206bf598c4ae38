import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flow, run } from '../databases/flows.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-json-'));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

type Params = Readonly<Record<string, unknown>>;

async function read(content: string | Buffer, params: Params = {}): Promise<readonly unknown[]> {
  await writeFile(join(base, 'a.json'), content);
  const preview = await engine.calls.preview({ document: flow({ node: ['read-json', { path: 'a.json', ...params }] }), base, node: 'node', port: 'out', rows: 100 });
  const table = tableFromIPC(preview.arrow);
  return Array.from({ length: table.numRows }, (_, i) => table.schema.fields.map((_f, c) => String(table.getChildAt(c)?.get(i))).join());
}

describe('objects', () => {
  it('stand in an array, one to a line, or over several lines', async () => {
    for (const content of ['[{"a":1},\n{"a":2}]', '{"a":1}\n{"a":2}\n', '{"a":1}\r\n\r\n{"a":2}', '{"a":1}\r{"a":2}\r', '{\n"a":1\n}\n{\n"a":2\n}\n', '{"a":1}{"a":2}', '\uFEFF{"a":1}\n{"a":2}\n', '\uFEFF[{"a":1},{"a":2}]', '\uFEFF{\n"a":1}\n{"a":2}']) {
      expect(await read(content), content).toEqual(['1', '2']);
    }
    expect(await read('{"a":1,\n "b":[1,\n2]}')).toEqual(['1,[1,2]']);
  });

  it('with a thousand members are rows, and deep values stay JSON', async () => {
    expect(await read(`[{${Array.from({ length: 1000 }, (_, i) => `"k${i}":${i}`).join()}}]`)).toEqual([Array.from({ length: 1000 }, (_, i) => i).join()]);
    const deep = `${'['.repeat(500)}1${']'.repeat(500)}`;
    expect(await read(`[{"a":1,"v":${deep}}]`)).toEqual([`1,${deep}`]);
  });

  it('keep every digit of whole numbers', async () => {
    expect(await read('{"v":12345678901234567890123,"w":1.5}\n{"v":-7,"w":2}\n{"w":null}\n')).toEqual(['12345678901234567890123,1.5', '-7,2', 'null,null']);
    expect(await read(`[{"v":${'9'.repeat(60)}},{"v":1}]`)).toEqual(['9'.repeat(60), '1']);
    // Beside fractions, too; what a program prints of a DOUBLE stays one.
    expect(await read('[{"v":1.5},{"v":123456789012345678901234567890}]')).toEqual(['1.5', '123456789012345678901234567890']);
    expect(await read('[{"v":1.5,"w":1},{"v":9007199254740993,"w":2.5},{"w":123456789012345680000}]')).toEqual(['1.5,1', '9007199254740993,2.5', 'null,123456789012345680000']);
  });

  it('whose members cannot be columns are refused, never read without them', async () => {
    for (const [content, says] of [
      ['[{"a":1,"A":2}]', /the members "a" and "A", which differ in case only/],
      ['{"a":1}\n{"A":2}\n', /which differ in case only/],
      ['[{"":1,"b":2}]', /a member without a name/],
      ['[{"a\\u0000b":1}]', /a zero character in its name/],
      ['[{"o":{"a":1,"A":2}}]', /two members called "A" but for case/],
    ] as const) await expect(read(content), content).rejects.toThrow(says);
    expect(await read('[{"a":1,"a_1":2,"C0":3,"c7":4}]')).toEqual(['1,2,3,4']);
  });

  it('that are none are told in words of the file', async () => {
    for (const content of ['[]', '{}', '1', 'null', '"x"', '[1,2]', '[[1]]', '[{"a":1},2]', ' \n ']) await expect(read(content), content).rejects.toThrow(/"a\.json" holds no rows: it has to be an array of objects/);
    await expect(read(Buffer.from('\uFEFF[{"a":1}]', 'utf16le'))).rejects.toThrow(/it is text in UTF-16\. Save it as UTF-8/);
    await expect(read(Buffer.from('{"a":1}\n{"a":"\xff"}\n', 'latin1'), { onError: 'reject' })).rejects.toThrow(/line 2: Invalid unicode/);
  });
});

it('a Parquet file with a damaged page is called damaged', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT range AS a FROM range(10)) TO '${base}/a.parquet' (FORMAT parquet, COMPRESSION uncompressed)`);
  connection.closeSync();
  instance.closeSync();
  const bytes = await readFile(join(base, 'a.parquet'));
  bytes.fill(0x15, 5, 9);
  await writeFile(join(base, 'a.parquet'), bytes);
  const report = await run(engine, base, flow({ in: ['read-parquet', { path: 'a.parquet' }], out: ['write-json', { path: 'o.json' }] }, ['in.out > out.in']));
  expect(report.diagnostics.map((d) => d.message)).toEqual([expect.stringMatching(/cannot read .*: it is damaged \(.*\)\. No output was changed; write it again/)]);
});
