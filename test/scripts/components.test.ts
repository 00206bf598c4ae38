import { afterAll, beforeAll, expect, test } from 'vitest';
import { tableFromIPC } from 'apache-arrow';
import type { Engine } from '../../engine/api/engine.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flowText, newProject, type Project } from '../bad-input/project.ts';

let engine: Engine;
beforeAll(async () => void (engine = await openTestEngine(catalog, { threads: 2, memory: '600MB' })));
afterAll(() => engine.close());

const parameters = [{ name: 'least', type: 'integer', default: 0 }];
const input = ['component-input', { table: { columns: [{ name: 'n', type: 'BIGINT' }], rows: [['1']] } }] as const;
/** Keeps rows from a limit on and joins them with a file beside it. */
const inner = flowText(
  { rows: input, some: ['filter-rows', { condition: 'n >= $least' }], names: ['read-delimited', { path: 'names.csv' }], joined: ['join', { keys: [{ left: 'n', right: 'id' }] }], result: ['component-output', {}] },
  ['rows.out > some.in', 'some.passed > joined.left', 'names.out > joined.right', 'joined.joined > result.in'],
  { parameters },
);
const middle = flowText({ first: input, again: ['component', { path: 'deep/inner.flow.json', values: [{ name: 'least', value: '${least}' }] }], last: ['component-output', {}] }, ['first.out > again.in1', 'again.out1 > last.in'], { parameters });
const files = { 'parts/middle.flow.json': middle, 'parts/deep/inner.flow.json': inner, 'parts/deep/names.csv': 'id,name\n1,one\n2,two\n3,three\n' };
const source = ['sql', { statement: 'SELECT range AS n FROM range(5)' }] as const;
const outer = (path: string, more: Readonly<Record<string, unknown>> = {}): string =>
  flowText({ source, part: ['component', { path, ...more }], file: ['write-delimited', { path: 'out.csv' }] }, ['source.out > part.in1', 'part.out1 > file.in'], { parameters: [{ name: 'from', type: 'integer', default: 2 }] });

const documentOf = async (project: Project) => readDocument(await project.read('flow.json'), 'f').document!;
const check = async (project: Project) => (await engine.calls.check({ document: await documentOf(project), base: project.folder })).diagnostics.map(({ code, message, at }) => ({ code, message, at }));

test('components in components: parameters, files beside each, every row accounted for', async () => {
  const project = await newProject(outer('parts/middle.flow.json', { values: [{ name: 'least', value: '${from}' }] }), files);
  expect(await check(project)).toEqual([]);
  const report = await engine.session.run({ document: await documentOf(project), base: project.folder, name: 'f' }, () => undefined, () => undefined);
  expect(report).toMatchObject({ status: 'succeeded', nodes: { part: { rowsIn: { in1: 5 }, rowsOut: { out1: 2 } }, 'part/again': { rowsIn: { in1: 5 }, rowsOut: { out1: 2 } }, 'part/again/some': { rowsIn: { in: 5 }, rowsOut: { passed: 3 } }, 'part/again/names': { rowsOut: { out: 3 } } } });
  expect(await project.read('out.csv')).toBe('n,name\n2,two\n3,three\n');
  const page = await engine.calls.preview({ document: await documentOf(project), base: project.folder, node: 'part', port: 'out1', rows: 10 });
  expect(tableFromIPC(page.arrow).numRows).toBe(2);
});

test('a component that writes, looked at by itself and in place of a disabled one', async () => {
  const writing = flowText({ rows: input, file: ['write-delimited', { path: 'inner.csv' }] }, ['rows.out > file.in']);
  const project = await newProject(flowText({ source, part: ['component', { path: 'parts/writing.json' }] }, ['source.out > part.in1']), { 'parts/writing.json': writing });
  const report = await engine.session.run({ document: await documentOf(project), base: project.folder, name: 'f' }, () => undefined, () => undefined);
  expect(report).toMatchObject({ status: 'succeeded', nodes: { 'part/file': { written: { rows: 5 } } } });
  expect(await project.read('parts/inner.csv')).toContain('n\n0\n1\n');
  const off = flowText({ source, part: ['component', { path: 'gone.json' }], file: ['write-delimited', { path: 'out.csv' }] }, ['source.out > part.in1', 'part.out1 > file.in']).replace('"type":"component"', '"type":"component","disabled":true');
  const disabled = await newProject(off);
  expect(await check(disabled)).toEqual([]);
});

test('what is wrong in a component is told at the component, with the inner node named', async () => {
  const told = async (path: string, more: Readonly<Record<string, string>>, settings: Readonly<Record<string, unknown>> = {}) => check(await newProject(outer(path, settings), { ...files, ...more }));
  const broken = flowText({ rows: input, wrong: ['filter-rows', { condition: 'm > 1' }], result: ['component-output', {}] }, ['rows.out > wrong.in', 'wrong.passed > result.in']);
  expect(await told('b.json', { 'b.json': broken })).toEqual([{ code: 'expression-column', message: expect.stringContaining('part/wrong'), at: { node: 'part' } }]);
  expect(await told('none.json', {})).toEqual([{ code: 'file-missing', message: expect.stringContaining('none.json'), at: { node: 'part', param: 'path' } }]);
  expect(await told('c.json', { 'c.json': '{"nodes": ' })).toEqual([{ code: 'component-invalid', message: expect.stringContaining('is not complete JSON'), at: { node: 'part', param: 'path' } }]);
  expect(await told('parts/middle.flow.json', {}, { values: [{ name: 'leats', value: '1' }] })).toEqual([{ code: 'parameter-unknown', message: expect.stringContaining('Did you mean "least"?'), at: { node: 'part', param: 'values.0.value' } }]);
  expect(await told('parts/middle.flow.json', {}, { values: [{ name: 'least', value: 'many' }] })).toEqual([{ code: 'parameter-invalid', message: expect.stringContaining('"many"'), at: { node: 'part', param: 'values.0.value' } }]);
  const noOutput = flowText({ rows: input }, []);
  expect(await told('d.json', { 'd.json': noOutput })).toEqual([{ code: 'edge-unknown-end', message: expect.stringContaining('has no output out1. It has no output.'), at: { node: 'part', param: 'path' } }]);
  const twoInputs = flowText({ rows: input, more: ['component-input', { port: 'in2' }], result: ['component-output', {}] }, ['rows.out > result.in']);
  expect(await told('e.json', { 'e.json': twoInputs })).toEqual([{ code: 'input-missing', message: expect.stringContaining('Input in2 of node "part" is not connected'), at: { node: 'part', param: 'path' } }]);
  const twice = flowText({ rows: input, more: input, result: ['component-output', {}] }, ['rows.out > result.in']);
  expect(await told('g.json', { 'g.json': twice })).toEqual([{ code: 'component-invalid', message: expect.stringContaining('two nodes for "in1"'), at: { node: 'part', param: 'path' } }]);
});

test('ports have the names, the order and the help of the flow; its parameters their choices', async () => {
  const ports = flowText(
    {
      late: ['component-input', { port: 'returns', title: 'Returned goods', help: 'One row for each.', position: 2, table: { columns: [{ name: 'n', type: 'BIGINT' }], rows: [] } }],
      first: ['component-input', { port: 'sales', position: 1, table: { columns: [{ name: 'n', type: 'BIGINT' }], rows: [] } }],
      all: ['union', {}],
      some: ['filter-rows', { condition: `n >= coalesce($least, 3) AND $mode = 'plain'` }],
      kept: ['component-output', { port: 'kept', title: 'Kept' }],
      off: ['component-output', { port: 'off' }],
    },
    ['first.out > all.in', 'late.out > all.in', 'all.out > some.in', 'some.passed > kept.in', 'some.rejected > off.in'],
    { parameters: [{ name: 'least', type: 'integer', default: 1, label: 'Least' }, { name: 'mode', type: 'text', default: 'plain', choices: ['plain', 'odd'] }] },
  );
  const using = (values: readonly unknown[], port = 'sales'): string =>
    flowText({ source, part: ['component', { path: 'p.json', values }], file: ['write-delimited', { path: 'out.csv' }] }, [`source.out > part.${port}`, 'source.out > part.returns', 'part.kept > file.in'], { parameters: [{ name: 'none', type: 'integer', default: null }] });
  const project = await newProject(using([{ name: 'least', value: '${none}' }]), { 'p.json': ports });
  const { diagnostics, nodes } = await engine.calls.check({ document: await documentOf(project), base: project.folder });
  expect(diagnostics).toEqual([]);
  expect(nodes['part']!.face).toMatchObject({
    inputs: [{ name: 'sales', title: 'sales', help: '' }, { name: 'returns', title: 'Returned goods', help: 'One row for each.' }],
    outputs: [{ name: 'kept', title: 'Kept' }, { name: 'off' }],
    parameters: [{ name: 'least', label: 'Least' }, { name: 'mode', choices: ['plain', 'odd'] }],
  });
  // A parameter of the flow around that is NULL is NULL in the component, not its default.
  const report = await engine.session.run({ document: await documentOf(project), base: project.folder, name: 'f' }, () => undefined, () => undefined);
  expect(report).toMatchObject({ status: 'succeeded', nodes: { part: { rowsOut: { kept: 4 } } } });
  const told = async (flow: string, text = ports) => check(await newProject(flow, { 'p.json': text }));
  expect(await told(using([{ name: 'mode', value: 'even' }]))).toEqual([{ code: 'parameter-invalid', message: expect.stringContaining('not one of its choices: "plain", "odd"'), at: { node: 'part', param: 'values.0.value' } }]);
  expect(await told(using([], 'sale'))).toEqual([{ code: 'edge-unknown-end', message: expect.stringContaining('has no input sale (did you mean sales?)'), at: { node: 'part', param: 'path' } }]);
  expect(await told(using([]), ports.replace('"sales"', '"Sales of today"'))).toEqual([{ code: 'component-invalid', message: expect.stringContaining('"first" is for "Sales of today", which cannot be the name of a port'), at: { node: 'part', param: 'path' } }]);
});

test('a component that uses itself, directly or through another, is refused', async () => {
  const again = (path: string): string => flowText({ rows: input, self: ['component', { path }], result: ['component-output', {}] }, ['rows.out > self.in1', 'self.out1 > result.in']);
  expect(await check(await newProject(outer('a.json'), { 'a.json': again('a.json') }))).toEqual([{ code: 'component-invalid', message: expect.stringContaining('uses itself (a.json → a.json), which would have no end'), at: { node: 'part' } }]);
  expect(await check(await newProject(outer('x/a.json'), { 'x/a.json': again('../b.json'), 'b.json': again('x/a.json') }))).toEqual([{ code: 'component-invalid', message: expect.stringContaining('uses itself (a.json → b.json → a.json)'), at: { node: 'part' } }]);
});

test('a run that fails in a component fails at the component, and nothing is written', async () => {
  const failing = flowText({ rows: input, call: ['script-javascript', { code: 'row.n.x.y', onFailure: 'fail' }], result: ['component-output', {}] }, ['rows.out > call.in', 'call.out > result.in']);
  const project = await newProject(outer('f.json'), { 'f.json': failing, 'out.csv': 'old' });
  const report = await engine.session.run({ document: await documentOf(project), base: project.folder, name: 'f' }, () => undefined, () => undefined);
  expect(report).toMatchObject({ status: 'failed', diagnostics: [{ code: 'script-failed', message: expect.stringContaining('Node "part/call"'), at: { node: 'part' } }], nodes: { part: { state: 'failed' }, 'part/call': { state: 'failed' } } });
  expect(await project.read('out.csv')).toBe('old');
});

test('once for each row of a table: files by name, values as columns, a use that does not fit refused', async () => {
  const perFile = flowText({ read: ['read-delimited', { path: '${file}.csv' }], result: ['component-output', {}] }, ['read.out > result.in'], { parameters: [{ name: 'file', type: 'text', default: 'none' }] });
  const iterate = (rows: readonly (readonly (string | null)[])[]): string => flowText({ all: ['iterate-component', { path: 'parts/file.json', table: { columns: [{ name: 'file', type: 'VARCHAR' }], rows } }], file: ['write-delimited', { path: 'out.csv' }] }, ['all.out1 > file.in']);
  const data = { 'parts/file.json': perFile, 'parts/a.csv': 'n\n1\n', 'parts/b.csv': 'n\n2\n3\n', 'parts/c.csv': 'n,m\n1,2\n' };
  const project = await newProject(iterate([['a'], ['b']]), data);
  const report = await engine.session.run({ document: await documentOf(project), base: project.folder, name: 'f' }, () => undefined, () => undefined);
  expect(report.diagnostics).toEqual([]);
  expect(report).toMatchObject({ status: 'succeeded', nodes: { all: { rowsOut: { out1: 3 } }, 'all#2/read': { rowsOut: { out: 2 } } } });
  expect((await project.read('out.csv')).split('\n').toSorted()).toEqual(['', '1,a', '2,b', '3,b', 'n,file']);
  expect(await check(await newProject(iterate([['a'], ['c']]), data))).toMatchObject([{ at: { node: 'all' } }]);
  expect(await check(await newProject(iterate([]), data))).toMatchObject([{ code: 'param-missing', at: { node: 'all', param: 'table' } }]);
  expect(await check(await newProject(iterate([['gone']]), data))).toMatchObject([{ code: 'file-missing', message: expect.stringContaining('parts/gone.csv'), at: { node: 'all' } }]);
});

test('rounds that fail are left out where the node says so, found by the check or while it runs; the others write', async () => {
  // `kind` decides in what way a round fails: when it is checked, in an expression, in a script, by a rule, or not at all.
  const perRow = flowText(
    {
      rows: input,
      read: ['read-delimited', { path: '${file}.csv' }],
      added: ['formula', { columns: [{ name: 'm', expression: "CASE WHEN $kind = 'cast' THEN CAST('x' || CAST(n AS VARCHAR) AS BIGINT) ELSE n END" }] }],
      ruled: ['gate', { condition: "$kind <> 'rule' OR count(*) = 0", message: 'No row may come.' }],
      kept: ['component-output', { port: 'kept' }],
      copy: ['write-delimited', { path: 'copy-${file}-${kind}.csv' }],
    },
    ['rows.out > ruled.in', 'ruled.out > added.in', 'added.out > kept.in', 'read.out > copy.in'],
    { parameters: [{ name: 'file', type: 'text', default: 'a' }, { name: 'kind', type: 'text', default: 'plain', choices: ['plain', 'cast', 'rule'] }] },
  );
  const rows = [['a', 'plain'], ['gone', 'plain'], ['a', 'cast'], ['b', 'rule'], ['a', 'odd'], ['b', null]];
  const flow = (more: Readonly<Record<string, unknown>>, table: readonly (readonly (string | null)[])[] = rows): string =>
    flowText(
      { source, all: ['iterate-component', { path: 'parts/row.json', table: { columns: [{ name: 'file', type: 'VARCHAR' }, { name: 'kind', type: 'VARCHAR' }], rows: table }, ...more }], file: ['write-delimited', { path: 'out.csv' }], wrong: ['write-delimited', { path: 'wrong.csv' }] },
      ['source.out > all.in1', 'all.kept > file.in', 'all.errors > wrong.in'],
    );
  const files = { 'parts/row.json': perRow, 'parts/a.csv': 'k\n1\n', 'parts/b.csv': 'k\n2\n3\n' };
  const run = async (project: Project) => engine.session.run({ document: await documentOf(project), base: project.folder, name: 'f' }, () => undefined, () => undefined);

  const project = await newProject(flow({ onFailure: 'errors' }), files);
  const checked = await check(project);
  expect(checked).toEqual([{ code: 'iterate-rounds', message: expect.stringMatching(/^2 of 6 rounds of node "all" failed[^]*Round 2: [^]*gone\.csv/), at: { node: 'all' } }]);
  const report = await run(project);
  expect(report.diagnostics).toEqual([expect.objectContaining({ code: 'iterate-rounds', severity: 'warning', message: expect.stringContaining('4 of 6 rounds') })]);
  expect(report).toMatchObject({ status: 'succeeded', nodes: { all: { state: 'warning', rowsIn: { in1: 5 }, rowsOut: { kept: 10, errors: 4 } }, 'all#1/copy': { written: { rows: 1 } }, 'all#6/copy': { written: { rows: 2 } } } });
  expect((await project.read('out.csv')).split('\n').toSorted().slice(1)).toEqual([...[0, 1, 2, 3, 4].flatMap((n) => [`${n},${n},a,plain`, `${n},${n},b,`]), 'n,m,file,kind']);
  const wrong = (await project.read('wrong.csv')).split('\n');
  expect(wrong[0]).toBe('file,kind,_round,_error_code,_error_message');
  expect(wrong.slice(1).filter(Boolean).map((line) => line.split(',').slice(0, 4))).toEqual([['gone', 'plain', '2', 'file-missing'], ['a', 'cast', '3', 'value-unreadable'], ['b', 'rule', '4', 'quality-failed'], ['a', 'odd', '5', 'parameter-invalid']]);
  expect(await project.read('parts/copy-a-plain.csv')).toBe('k\n1\n');
  // A round that failed has written nothing, not even what would have gone well.
  await expect(project.read('parts/copy-a-cast.csv')).rejects.toThrow();

  // Told to stop, it stops at what the check finds, and at what only the run can find.
  expect((await check(await newProject(flow({}), files))).map((d) => d.code)).toContain('parameter-invalid');
  const stopped = await newProject(flow({}, rows.slice(2, 3)), files);
  expect(await run(stopped)).toMatchObject({ status: 'failed', nodes: { all: { state: 'failed' } } });
  await expect(stopped.read('out.csv')).rejects.toThrow();
  // All rounds at once are no result.
  expect(await run(await newProject(flow({ onFailure: 'errors' }, rows.slice(2, 4)), files))).toMatchObject({ status: 'failed', diagnostics: [{ code: 'iterate-rounds', message: expect.stringContaining('All rounds of node "all" fail'), at: { node: 'all' } }] });
  expect(await check(await newProject(flow({ most: 5 }), files))).toEqual([{ code: 'param-invalid', message: expect.stringContaining('asks for 6 rounds, and its limit is 5'), at: { node: 'all', param: 'most' } }]);
});
