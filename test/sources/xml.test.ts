import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flowText, newProject, type Project } from '../bad-input/project.ts';

let engine: Engine;
beforeAll(async () => void (engine = await openTestEngine(catalog, { threads: 2, memory: '600MB' })));
afterAll(() => engine.close());

const flow = (params: Readonly<Record<string, unknown>>): string => flowText({ read: ['read-xml', { path: 'in.xml', record: 'o', ...params }], file: ['write-delimited', { path: 'out.csv' }] }, ['read.out > file.in']);
const documentOf = async (project: Project) => readDocument(await project.read('flow.json'), 'f').document!;
const run = async (project: Project) => engine.session.run({ document: await documentOf(project), base: project.folder, name: 'f' }, () => undefined, () => undefined);
const told = async (xml: string, params: Readonly<Record<string, unknown>> = {}) => {
  const project = await newProject(flow(params), { 'in.xml': xml });
  return (await engine.calls.check({ document: await documentOf(project), base: project.folder })).diagnostics.map(({ code, message, at }) => [code, at.param, message]);
};

test('rows of an XML file are written; one that no column can hold stops the run, and nothing is written', async () => {
  const many = Array.from({ length: 1500 }, (_, i) => `<o n="${i}"><v>${i % 7}</v></o>`).join('\n');
  const project = await newProject(flow({}), { 'in.xml': `<l>\n${many}\n</l>` });
  expect(await run(project)).toMatchObject({ status: 'succeeded', diagnostics: [], nodes: { read: { rowsOut: { out: 1500 } } } });
  expect((await project.read('out.csv')).split('\n').slice(0, 3)).toEqual(['n,v', '0,0', '1,1']);
  // The thousandth row and those before it are looked at; this one comes later.
  const late = await newProject(flow({}), { 'in.xml': `<l>\n${many}\n<o n="last"><v>1</v><v>2</v></o></l>`, 'out.csv': 'old' });
  expect(await run(late)).toMatchObject({ status: 'failed', diagnostics: [{ code: 'file-format', at: { node: 'read', param: 'path' }, message: expect.stringContaining('A "o" has 2 values at v, and the column "v" takes one') }] });
  expect(await late.read('out.csv')).toBe('old');
});

test('what is wrong with the file or the settings is told at the field, before a run', async () => {
  expect(await told('n,m\n1,2\n')).toEqual([['file-format', 'path', '"in.xml" does not begin as XML does. Choose another file.']]);
  expect(await told('<l><o>1</l>')).toEqual([['file-format', 'path', expect.stringMatching(/^"in\.xml" cannot be read as XML\. Line 1: /)]]);
  expect(await told('<l><p/></l>')).toEqual([['param-invalid', 'record', expect.stringContaining('has no element "o"')]]);
  expect(await told('<l><o/></l>', { columns: [{ column: 'a', path: 'b[1]' }] })).toEqual([['param-invalid', 'columns.0.path', expect.stringContaining('"b[1]" is no step of a path')]]);
  expect(await told('<l><o a="1"/></l>', { path: '*.xml' })).toEqual([['param-invalid', 'path', expect.stringContaining('reads one')]]);
});

test('texts of XML in a column: one that cannot be read stops the run where that is chosen, with its node and line', async () => {
  const parse = (params: Readonly<Record<string, unknown>>): string => flowText({ read: ['read-json', { path: 'in.json' }], parse: ['parse-xml', params], file: ['write-delimited', { path: 'out.csv' }] }, ['read.out > parse.in', 'parse.out > file.in']);
  const texts = [...Array.from({ length: 5000 }, (_, i) => `<o n="${i}"><v>${i % 7}</v></o>`), '<o>\n<v>1</o>'];
  const files = { 'in.json': JSON.stringify(texts.map((doc) => ({ doc }))), 'out.csv': 'old' };
  const project = await newProject(parse({ fields: [{ path: '@n', type: 'INTEGER' }], onFailure: 'fail' }), files);
  expect(await run(project)).toMatchObject({ status: 'failed', diagnostics: [{ code: 'value-unreadable', at: { node: 'parse', param: 'column' }, message: expect.stringContaining('a text of column "doc" cannot be read as XML. Line 2: ') }] });
  expect(await project.read('out.csv')).toBe('old');
  const sound = await newProject(parse({ fields: [{ path: '@n', type: 'INTEGER' }, { path: 'v', type: 'DECIMAL(4,1)[]' }], keep: false }), files);
  expect(await run(sound)).toMatchObject({ status: 'succeeded', nodes: { parse: { rowsOut: { out: 5000, errors: 1 } } } });
  expect((await sound.read('out.csv')).split('\n').slice(0, 3)).toEqual(['n,v', '0,[0.0]', '1,[1.0]']);
});
