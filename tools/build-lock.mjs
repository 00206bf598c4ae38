import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LONGEST = 180_000;

/**
 * Does the work while no other process does it in the same checkout.
 * @template T
 * @param {string} root
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withBuildLock(root, work) {
  const lock = join(root, 'dist', '.building');
  mkdirSync(join(root, 'dist'), { recursive: true });
  const start = Date.now();
  while (!take(lock)) {
    if (Date.now() - start > LONGEST) throw new Error(`Another build has held ${lock} for too long. Remove that folder and try again.`);
    await new Promise((done) => setTimeout(done, 100));
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** @param {string} lock */
function take(lock) {
  try {
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    if (isLeftOver(lock)) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

/** Whether the process that took the lock has ended without giving it back. @param {string} lock */
function isLeftOver(lock) {
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ESRCH') return true;
    // The number is written a moment after the folder is made.
    const info = statSync(lock, { throwIfNoEntry: false });
    return code === 'ENOENT' && info !== undefined && Date.now() - info.mtimeMs > 5_000;
  }
}
