import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { checkout, millrace } from '../millrace.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-diff-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const git = (...args: string[]) => promisify(execFile)('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'init.defaultBranch=one', ...args], { cwd: folder });
const flow = (condition: string, count: number) =>
  `${JSON.stringify({ millrace: 1, name: 'f', nodes: { keep: { type: 'filter-rows', params: { condition } }, first: { type: 'limit-rows', params: { count } } }, edges: [{ from: 'keep.passed', to: 'first.in' }] }, null, 2)}\n`;
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

test('git shows and joins versions of a flow by what they do', { timeout: 60_000 }, async () => {
  await git('init', '-q');
  await git('config', 'merge.millrace.driver', `"${process.execPath}" "${join(checkout, 'bin/millrace.mjs')}" merge %O %A %B`);
  write('.gitattributes', 'flow.json merge=millrace\n');
  write('flow.json', flow('n > 1', 5));
  await git('add', '.');
  await git('commit', '-qm', 'base');
  await git('checkout', '-qb', 'two');
  write('flow.json', flow('n > 1', 9));
  const since = await millrace(['diff', 'flow.json', '--exit-code'], folder);
  expect([since.code, since.out]).toEqual([1, '~ node first (limit-rows)\n    count: 5 → 9\n']);
  await git('commit', '-qam', 'two');
  await git('checkout', '-q', 'one');
  write('flow.json', flow('n > 2', 5));
  await git('commit', '-qam', 'one');
  const between = await millrace(['diff', 'one:flow.json', 'two:flow.json', '--json'], folder);
  expect((JSON.parse(between.out) as { nodes: { id: string }[] }).nodes.map((n) => n.id)).toEqual(['keep', 'first']);
  await git('merge', '-q', 'two');
  const merged = JSON.parse(readFileSync(join(folder, 'flow.json'), 'utf8')) as { nodes: Record<string, { params: object }> };
  expect([merged.nodes['keep']!.params, merged.nodes['first']!.params]).toEqual([{ condition: 'n > 2' }, { count: 9 }]);
});

test('a setting that both changed is told, ours stays, and what is no flow is refused', { timeout: 60_000 }, async () => {
  write('a.json', flow('n > 1', 5));
  write('b.json', flow('n > 2', 5));
  write('c.json', flow('n > 3', 5));
  const { code, err } = await millrace(['merge', 'a.json', 'b.json', 'c.json', '--to', 'd.json'], folder);
  expect([code, err]).toEqual([1, expect.stringContaining('conflict at nodes.keep.params.condition: ours "n > 2", theirs "n > 3", before "n > 1"')]);
  expect(readFileSync(join(folder, 'd.json'), 'utf8')).toContain('n > 2');
  const gone = await millrace(['diff', 'nowhere:flow.json', 'a.json'], folder);
  expect([gone.code, gone.err]).toEqual([2, expect.stringContaining('flow-missing')]);
});
