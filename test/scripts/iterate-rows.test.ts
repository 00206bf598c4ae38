import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkResult, type Engine } from '../../engine/api/engine.ts';
import { untilFound } from '../../engine/api/seek-values.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flowText, newProject, type Project } from '../bad-input/project.ts';

let engine: Engine;
beforeAll(async () => void (engine = await openTestEngine(catalog, { threads: 2, memory: '600MB' })));
afterAll(() => engine.close());

type Settings = Readonly<Record<string, unknown>>;

/** Adds typed parameters to the rows of its input, and writes them beside it where it is told to. */
const inner = flowText(
  {
    rows: ['component-input', { table: { columns: [{ name: 'n', type: 'BIGINT' }], rows: [['1']] } }],
    added: ['formula', { columns: [{ name: 'm', expression: 'n * $factor' }, { name: 'on', expression: '$day' }, { name: 'at', expression: '$moment' }, { name: 'bad', expression: 'CAST($said AS BIGINT)' }] }],
    kept: ['component-output', { port: 'kept' }],
    copy: ['write-delimited', { path: 'copy-${factor}.csv' }],
  },
  ['rows.out > added.in', 'added.out > kept.in', 'added.out > copy.in'],
  { parameters: [{ name: 'factor', type: 'integer', default: 1 }, { name: 'day', type: 'date', default: null }, { name: 'moment', type: 'timestamp', default: null }, { name: 'said', type: 'text', default: '0' }] },
);
const outer = (statement: string, settings: Settings = {}): string =>
  flowText(
    { source: ['sql', { statement: 'SELECT range AS n FROM range(3)' }], list: ['sql', { statement }], all: ['iterate-component', { path: 'parts/inner.json', ...settings }], file: ['write-delimited', { path: 'out.csv' }], wrong: ['write-delimited', { path: 'wrong.csv' }] },
    ['source.out > all.in1', 'list.out > all.parameters', 'all.kept > file.in', 'all.errors > wrong.in'],
  );
const project = (statement: string, settings: Settings = {}) => newProject(outer(statement, settings), { 'parts/inner.json': inner });
const documentOf = async (found: Project) => readDocument(await found.read('flow.json'), 'f').document!;
/** As `millrace check` does, with the patience of a machine that is busy. */
const result = async (found: Project) => checkResult(await engine.session.check({ document: await documentOf(found), base: found.folder }, undefined, untilFound));
const check = async (found: Project) => (await result(found)).diagnostics;
const run = async (found: Project) => engine.session.run({ document: await documentOf(found), base: found.folder, name: 'f' }, () => undefined, () => undefined);

test('rows that arrive are the rounds: names in any case, values in the spelling of the parameter, columns of their own type behind', async () => {
  const found = await project("SELECT * FROM (VALUES (2.0::DOUBLE, DATE '2024-02-29', DATE '2024-03-01'), (10, NULL, NULL)) t(\"FACTOR\", \"Day\", moment)");
  expect(await check(found)).toEqual([]);
  const report = await run(found);
  expect(report).toMatchObject({ status: 'succeeded', diagnostics: [], nodes: { list: { rowsOut: { out: 2 } }, all: { rowsIn: { in1: 3, parameters: 2 }, rowsOut: { kept: 6, errors: 0 } }, 'all#2/copy': { written: { rows: 3 } } } });
  expect((await found.read('out.csv')).split('\n').slice(0, 2)).toEqual(['n,m,on,at,bad,FACTOR,Day,moment', '0,0,2024-02-29,2024-03-01 00:00:00,0,2.0,2024-02-29,2024-03-01']);
  expect(await found.read('parts/copy-10.csv')).toContain('2,20,,,0');
  const bare = await project('SELECT 3 AS factor');
  expect(await bare.call('run')).toMatchObject({ code: 0 });
  expect(await bare.read('out.csv')).toContain('2,6,,,0,3');
  const { nodes } = await result(found);
  expect(nodes['all']).toMatchObject({ caption: 'parts/inner.json, 2 times', face: { inputs: [{ name: 'in1' }] } });
  expect(nodes['all']!.outputs['kept']!.slice(-3)).toEqual([{ name: 'FACTOR', type: 'DOUBLE' }, { name: 'Day', type: 'DATE' }, { name: 'moment', type: 'DATE' }]);
});

test('what cannot be is told before the run: types, names, no row, too many rows, a table beside the rows', async () => {
  const told = async (statement: string, settings: Settings = {}) => (await check(await project(statement, settings))).map(({ code, severity, message }) => `${severity} ${code}: ${message}`);
  expect(await told("SELECT DATE '2024-01-01' AS factor")).toEqual([expect.stringMatching(/^error parameter-invalid: The column "factor" at Parameters of node "all" is DATE, and the parameter "factor" of parts\/inner\.json is of the type integer\./)]);
  expect(await told('SELECT [1] AS said')).toEqual([expect.stringContaining('is INTEGER[]')]);
  expect(await told('SELECT 1 AS fator')).toEqual([expect.stringMatching(/^error parameter-unknown: .*Did you mean "factor"/)]);
  expect(await told('SELECT 1.5::DOUBLE AS factor')).toEqual([expect.stringMatching(/^error parameter-invalid: .*"1\.5", which is not a whole number/)]);
  expect(await told('SELECT 1 AS factor WHERE false')).toEqual([expect.stringMatching(/^error param-missing: No row arrives at Parameters of node "all"/)]);
  expect(await told('SELECT range AS factor FROM range(6)', { most: 5 })).toEqual([expect.stringMatching(/^error param-invalid: More than 5 rows arrive at Parameters of node "all"/)]);
  expect(await told('SELECT 7 AS factor', { table: { columns: [{ name: 'factor', type: 'BIGINT' }], rows: [[1]] } })).toEqual([expect.stringMatching(/^warning param-invalid: The table of node "all" is not used/)]);
  expect(await told("SELECT error('no list')::BIGINT AS factor FROM range(1)")).toEqual([expect.stringMatching(/^error .*no list/)]);
});

test('a row that fails goes to Errors with its values, found by the check or by the run; sound rounds write once', async () => {
  const found = await project("SELECT * FROM (VALUES ('2', '5'), ('many', '5'), ('3', 'x'), ('4', NULL)) t(factor, said)", { onFailure: 'errors', retries: 1, wait: 0 });
  expect((await check(found)).map((d) => d.code)).toEqual(['iterate-rounds']);
  const report = await run(found);
  expect(report).toMatchObject({ status: 'succeeded', nodes: { all: { state: 'warning', rowsIn: { parameters: 4 }, rowsOut: { kept: 6, errors: 2 } } } });
  expect((await found.read('wrong.csv')).split('\n').slice(0, 3).map((line) => line.split(',').slice(0, 4).join())).toEqual(['factor,said,_round,_error_code', 'many,5,2,parameter-invalid', '3,x,3,value-unreadable']);
  await expect(found.read('parts/copy-3.csv')).rejects.toThrow();
  expect(await run(await project("SELECT 2 AS factor, 'x' AS said"))).toMatchObject({ status: 'failed', nodes: { all: { state: 'failed' } } });
});

test('the rounds of a run stay the ones it began with, although the rows would come in another order each time', async () => {
  // Another order each time they are read: a failure must not be laid at the door of another row.
  const found = await project("SELECT range AS factor, CASE WHEN range = 4 THEN 'x' ELSE '0' END AS said FROM range(6) ORDER BY random()", { onFailure: 'errors' });
  expect(await run(found)).toMatchObject({ status: 'succeeded', nodes: { all: { rowsOut: { kept: 15, errors: 1 } } } });
  expect((await found.read('wrong.csv')).split('\n')[1]).toMatch(/^4,x,/);
});

test('a preview computes the first rounds and says so, and writes nothing', async () => {
  const found = await project('SELECT range AS factor FROM range(30) ORDER BY 1');
  const flow = { document: await documentOf(found), base: found.folder };
  const page = await engine.calls.preview({ ...flow, node: 'all', port: 'kept', rows: 1000 });
  expect(page).toMatchObject({ coverage: 'sample', total: null, rows: 60, note: expect.stringContaining('the first 20 of 30 rounds of node "all"') });
  expect(tableFromIPC(page.arrow).numRows).toBe(60);
  expect(await engine.calls.preview({ ...flow, node: 'list', port: 'out', rows: 1000 })).toMatchObject({ coverage: 'all', rows: 30 });
  await expect(found.read('parts/copy-1.csv')).rejects.toThrow();
  await expect(readFile(join(found.folder, 'out.csv'))).rejects.toThrow();
});

test('rounds inside rounds, rounds from rounds, and a component that has an input of that name', async () => {
  const list = ['component-input', { port: 'list', table: { columns: [{ name: 'factor', type: 'BIGINT' }], rows: [['1']] } }] as const;
  const middle = flowText(
    { rows: ['component-input', { table: { columns: [{ name: 'n', type: 'BIGINT' }], rows: [['1']] } }], list, some: ['filter-rows', { condition: 'factor >= $least' }], again: ['iterate-component', { path: 'small.json' }], out: ['component-output', {}] },
    ['rows.out > again.in1', 'list.out > some.in', 'some.passed > again.parameters', 'again.out1 > out.in'],
    { parameters: [{ name: 'least', type: 'integer', default: 0 }] },
  );
  const small = flowText({ rows: ['component-input', {}], m: ['formula', { columns: [{ name: 'm', expression: 'n * $factor' }] }], out: ['component-output', {}] }, ['rows.out > m.in', 'm.out > out.in'], { parameters: [{ name: 'factor', type: 'integer', default: 1 }] });
  const nested = flowText(
    { source: ['sql', { statement: 'SELECT 1 AS n' }], list: ['sql', { statement: 'SELECT unnest([5, 6, 7]) AS factor' }], least: ['sql', { statement: 'SELECT unnest([6, 7]) AS least' }], all: ['iterate-component', { path: 'middle.json' }], file: ['write-delimited', { path: 'out.csv' }] },
    ['source.out > all.in1', 'list.out > all.list', 'least.out > all.parameters', 'all.out1 > file.in'],
  );
  const found = await newProject(nested, { 'middle.json': middle, 'small.json': small });
  expect(await run(found)).toMatchObject({ status: 'succeeded', diagnostics: [], nodes: { 'all#1/again': { rowsIn: { parameters: 2 } }, 'all#2/again': { rowsIn: { parameters: 1 } } } });
  expect(await found.read('out.csv')).toBe('n,m,factor,least\n1,6,6,6\n1,7,7,6\n1,7,7,7\n');

  const chained = flowText(
    { source: ['sql', { statement: 'SELECT 2 AS n' }], list: ['sql', { statement: 'SELECT unnest([1, 3]) AS factor' }], first: ['iterate-component', { path: 'small.json' }], pick: ['sql', { statement: 'SELECT m AS factor FROM in1' }], second: ['iterate-component', { path: 'small.json' }], file: ['write-delimited', { path: 'out.csv' }] },
    ['source.out > first.in1', 'list.out > first.parameters', 'first.out1 > pick.in1', 'source.out > second.in1', 'pick.out > second.parameters', 'second.out1 > file.in'],
  );
  const linked = await newProject(chained, { 'small.json': small });
  const report = await run(linked);
  expect(report.diagnostics).toEqual([]);
  expect(await linked.read('out.csv')).toBe('n,m,factor\n2,4,2\n2,12,6\n');

  const named = small.replace('"component-input","params":{}', '"component-input","params":{"port":"parameters"}');
  const own = flowText({ source: ['sql', { statement: 'SELECT 2 AS n' }], all: ['iterate-component', { path: 'named.json', table: { columns: [{ name: 'factor', type: 'BIGINT' }], rows: [[4]] } }], file: ['write-delimited', { path: 'out.csv' }] }, ['source.out > all.parameters', 'all.out1 > file.in']);
  expect(named).toContain('"port":"parameters"');
  const kept = await newProject(own, { 'named.json': named });
  expect(await run(kept)).toMatchObject({ status: 'succeeded', diagnostics: [] });
  expect(await kept.read('out.csv')).toBe('n,m,factor\n2,8,4\n');
});
