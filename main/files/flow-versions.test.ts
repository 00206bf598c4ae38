import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { listRevisions, readVersion } from './flow-versions.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-versions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
const flow = join(folder, 'flow "1".json');
const git = (...args: string[]) => promisify(execFile)('git', ['-c', 'user.name=Ada', '-c', 'user.email=a@example.org', ...args], { cwd: folder });

test('commits of a flow are listed, the newest first, and each can be read', async () => {
  writeFileSync(flow, 'one');
  expect(await listRevisions(flow)).toEqual({ revisions: [], reason: 'The folder is not in a git repository.' });
  await git('init', '-q');
  expect((await listRevisions(flow)).reason).not.toBeNull();
  await git('add', '.');
  await git('commit', '-qm', 'First');
  writeFileSync(flow, 'two');
  await git('commit', '-qam', 'Second, "quoted"');
  writeFileSync(join(folder, 'other'), 'x');
  await git('add', '.');
  await git('commit', '-qm', 'Elsewhere');
  writeFileSync(flow, 'three');
  const { revisions, reason } = await listRevisions(flow);
  expect([reason, revisions.map((r) => [r.subject, r.author])]).toEqual([null, [['Second, "quoted"', 'Ada'], ['First', 'Ada']]]);
  expect([await readVersion(flow, revisions[0]!.id), await readVersion(flow, revisions[1]!.id), await readVersion(flow, null)]).toEqual(['two', 'one', 'three']);
  await expect(readVersion(join(folder, 'gone.json'), null)).rejects.toThrow(/There is no/);
  await expect(readVersion(flow, 'abcdef0')).rejects.toThrow(/in commit abcdef0/);
});
