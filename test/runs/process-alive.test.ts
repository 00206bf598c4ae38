import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { isProcessAlive } from '../../engine/execute/process-alive.ts';

test('a process runs until it ends, and no longer while nobody has waited for it', async (context) => {
  expect(isProcessAlive(process.pid)).toBe(true);
  if (process.platform !== 'linux') return context.skip('only Linux tells that a process has ended before its parent has asked');
  // The shell becomes a program that never asks after the child it has inherited, which ends only after that.
  const parent = spawn('sh', ['-c', 'sleep 1 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const child = Number(line.toString());
    await vi.waitFor(async () => expect(await readFile(`/proc/${child}/stat`, 'utf8')).toMatch(/\) Z /), { timeout: 10_000 });
    expect(isProcessAlive(child)).toBe(false);
    expect(isProcessAlive(parent.pid!)).toBe(true);
  } finally {
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  }
  expect(isProcessAlive(parent.pid!)).toBe(false);
});
