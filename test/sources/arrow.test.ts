import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { codes, flow, run } from '../databases/flows.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-arrow-'));
  for (const name of ['types.arrow', 'types.arrows', 'lz4.arrow']) await copyFile(join(import.meta.dirname, 'arrow', name), join(base, name));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

/** Every value as text, by column. */
async function texts(path: string): Promise<Record<string, readonly unknown[]>> {
  const document = flow({ file: ['read-arrow', { path }], node: ['sql', { statement: 'SELECT CAST(COLUMNS(*) AS VARCHAR) FROM in1' }] }, ['file.out > node.in1']);
  const preview = await engine.calls.preview({ document, base, node: 'node', port: 'out', rows: 10_000 });
  const table = tableFromIPC(preview.arrow);
  return Object.fromEntries(table.schema.fields.map((f, i) => [f.name, [...(table.getChildAt(i) ?? [])]]));
}

const types = {
  b: ['true', null, 'false'],
  i8: ['-128', null, '127'],
  u64: ['18446744073709551615', null, '0'],
  i64: ['-9223372036854775808', null, '9223372036854775807'],
  f16: ['1.5', null, '-2.0'],
  f32: ['1.5', null, 'inf'],
  f64: ['0.1', null, 'nan'],
  s: ['é🎈', null, ''],
  ls: ['x', null, 'y'.repeat(20)],
  sv: ['short', null, 'a much longer text'],
  bin: ['\\x00\\xFF', null, ''],
  fb: ['ab', null, 'cd'],
  dec: ['-12345678901234567890123456789012345.678', null, '0.001'],
  d32: ['1969-12-31', null, '9999-12-31'],
  d64: ['1969-12-31', null, '2024-02-29'],
  t32: ['00:00:01.5', null, '00:00:00'],
  t64: ['23:59:59.999999', null, '00:00:00'],
  ts: ['1969-12-31 23:59:59', null, '2024-02-29 12:30:00'],
  tms: ['1969-12-31 23:59:59.999', null, '2024-02-29 12:30:00.123'],
  tus: ['1969-12-31 23:59:59.999999', null, '2024-02-29 12:30:00.123456'],
  tns: ['1969-12-31 23:59:59.999999999', null, '2024-02-29 12:30:00.123456789'],
  ttz: ['1969-12-31 23:59:59.999999+00', null, '2024-02-29 12:30:00.123456+00'],
  dur: ['00:01:30.000001', null, '-00:00:00.000001'],
  mdn: ['1 month 2 days 00:00:00.000003', null, '-1 month -00:00:00.000001'],
  dict: ['two', null, 'one'],
  l: ['[1, NULL]', null, '[]'],
  fl: ['[1.0, 2.0]', null, '[3.0, NULL]'],
  st: ["{'x': 1, 'y': NULL}", null, "{'x': NULL, 'y': {'z': q}}"],
  m: ['{k=1, j=NULL}', null, '{}'],
  nul: [null, null, null],
};

it('every type that pyarrow writes is read exactly, from a file and from a stream of small batches', async () => {
  expect(await texts('types.arrow')).toEqual(types);
  expect(await texts('types.arrows')).toEqual(types);
});

it('what is written is read back as it was, in both formats', async () => {
  for (const layout of ['file', 'stream']) {
    const copied = await run(engine, base, flow({ in: ['read-arrow', { path: 'types.arrow' }], out: ['write-arrow', { path: `copy-${layout}.arrow`, layout }] }, ['in.out > out.in']));
    expect(codes(copied)).toEqual([]);
    expect(await texts(`copy-${layout}.arrow`)).toEqual(types);
  }
});

it('rows keep their number and order over many batches', async () => {
  const report = await run(engine, base, flow({ rows: ['sql', { statement: "SELECT range AS n, [range, NULL] AS l FROM range(150000)" }], out: ['write-arrow', { path: 'many.arrow' }] }, ['rows.out > out.in']));
  expect(report.nodes['out']!.written).toMatchObject({ rows: 150_000 });
  const table = tableFromIPC(await readFile(join(base, 'many.arrow')));
  expect([table.numRows, table.batches.length, table.getChild('n')!.get(149_999)]).toEqual([150_000, 3, 149_999n]);
});

it('batches packed with LZ4 are unpacked', async () => {
  expect(await texts('lz4.arrow')).toEqual({ n: Array.from({ length: 5000 }, (_, i) => String(i % 7)), s: Array.from({ length: 5000 }, (_, i) => `value ${i % 50}`) });
});

it('a file that is none or has other columns is told', async () => {
  await writeFile(join(base, 'none.arrow'), 'a,b\n1,2\n');
  await writeFile(join(base, 'cut.arrow'), (await readFile(join(base, 'types.arrow'))).subarray(0, 3000));
  const looked = (path: string) => texts(path).then(() => 'read', (error: Error) => error.message);
  expect(await looked('none.arrow')).toMatch(/"none.arrow" cannot be read as an Arrow file/);
  expect(await looked('cut.arrow')).toMatch(/cut.arrow.* cannot be read|cannot read .*cut.arrow/);
  expect(await looked('*[s4].arrow')).toMatch(/the columns of .*types.arrow are .*, not/);
});

it('a value that Arrow cannot hold stops the run and changes nothing', async () => {
  const report = await run(engine, base, flow({ rows: ['sql', { statement: 'SELECT 170141183460469231731687303715884105727::HUGEINT AS n' }], out: ['write-arrow', { path: 'big.arrow' }] }, ['rows.out > out.in']));
  expect(report.diagnostics).toMatchObject([{ code: 'value-unreadable', at: { node: 'out' } }]);
  await expect(readFile(join(base, 'big.arrow'))).rejects.toThrow(/ENOENT/);
});
