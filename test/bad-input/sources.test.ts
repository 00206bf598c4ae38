import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { expectTold, flowText, newProject, type Project } from './project.ts';

const old = { 'out.csv': 'old\n' };
const reading = (type: string, path: string, params: Readonly<Record<string, unknown>> = {}): string =>
  flowText({ source: [type, { path, ...params }], file: ['write-delimited', { path: 'out.csv' }] }, ['source.out > file.in']);

/** Runs `change` once the flow has been checked and its run has begun. */
async function changedMeanwhile(project: Project, change: () => Promise<void>): Promise<void> {
  // Answers about files are remembered until a file changes, so the check sees none of it.
  expect((await project.call('check')).code).toBe(0);
  await change();
}

describe('a file', () => {
  it('is gone when the flow is checked', async () => {
    for (const type of ['read-delimited', 'read-json', 'read-parquet']) {
      const project = await newProject(reading(type, 'data/gone.x'), old);
      for (const command of ['check', 'run']) await project.refuses(command, { exit: 2, code: 'file-missing', node: 'source', param: 'path', says: /"data\/gone\.x" is not there.*Choose the file again, or put it back/ });
    }
    const pattern = await newProject(reading('read-delimited', 'data/*.csv'), old);
    await pattern.refuses('run', { exit: 2, code: 'file-missing', node: 'source', param: 'path', says: /is not there/ });
  });

  it('is a folder, or an address', async () => {
    const folder = await newProject(reading('read-xml', 'data', { record: 'a' }), { ...old, 'data/a.csv': 'a\n1\n' });
    await folder.refuses('run', { exit: 2, code: 'file-format', node: 'source', param: 'path', says: /is a folder\. Name a file in it/ });
    const unfit = await newProject(reading('read-delimited', 'data'), { ...old, 'data/a.pdf': 'a\n1\n' });
    await unfit.refuses('run', { exit: 2, code: 'file-missing', node: 'source', param: 'path', says: /The folder "data" holds no file that ends with \.csv/ });
    const address = await newProject(reading('read-excel', 'https://example.org/a.xlsx'), old);
    await address.refuses('run', { exit: 2, code: 'file-missing', node: 'source', param: 'path', says: /an address, not a file.*Copy the file/ });
  });

  it.skipIf(process.platform === 'win32')('is a pipe', async () => {
    const project = await newProject(reading('read-delimited', 'pipe.csv'));
    execFileSync('mkfifo', [project.path('pipe.csv')]);
    expectTold(await project.call('run'), { exit: 2, code: 'file-format', node: 'source', param: 'path', says: /"pipe\.csv" is a pipe or a device.*Write what comes from it into a file/ });
  });

  it('is not what its node says it is', async () => {
    const parquet = await newProject(flowText({ rows: ['inline-table'], file: ['write-parquet', { path: 'a.parquet' }] }, ['rows.out > file.in']));
    expect((await parquet.call('run')).code).toBe(0);
    const bytes = Buffer.from((await parquet.files())['a.parquet']!, 'latin1');
    const binary = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256));
    for (const [type, name, content, says] of [
      ['read-delimited', 'a.csv', bytes, /"a\.csv" cannot be read as a delimited text file: it is a Parquet file\. Read it with/],
      ['read-delimited', 'a.csv', binary, /"a\.csv" cannot be read as a delimited text file/],
      ['read-parquet', 'a.parquet', 'id,name\n1,a\n', /"a\.parquet" cannot be read as a Parquet file.*Choose another file/],
      ['read-parquet', 'a.parquet', '', /"a\.parquet" is empty\. Choose another file/],
      ['read-parquet', 'a.parquet', bytes.subarray(0, bytes.length - 20), /"a\.parquet" cannot be read as a Parquet file/],
      ['read-json', 'a.json', '[{"a": 1}, {"a": ', /"a\.json" cannot be read as a JSON file/],
      ['read-json', 'a.json', 'id,name\n1,a\n', /"a\.json" cannot be read as a JSON file/],
      ['read-json', 'a.json', binary, /"a\.json" cannot be read as a JSON file/],
      ['read-delimited', 'a.csv', '', /"a\.csv" is empty/],
    ] as const) {
      const project = await newProject(reading(type, name), { ...old, [name]: content });
      await project.refuses('run', { exit: 2, code: 'file-format', node: 'source', param: 'path', says });
    }
  });

  it('is gone once the run begins', async () => {
    const project = await newProject(reading('read-delimited', 'in.csv'), { ...old, 'in.csv': 'a\n1\n' });
    const before = await project.files();
    let checked = false;
    const ended = await project.call('run', [], {
      onSignal: () => {
        // Called first before the check, then when the run is under way.
        if (checked) void rm(project.path('in.csv'), { force: true });
        checked = true;
      },
    });
    if (ended.code === 0) return expect(await project.read('out.csv')).toBe('a\n1\n');
    expectTold(ended, { exit: 1, code: 'file-missing', node: 'source', says: /cannot find its file.*Put it back/ });
    const { 'in.csv': _gone, ...left } = before;
    expect(await project.files()).toEqual(left);
  });

  it('has other columns once the run begins', async () => {
    const project = await newProject(reading('read-delimited', 'in.csv'), { ...old, 'in.csv': 'a,b\n1,2\n' });
    await changedMeanwhile(project, () => project.write('in.csv', 'other\nx\n'));
    expect((await project.call('run')).code).toBe(0);
    expect(await project.read('out.csv')).toBe('other\nx\n');
  });
});

describe('a value that cannot be converted', () => {
  const lines = Array.from({ length: 60_000 }, (_, i) => (i === 41_999 ? `${i},zwölf` : `${i},${i * 2}`));
  const csv = `id,amount\n${lines.join('\n')}\n`;

  it('in the middle of a big file stops the run at its line', async () => {
    const project = await newProject(reading('read-delimited', 'big.csv'), { ...old, 'big.csv': csv });
    const ended = await project.refuses('run', { exit: 1, code: 'value-unreadable', node: 'source', says: /line 42001: .*zwölf.*Mend the file, change the column's type, or send bad lines to the errors port/ }, ['--report', '-']);
    expect(JSON.parse(ended.out)).toMatchObject({ status: 'failed', nodes: { source: { state: 'failed' } } });
  });

  it('goes to the port for bad lines where it is told to', async () => {
    const project = await newProject(flowText({ source: ['read-delimited', { path: 'big.csv', onError: 'reject' }], file: ['write-delimited', { path: 'out.csv' }], bad: ['write-delimited', { path: 'bad.csv' }] }, ['source.out > file.in', 'source.errors > bad.in']), { 'big.csv': csv });
    const ended = await project.call('run', ['--report', '-']);
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.out).nodes.source).toMatchObject({ rowsOut: { out: 59_999, errors: 1 }, rejected: 1 });
    expect(await project.read('bad.csv')).toMatch(/42001,"42000,zwölf"|42001,"41999,zwölf"/);
  });

  it('in JSON is told with its node', async () => {
    const json = Array.from({ length: 30_000 }, (_, i) => (i === 25_000 ? '{"a": "x"}' : `{"a": ${i}}`)).join('\n');
    const project = await newProject(reading('read-json', 'a.jsonl'), { ...old, 'a.jsonl': json });
    await project.refuses('run', { exit: 1, code: 'value-unreadable', node: 'source', says: /25001.*Mend the file at that place, or change/ });
  });

  it('in JSON that breaks off is told with its node', async () => {
    const json = `${Array.from({ length: 30_000 }, (_, i) => `{"a": ${i}}`).join('\n')}\n{"a": `;
    const project = await newProject(reading('read-json', 'a.jsonl'), { ...old, 'a.jsonl': json });
    await project.refuses('run', { exit: 1, code: 'value-unreadable', node: 'source', says: /Mend the file at that place/ });
  });
});

describe('an error in one of many fused nodes', () => {
  const formula = (name: string, expression: string) => ['formula', { columns: [{ name, expression }] }] as const;

  it('is put down to the third of five formulas', async () => {
    const project = await newProject(
      flowText(
        { rows: ['sql', { statement: "SELECT CASE WHEN range = 9000 THEN 'x' ELSE range::VARCHAR END AS t FROM range(10000)" }], a: formula('a', 'length(t)'), b: formula('b', 'a + 1'), c: formula('c', 'CAST(t AS INTEGER)'), d: formula('d', 'c + 1'), e: formula('e', 'd + 1'), file: ['write-delimited', { path: 'out.csv' }] },
        ['rows.out > a.in', 'a.out > b.in', 'b.out > c.in', 'c.out > d.in', 'd.out > e.in', 'e.out > file.in'],
      ),
      old,
    );
    const ended = await project.refuses('run', { exit: 1, code: 'value-unreadable', node: 'c', says: /"c" met a value it cannot convert: .*'x'.*Use TRY_CAST/ }, ['--report', '-']);
    const { nodes } = JSON.parse(ended.out) as { nodes: Record<string, { state: string }> };
    expect(Object.entries(nodes).filter(([, n]) => n.state === 'failed').map(([id]) => id)).toEqual(['c']);
  });

  it.each([
    ['a division', ['formula', { columns: [{ name: 'x', expression: 'CAST(200 AS TINYINT) + CAST(n AS TINYINT)' }] }], /out of range|overflow/i],
    ['a filter', ['filter-rows', { condition: "CAST(t AS INTEGER) > 3" }], /'x'/],
    ['a sort', ['sort-rows', { keys: [{ by: 'CAST(t AS INTEGER)' }] }], /'x'/],
    ['an aggregate', ['aggregate', { groups: [{ by: 'CAST(t AS INTEGER)', as: 'g' }], measures: [{ function: 'count', as: 'n' }] }], /'x'/],
    ['a pattern', ['filter-rows', { condition: "regexp_matches(t, '^(?!' || t || ')') OR n >= 0" }], /cannot use a pattern: .*no lookahead, lookbehind or back reference/],
    ['an error of its own', ['formula', { columns: [{ name: 'x', expression: "CASE WHEN t = 'x' THEN error('no luck') ELSE t END" }] }], /no luck/],
  ] as const)('is put down to %s', async (_, bad, says) => {
    const project = await newProject(
      flowText({ rows: ['sql', { statement: "SELECT CASE WHEN range = 90 THEN 'x' ELSE range::VARCHAR END AS t, range AS n FROM range(100)" }], first: ['filter-rows', { condition: 'n >= 0' }], bad, last: ['limit-rows', { count: 1000 }], file: ['write-delimited', { path: 'out.csv' }] }, ['rows.out > first.in', 'first.passed > bad.in', `bad.${bad[0] === 'filter-rows' ? 'passed' : 'out'} > last.in`, 'last.out > file.in']),
      old,
    );
    const ended = await project.call('run');
    expect(ended.code).toBe(1);
    expect(ended.err).toMatch(/^error bad: /);
    expect(ended.err).toMatch(says);
    expect(await project.read('out.csv')).toBe('old\n');
  });
});
