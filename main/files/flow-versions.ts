import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';
import type { FlowRevision } from '../contract/os-calls.ts';

/** Nothing that a repository's settings name is run, and nothing is fetched. */
const careful = ['-c', 'core.fsmonitor=false', '-c', 'log.showSignature=false'];
const environment = { GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };

async function git(folder: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', [...careful, ...args], { cwd: folder, env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024, timeout: 15_000 });
  return stdout;
}

/** The last commits of git that changed a flow file, the newest first; none, with the reason, where git does not know the file. */
export async function listRevisions(path: string): Promise<{ readonly revisions: readonly FlowRevision[]; readonly reason: string | null }> {
  try {
    const out = await git(dirname(path), ['log', '-z', '--max-count=50', '--format=%H%x1f%aI%x1f%an%x1f%s', '--', basename(path)]);
    const revisions = out.split('\0').filter((line) => line.trim() !== '').map((line): FlowRevision => {
      const [id = '', time = '', author = '', subject = ''] = line.trim().split('\u001F');
      return { id, time, author, subject };
    });
    return { revisions, reason: revisions.length === 0 ? 'No commit of git holds this file yet.' : null };
  } catch (error) {
    const { code, stderr } = error as { readonly code?: string | number; readonly stderr?: string };
    if (code === 'ENOENT') return { revisions: [], reason: 'Git is not installed here.' };
    return { revisions: [], reason: /not a git repository/.test(stderr ?? '') ? 'The folder is not in a git repository.' : `Git cannot tell (${stderr?.trim().split('\n')[0] ?? String(code)}).` };
  }
}

/** The text of a flow file as a commit has it, or as it lies on the disk. */
export async function readVersion(path: string, revision: string | null): Promise<string> {
  try {
    return revision === null ? await readFile(path, 'utf8') : await git(dirname(path), ['cat-file', 'blob', `${revision}:./${basename(path)}`]);
  } catch {
    throw new DiagnosticError(problem('flow-missing', `There is no ${path}${revision === null ? '' : ` in commit ${revision.slice(0, 8)}`}. Choose another version.`));
  }
}
