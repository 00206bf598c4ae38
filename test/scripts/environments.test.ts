import { expect, test } from 'vitest';
import { flowText, newProject } from '../bad-input/project.ts';

const flow = flowText({ rows: ['sql', { statement: 'SELECT $since AS since, $limit AS most' }], file: ['write-delimited', { path: 'out.csv' }] }, ['rows.out > file.in'], {
  parameters: [{ name: 'since', type: 'date', default: '2024-01-01' }, { name: 'limit', type: 'integer', default: 1 }],
});
const environments = JSON.stringify({ test: { since: '2020-02-29', limit: 7 }, prod: { limit: null }, odd: { limt: 3 }, bad: { limit: 'many' } });

test('an environment gives the parameters their values; those given one by one come first, the others keep their defaults', async () => {
  const project = await newProject(flow, { 'environments.json': environments });
  const rows = async (...options: string[]): Promise<string> => {
    const ended = await project.call('run', options);
    expect([ended.code, ended.err]).toEqual([0, '']);
    return (await project.read('out.csv')).split('\n')[1]!;
  };
  expect(await rows()).toBe('2024-01-01,1');
  expect(await rows('--env', 'test')).toBe('2020-02-29,7');
  expect(await rows('--env', 'test', '--param', 'limit=8')).toBe('2020-02-29,8');
  expect(await rows('--env', 'prod')).toBe('2024-01-01,1');
  expect(await project.call('check', ['--env', 'test'])).toMatchObject({ code: 0 });
  expect((await project.call('explain', ['--env', 'test', '--sql'])).out).toContain("'2020-02-29'");
});

test('an environment that cannot be used runs nothing and says what there is', async () => {
  const told = async (name: string, files: Readonly<Record<string, string>>): Promise<readonly [number, string]> => {
    const project = await newProject(flow, { ...files, 'out.csv': 'old' });
    const { code, err } = await project.call('run', ['--env', name]);
    expect(await project.read('out.csv')).toBe('old');
    return [code, err];
  };
  expect(await told('tset', { 'environments.json': environments })).toEqual([2, expect.stringMatching(/has no environment "tset"\. Did you mean "test"\? \[environment-unknown\]/)]);
  expect(await told('toString', { 'environments.json': '{}' })).toEqual([2, expect.stringContaining('It has none.')]);
  expect(await told('test', {})).toEqual([2, expect.stringContaining('because there is no')]);
  expect(await told('test', { 'environments.json': '{"test": ' })).toEqual([2, expect.stringContaining('is not complete JSON')]);
  expect(await told('test', { 'environments.json': '{"test": {"since": [1]}}' })).toEqual([2, expect.stringContaining('is not as it should be at test.since')]);
  expect(await told('odd', { 'environments.json': environments })).toEqual([2, expect.stringMatching(/no parameter "limt"\. Did you mean "limit"\?/)]);
  expect(await told('bad', { 'environments.json': environments })).toEqual([2, expect.stringContaining('[parameter-invalid]')]);
});
