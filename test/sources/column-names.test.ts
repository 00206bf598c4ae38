import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Field, Float64, makeData, RecordBatch, Schema, Struct, Table, tableToIPC, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flow, rows, run, type Nodes } from '../databases/flows.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-names-'));
}, 30_000);
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

/** What a source gives after nodes that group, sort and pivot by its columns found them by name. */
async function given(node: Nodes[string]): Promise<string> {
  const names = ['abc', 'ABC_1', 'abc_2'];
  const report = await run(engine, base, flow({ node, sort: ['sort-rows', { keys: names.map((by) => ({ by })) }], groups: ['aggregate', { groups: names.map((by) => ({ by })), measures: [{ function: 'count', as: 'n' }] }], out: ['write-json', { path: 'out.ndjson', layout: 'newline' }] }, ['node.out > sort.in', 'sort.out > groups.in', 'groups.out > out.in']));
  expect(report.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  return readFile(join(base, 'out.ndjson'), 'utf8');
}
const put = (name: string, content: string | Uint8Array): Promise<void> => writeFile(join(base, name), content);
const expected = '{"abc":1,"ABC_1":2,"abc_2":3,"n":1}\n';

it('columns whose names differ in case only are numbered alike whatever they come from, and keep their values', async () => {
  await put('a.csv', 'abc,ABC,abc\n1,2,3\n');
  expect(await given(['read-delimited', { path: 'a.csv' }])).toBe(expected);
  expect(await given(['tail-file', { path: 'a.csv', encoding: 'delimited' }])).toBe(expected);
  expect(await given(rows('SELECT 1 AS abc, 2 AS "ABC", 3 AS abc'))).toBe(expected);

  const fields = ['abc', 'ABC', 'abc'].map((name) => new Field(name, new Float64(), true));
  const children = [1, 2, 3].map((value) => vectorFromArray([value], new Float64()).data[0]!);
  const batch = new RecordBatch(new Schema(fields), makeData({ type: new Struct(fields), length: 1, nullCount: 0, children }));
  await put('a.arrow', tableToIPC(new Table([batch]), 'file'));
  expect(await given(['read-arrow', { path: 'a.arrow' }])).toBe('{"abc":1.0,"ABC_1":2.0,"abc_2":3.0,"n":1}\n');

  // No writer here gives such names, so those of a file are changed.
  expect((await run(engine, base, flow({ rows: rows('SELECT 1 AS abc, 2 AS bbb, 3 AS ccc'), out: ['write-parquet', { path: 'a.parquet' }] }, ['rows.out > out.in']))).status).toBe('succeeded');
  const bytes = (await readFile(join(base, 'a.parquet'))).toString('latin1').replaceAll('bbb', 'ABC').replaceAll('ccc', 'abc');
  await put('b.parquet', Buffer.from(bytes, 'latin1'));
  expect(await given(['read-parquet', { path: 'b.parquet' }])).toBe(expected);
});

it('letters beyond A to Z count as the same in a header too', async () => {
  await put('letters.csv', 'État,état,straße,STRASSE,σ,Σ,I,ı\n1,2,3,4,5,6,7,8\n');
  const report = await run(engine, base, flow({ node: ['read-delimited', { path: 'letters.csv', onError: 'reject' }], out: ['write-json', { path: 'letters.ndjson', layout: 'newline' }] }, ['node.out > out.in']));
  expect(report.diagnostics).toEqual([]);
  expect(await readFile(join(base, 'letters.ndjson'), 'utf8')).toBe('{"État":1,"état_1":2,"straße":3,"STRASSE":4,"σ":5,"Σ_1":6,"I":7,"ı":8}\n');
});

it('elements of XML whose names differ in case only are columns of their own', async () => {
  await put('a.xml', '<r><x><ab>1</ab><Ab>2</Ab><AB>3</AB></x></r>');
  const report = await run(engine, base, flow({ node: ['read-xml', { path: 'a.xml', record: 'x' }], sort: ['sort-rows', { keys: [{ by: 'ab' }] }], out: ['write-json', { path: 'xml.ndjson', layout: 'newline' }] }, ['node.out > sort.in', 'sort.out > out.in']));
  expect(report.diagnostics).toEqual([]);
  expect(await readFile(join(base, 'xml.ndjson'), 'utf8')).toBe('{"ab":"1","_Ab":"2","_AB_1":"3"}\n');
});
