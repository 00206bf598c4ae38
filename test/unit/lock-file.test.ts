import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('the lock file names the packages of every platform, or `npm ci` would refuse it', async () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const { stderr } = await promisify(execFile)(process.execPath, ['tools/complete-lock.mjs', '--check'], { cwd: root });
  expect(stderr).toBe('');
});
