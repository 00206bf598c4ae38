import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { isProcessAlive } from '../execute/process-alive.ts';

const longAgo = 24 * 3_600_000;
/** A start looks at this many leftovers, beginning anywhere, so that thousands of them do not slow it down. */
const sweptAtOnce = 50;
const swept = new Set<string>();

/** Where runs spill unless another folder is set. */
export const usualSpillFolder = (): string => join(tmpdir(), `millrace-${process.getuid?.() ?? 'user'}`);

/** Makes a folder of its own for what one run spills, and removes what processes that are gone left there more than a day ago. Throws 'disk-full' or 'target-read-only'. */
export async function makeSpillFolder(parent: string = usualSpillFolder()): Promise<string> {
  try {
    await mkdir(parent, { recursive: true });
    if (!swept.has(parent)) {
      swept.add(parent);
      // Nobody waits for it; what it does not reach, a later start does.
      void sweep(parent).catch(() => undefined);
    }
    return await mkdtemp(join(parent, `run-${process.pid}-`));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new DiagnosticError(problem('disk-full', `There is no room for temporary files in ${parent}. Make room there, or set TMPDIR (in the window: Settings) to a folder on another disk.`));
    throw new DiagnosticError(problem('target-read-only', `Temporary files cannot be kept in ${parent} (${code}). Make that folder writable, or set TMPDIR (in the window: Settings) to another one.`));
  }
}

async function sweep(parent: string): Promise<void> {
  const names = await readdir(parent);
  const from = Math.floor(Math.random() * names.length);
  for (const name of [...names.slice(from), ...names.slice(0, from)].slice(0, sweptAtOnce)) {
    const pid = /^run-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isProcessAlive(Number(pid))) continue;
    // In a folder that containers share, a process that is not seen here may well be alive.
    const touched = await stat(join(parent, name)).then((info) => info.mtimeMs, () => Date.now());
    if (Date.now() - touched > longAgo) await rm(join(parent, name), { recursive: true, force: true });
  }
}
