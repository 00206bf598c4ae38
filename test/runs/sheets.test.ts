import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { read as readBook, utils, write as writeBook } from '@e965/xlsx';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import type { FlowDocument } from '../../engine/document/document.ts';
import { missingExtensions } from '../../engine/testing/lacked-extension.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { bindWorkbook } from '../../engine/workers/bind-workbook.ts';
import { headOf } from '../../engine/record/run-record.ts';
import { catalog } from '../../nodes/catalog.ts';
import { codes, flow, rows, run, type Nodes } from '../databases/flows.ts';

const noExcel = (await missingExtensions()).includes('excel');

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
});
afterAll(() => engine.close());
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-sheets-'));
});
afterEach(() => rm(base, { recursive: true, force: true }));

type Sheet = readonly [statement: string, params: Readonly<Record<string, unknown>>];

/** Statements, each written into a sheet of `report.xlsx` by the node of its name. */
function report(sheets: Readonly<Record<string, Sheet>>): FlowDocument {
  const nodes: Nodes = Object.fromEntries(Object.entries(sheets).flatMap(([id, [statement, params]]) => [[`${id}_rows`, rows(statement)], [id, ['write-excel', { path: 'report.xlsx', sheet: id, ...params }] as const]]));
  return flow(nodes, Object.keys(sheets).map((id) => `${id}_rows.out > ${id}.in`));
}

const book = async () => readBook(await readFile(join(base, 'report.xlsx')), { cellDates: true, UTC: true });
const told = async (document: FlowDocument) => (await engine.session.check({ document, base })).diagnostics.map((d) => `${d.at.node}.${d.at.param}: ${d.message}`);
const two: Readonly<Record<string, Sheet>> = { north: ['SELECT 1 AS a', {}], south: ['SELECT 2 AS a', {}] };

describe('several sheets of one workbook', { skip: noExcel }, () => {
  test('are one file, in their order, with their types, and each tells its rows', async () => {
    const document = report({
      rest: ["SELECT 'x & <y>' AS t, DATE '2024-02-29' AS d, TIMESTAMP '2024-02-29 12:00:00' AS at, true AS ok FROM range(3)", { sheet: 'R&D "<Größe>" 🎈', path: './report.xlsx' }],
      sums: ['SELECT 1.5::DECIMAL(9, 2) AS n', { header: false }],
      empty: ['SELECT 1 AS a, 2 AS b WHERE false', {}],
      front: ['SELECT 7 AS a', { position: 1 }],
    });
    const first = await run(engine, base, document);
    expect([first.status, first.diagnostics]).toEqual(['succeeded', []]);
    const { SheetNames, Sheets } = await book();
    expect(SheetNames).toEqual(['front', 'R&D "<Größe>" 🎈', 'sums', 'empty']);
    const day = new Date('2024-02-29');
    const noon = new Date('2024-02-29T12:00:00Z');
    expect(SheetNames.map((name) => utils.sheet_to_json(Sheets[name]!, { header: 1, UTC: true }))).toEqual([
      [['a'], [7]],
      [['t', 'd', 'at', 'ok'], ...Array.from({ length: 3 }, () => ['x & <y>', day, noon, true])],
      [[1.5]],
      [['a', 'b']],
    ]);
    const bytes = (await readFile(join(base, 'report.xlsx'))).length;
    const path = join(base, 'report.xlsx');
    expect(['rest', 'sums', 'empty', 'front'].map((id) => first.nodes[id]!.written)).toEqual([
      { path, rows: 3, bytes, sheet: 'R&D "<Größe>" 🎈' },
      { path, rows: 1, bytes, sheet: 'sums' },
      { path, rows: 0, bytes, sheet: 'empty' },
      { path, rows: 1, bytes, sheet: 'front' },
    ]);
    expect(await readdir(base)).toEqual(['report.xlsx']);
    expect(headOf({ record: 1, id: 'r', process: { id: 0, machine: '' }, name: 'f', base, to: null, kind: 'batch', versions: { millrace: '', database: '' }, started: first.started, ended: null, settings: { threads: null, memory: null, spillLimit: null, cache: true, counting: 'all' }, parameters: {}, hidden: [], document, content: '', inputs: [], models: [], report: first }, false).written).toEqual({ rows: 5, files: 1 });
    const before = await readFile(path);
    expect((await run(engine, base, document)).status).toBe('succeeded');
    expect(before.equals(await readFile(path))).toBe(true);
  });

  test('come all or not at all', async () => {
    await writeFile(join(base, 'report.xlsx'), 'what was there');
    const failed = await run(engine, base, report({ ...two, east: ["SELECT CAST(t AS INTEGER) AS a FROM (VALUES ('1'), ('x')) v(t)", {}] }));
    expect([failed.status, failed.nodes['north']!.written]).toEqual(['failed', undefined]);
    expect([await readdir(base), await readFile(join(base, 'report.xlsx'), 'utf8')]).toEqual([['report.xlsx'], 'what was there']);
  });

  test('are all written when the flow runs to one of them, and none while another is in trouble', async () => {
    const to = (document: FlowDocument) => engine.session.run({ document, base, name: 'f', to: 'north' }, () => undefined, () => undefined);
    const absolute = await to(report({ ...two, north: ['SELECT 1 AS a', { path: `${base}//report.xlsx` }], south: ['SELECT 2 AS a', { path: `${base}/./report.xlsx` }] }));
    expect([absolute.status, absolute.nodes['south']!.written?.bytes]).toEqual(['succeeded', absolute.nodes['north']!.written?.bytes]);
    expect(absolute.nodes['north']!.written!.bytes).toBeGreaterThan(1000);
    expect((await book()).SheetNames).toEqual(['north', 'south']);
    const refused = await to(report({ ...two, south: ['SELECT 2 AS a', { sheet: 'a/b' }] }));
    expect([refused.refused, codes(refused)]).toEqual([true, ['param-invalid']]);
    expect((await book()).SheetNames).toEqual(['north', 'south']);
  });

  test('come from the rounds of a component, each under its own name', async () => {
    const inside = { millrace: 1, name: 'Region', parameters: [{ name: 'region', type: 'text', default: 'none' }], nodes: { rows: { type: 'component-input', params: { table: { columns: [{ name: 'n', type: 'INTEGER' }], rows: [] } } }, sheet: { type: 'write-excel', params: { path: 'report.xlsx', sheet: '${region}' } } }, edges: [{ from: 'rows.out', to: 'sheet.in' }] };
    await writeFile(join(base, 'region.json'), JSON.stringify(inside));
    const table = { columns: [{ name: 'region', type: 'VARCHAR' }], rows: [['south'], ['north']] };
    const done = await run(engine, base, flow({ all: rows('SELECT 1::INTEGER AS n'), each: ['iterate-component', { path: 'region.json', table }], total: ['write-excel', { path: 'report.xlsx', sheet: 'total', position: 1 }] }, ['all.out > each.in1', 'all.out > total.in']));
    expect([done.status, done.diagnostics]).toEqual(['succeeded', []]);
    expect((await book()).SheetNames).toEqual(['total', 'south', 'north']);
  });

  test('that are too long are told by their name', { timeout: 30_000 }, async () => {
    const failed = await run(engine, base, report({ ...two, all: ['SELECT range AS a FROM range(1048576)', { sheet: 'All of it' }] }));
    expect(failed.diagnostics).toMatchObject([{ at: { node: 'all' }, message: expect.stringContaining('has more rows than the sheet "All of it"') as string }]);
    expect(await readdir(base)).toEqual([]);
  });
});

describe('nodes that write one workbook', () => {
  test('need sheets of different names, whatever their capitals', async () => {
    expect(await told(report(two))).toEqual([]);
    expect(await told(report({ ...two, east: ['SELECT 1 AS a', { sheet: 'NORTH' }] }))).toEqual([expect.stringMatching(/^east\.sheet: Nodes "north" and "east" both write the sheet "NORTH" of "report.xlsx"\./)]);
    expect(await told(flow({ n_rows: rows('SELECT 1 AS a'), n: ['write-excel', { path: 'report.xlsx' }], p: ['write-parquet', { path: 'report.xlsx' }] }, ['n_rows.out > n.in', 'n_rows.out > p.in']))).toEqual([expect.stringMatching(/^p\.path: Nodes "n" and "p" both write "report.xlsx"\./)]);
  });

  test('name it alike', async () => {
    await symlink(base, join(base, 'link'));
    expect(await told(report({ ...two, south: ['SELECT 2 AS a', { path: 'link/report.xlsx' }] }))).toEqual([expect.stringMatching(/^south\.path: Nodes "north" and "south" write sheets of one workbook, .*, by different paths\. Give both the same path\./)]);
    expect(await told(report({ ...two, south: ['SELECT 2 AS a', { path: 'link/report.xlsx', sheet: 'north' }] }))).toEqual([expect.stringMatching(/^south\.sheet: .* both write the sheet "north"/)]);
  });

  test('give them names that Excel takes', async () => {
    for (const sheet of ['', 'a'.repeat(32), 'a:b', '[a]', 'a?', 'a*', 'a/b', 'a\\b', 'a\tb', "'a", 'History']) expect(await told(report({ one: ['SELECT 1 AS a', { sheet }] })), sheet).toEqual([expect.stringContaining(`one.sheet: ${JSON.stringify(sheet)} cannot be the name of a sheet`)]);
    expect(await told(report({ one: ['SELECT 1 AS a', { sheet: 'a'.repeat(31) }] }))).toEqual([]);
  });
});

test('a workbook that the database did not write is not bound with others, and a disk that is gone is told', async () => {
  const raw = join(base, 'raw');
  await writeFile(raw, writeBook({ SheetNames: ['a'], Sheets: { a: utils.aoa_to_sheet([[1]]) } }, { type: 'buffer', bookType: 'xlsx' }) as Buffer);
  await expect(bindWorkbook([{ name: 'a', raw }], join(base, 'out.xlsx'), new AbortController().signal)).rejects.toThrow(/not known to be bound/);
  await expect(bindWorkbook([{ name: 'a', raw }], join(base, 'gone', 'out.xlsx'), new AbortController().signal)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(bindWorkbook([{ name: 'a', raw }], join(base, 'out.xlsx'), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
});
