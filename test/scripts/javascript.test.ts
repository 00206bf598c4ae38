import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tableFromIPC } from 'apache-arrow';
import type { Engine } from '../../engine/api/engine.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flowText, newProject, type Nodes } from '../bad-input/project.ts';

let engine: Engine;
beforeAll(async () => void (engine = await openTestEngine(catalog, { threads: 2, memory: '600MB' })));
afterAll(() => engine.close());

const documentOf = (nodes: Nodes, edges: readonly string[]) => readDocument(flowText(nodes, edges), 'f').document!;
const cells = async (nodes: Nodes, edges: readonly string[], node: string, port = 'out'): Promise<unknown[][]> => {
  const page = await engine.calls.preview({ document: documentOf(nodes, edges), base: '/tmp', node, port, rows: 2000 });
  return tableFromIPC(page.arrow).toArray().map((row) => Object.values(row!.toJSON() as object));
};
const script = (params: Readonly<Record<string, unknown>>): Nodes[string] => ['script-javascript', params];

const rowsOf = (count: number): Nodes[string] => ['sql', { statement: `SELECT range AS row FROM range(${count})` }];

/** Every kind of column, with the value that is hardest to keep. */
const kinds: Readonly<Record<string, string>> = {
  BOOLEAN: 'true', TINYINT: '-128', SMALLINT: '-32768', INTEGER: '-2147483648', BIGINT: '9223372036854775807', HUGEINT: "'-170141183460469231731687303715884105728'", UTINYINT: '255', USMALLINT: '65535', UINTEGER: '4294967295',
  UBIGINT: '18446744073709551615', UHUGEINT: "'340282366920938463463374607431768211455'", FLOAT: "'-infinity'", DOUBLE: "'nan'", 'DECIMAL(38,10)': "'1234567890123456789012345678.0123456789'", VARCHAR: "'a' || chr(0) || 'b🎈 more than twelve bytes'", BLOB: "'\\x00\\xFF more than twelve bytes'::BLOB",
  DATE: "'0044-03-15 (BC)'", TIME: "'24:00:00'", TIMESTAMP: "'2024-02-29 12:00:00.123456'", 'TIMESTAMP WITH TIME ZONE': "'2024-02-29 12:00:00.123456+05'", UUID: "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", JSON: `'{"a": 1.0}'`,
  'INTEGER[]': '[1, NULL, 3]', 'VARCHAR[][]': "[['a'], [], NULL]", 'STRUCT("x y" INTEGER, z DATE[])': "{'x y': NULL, 'z': [DATE 'infinity']}", 'MAP(INTEGER, STRUCT(v DECIMAL(4,2)))': "MAP {1: {'v': 1.5}, 2: NULL}", 'DOUBLE[]': '[]', 'BLOB[]': "['\\x00'::BLOB, NULL]",
};

test('every type goes through a script and comes back as it was, NULL and rows that a filter took among it', async () => {
  const columns = Object.entries(kinds).map(([type, value], i) => `CASE WHEN n % 3 <> 1 THEN CAST(${value} AS ${type}) END AS "${i}"`);
  const nodes: Nodes = {
    rows: ['sql', { statement: `SELECT n, ${columns.join(', ')} FROM range(5000) t(n)` }],
    some: ['filter-rows', { condition: 'n % 2 = 1' }],
    same: script({ code: 'row', outputs: [{ name: 'n', type: 'BIGINT' }, ...Object.keys(kinds).map((type, i) => ({ name: String(i), type }))], onFailure: 'fail' }),
    left: ['sql', { statement: 'SELECT count(*) AS rows, (SELECT count(*) FROM (SELECT * FROM in1 EXCEPT ALL SELECT * FROM in2)) AS other FROM in2' }],
  };
  expect(await cells(nodes, ['rows.out > some.in', 'some.passed > same.in', 'some.passed > left.in1', 'same.out > left.in2'], 'left')).toEqual([[2500n, 0n]]);
});

test('as a table: nested columns, groups, batches in the order that is asked for', async () => {
  const source: Nodes[string] = ['sql', { statement: "SELECT range AS n, CASE WHEN range % 2 = 0 THEN 'even' END AS g, [{'at': range, 'text': 'x' || range}] AS list FROM range(9)" }];
  const grouped = script({ mode: 'table', groups: ['g'], reads: ['n', 'list'], code: 'return [{ keys: Object.keys(table).join(), rows: count, last: table.list[count - 1][0].text, sum: table.n.reduce((a, b) => a + b, 0n) }];', outputs: [{ name: 'keys' }, { name: 'rows', type: 'INTEGER' }, { name: 'last' }, { name: 'sum', type: 'BIGINT' }] });
  expect((await cells({ source, grouped }, ['source.out > grouped.in'], 'grouped')).toSorted()).toEqual([['n,list', 4, 'x7', 16n], ['n,list', 5, 'x8', 20n]]);
  const batched = script({ mode: 'batch', size: 4, order: [{ column: 'n', direction: 'descending' }], code: '({ first: [table.n[0]], g: [table.g[0]] })', outputs: [{ name: 'first', type: 'BIGINT' }, { name: 'g' }] });
  expect((await cells({ source, batched }, ['source.out > batched.in'], 'batched')).toSorted()).toEqual([[0n, 'even'], [4n, 'even'], [8n, 'even']]);
  const uneven = script({ mode: 'table', code: '({ a: [1, 2], b: [1] })', outputs: [{ name: 'a', type: 'INTEGER' }, { name: 'b', type: 'INTEGER' }] });
  expect((await cells({ source, uneven }, ['source.out > uneven.in'], 'uneven', 'errors')).map((row) => row.slice(3))).toEqual(Array.from({ length: 9 }, () => ['value-unreadable', 'b', 'The script gives 1 values for "b" and 2 for "a". Give as many of each.']));
});

test('both ports are written and all rows are accounted for', async () => {
  const project = await newProject(
    flowText(
      {
        rows: rowsOf(20_000),
        call: script({ code: 'if (row.row % 10n === 3n) throw new Error("no " + row.row); return row.row * 2n;', outputs: [{ name: 'twice', type: 'BIGINT' }] }),
        good: ['write-parquet', { path: 'good.parquet' }],
        bad: ['write-delimited', { path: 'bad.csv' }],
      },
      ['rows.out > call.in', 'call.out > good.in', 'call.errors > bad.in'],
    ),
  );
  const report = await engine.session.run({ document: readDocument(await project.read('flow.json'), 'f').document!, base: project.folder, name: 'f' }, () => undefined, () => undefined);
  expect(report).toMatchObject({ status: 'succeeded', nodes: { call: { rowsOut: { out: 18_000, errors: 2000 } } } });
  expect((await project.read('bad.csv')).split('\n')).toContain('10003,script-failed,,Error: no 10003 (line 1)');
});

test('a script that has to be stopped fails the run with the node named, and every output is as it was', async () => {
  const stopped = async (params: Readonly<Record<string, unknown>>, says: RegExp): Promise<void> => {
    const project = await newProject(flowText({ rows: rowsOf(3000), call: script({ outputs: [{ name: 'x', type: 'BIGINT' }], ...params }), file: ['write-parquet', { path: 'out.parquet' }] }, ['rows.out > call.in', 'call.out > file.in']), { 'out.parquet': 'old' });
    await project.refuses('run', { exit: 1, code: 'script-failed', node: 'call', param: 'code', says });
    expect(await project.read('out.parquet')).toBe('old');
  };
  await stopped({ code: 'while (row.row === 2500n);\nreturn row.row;', seconds: 1 }, /Node "call": The script took longer than 1 second for one row\. Look for a loop/);
  await stopped({ code: 'const a = []; while (row.row === 2500n) a.push([a.length]); return row.row;', megabytes: 8, seconds: 60 }, /Node "call": The script needs more than its 8 MB/);
  await stopped({ code: 'row.row.nothing.more', onFailure: 'fail' }, /Node "call": The script failed at a row: TypeError: .*\(line 1\)\. Change the script/);
}, 30_000);

test('what is wrong with a script is told where it stands before anything runs', async () => {
  const told = async (params: Readonly<Record<string, unknown>>) => (await engine.calls.check({ document: documentOf({ rows: rowsOf(3000), call: script(params) }, ['rows.out > call.in']), base: '/tmp' })).diagnostics.map(({ code, message, at }) => ({ code, message, at }));
  expect(await told({})).toEqual([]);
  expect(await told({ code: 'const a = 1;\nreturn a +;' })).toEqual([{ code: 'script-syntax', message: expect.stringMatching(/^The script does not parse: .* \(line 2\)\. Write an expression, or the body/), at: { node: 'call', param: 'code', span: { start: 23, end: 24 } } }]);
  expect(await told({ outputs: [{ name: 'a', type: 'INTERVAL[]' }] })).toMatchObject([{ code: 'param-invalid', at: { param: 'outputs.0.type' } }]);
  expect(await told({ outputs: [{ name: 'a' }, { name: 'A' }] })).toMatchObject([{ code: 'column-duplicate' }]);
  expect(await told({ reads: ['rwo'] })).toMatchObject([{ code: 'column-missing' }]);
  expect(await told({ outputs: [] })).toMatchObject([{ code: 'param-missing' }]);
});

test('a run that is cancelled in the middle of a script answers soon', async () => {
  const project = await newProject(null);
  const document = documentOf({ rows: rowsOf(3000), call: script({ code: 'for (;;);', seconds: 600, outputs: [{ name: 'x', type: 'BIGINT' }] }), file: ['write-parquet', { path: 'out.parquet' }] }, ['rows.out > call.in', 'call.out > file.in']);
  let stop = (): void => undefined;
  let asked = 0;
  const report = engine.session.run({ document, base: project.folder, name: 'f' }, () => undefined, (cancel) => void (stop = cancel));
  setTimeout(() => {
    asked = performance.now();
    stop();
  }, 800);
  expect(await report).toMatchObject({ status: 'cancelled', diagnostics: [{ code: 'run-cancelled' }] });
  console.log(`cancelled in the middle of a script: answered after ${Math.round(performance.now() - asked)} ms`);
  // The goal is 250 ms, which a machine with other work does not hold; without hearing the cancel it would be 2 s and another process.
  expect(performance.now() - asked).toBeLessThan(1500);
});

test('a look is answered anew when the script changes, and a newer look ends one that runs', async () => {
  const look = (code: string) => cells({ rows: rowsOf(1), call: script({ code, keepColumns: false, seconds: 600, outputs: [{ name: 'x', type: 'INTEGER' }] }) }, ['rows.out > call.in'], 'call');
  expect([await look('1'), await look('2'), await look('1')]).toEqual([[[1]], [[2]], [[1]]]);
});
