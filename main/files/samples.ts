import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { SampleInfo } from '../contract/os-calls.ts';
import { errorCode } from './save-atomically.ts';

interface Sample {
  readonly source: string;
  /** Where the person's own copy is, or will be. */
  readonly copy: string;
}

/** Sample folders (those with a flow.json) in order of their names; a changed sample has another copy. */
async function findSamples(shipped: string, copies: string): Promise<readonly Sample[]> {
  const names = await readdir(shipped).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  const found = names.sort().map(async (name) => {
    const source = join(shipped, name);
    if (!(await isThere(join(source, 'flow.json')))) return null;
    return { source, copy: join(copies, `${name}-${await fingerprint(source)}`, name) };
  });
  return (await Promise.all(found)).filter((sample) => sample !== null);
}

/**
 * The samples that ship, each with the path of the person's own copy: what ships may lie in an archive or be write-protected,
 * and runs write files. The copy is made when it is opened (`ensureSampleCopy`).
 */
export async function listSamples(shipped: string, copies: string): Promise<readonly SampleInfo[]> {
  const infos = (await findSamples(shipped, copies)).map(async ({ source, copy }) => {
    const text = await readFile(join(source, 'flow.json'), 'utf8');
    const readme = await readFile(join(source, 'README.md'), 'utf8').catch(() => '');
    return { path: join(copy, 'flow.json'), name: nameIn(text) || basename(source), description: firstParagraph(readme) };
  });
  return Promise.all(infos);
}

/** Makes the copy of the sample a path lies in, unless it is there already or the path lies in none. */
export async function ensureSampleCopy(path: string, shipped: string, copies: string): Promise<void> {
  if (!isWithin(path, copies) || (await isThere(path))) return;
  const sample = (await findSamples(shipped, copies)).find(({ copy }) => isWithin(path, copy));
  if (sample === undefined || (await isThere(sample.copy))) return;
  const fresh = `${dirname(sample.copy)}.${process.pid}.tmp`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  await cp(sample.source, join(fresh, basename(sample.source)), { recursive: true, filter: (file) => basename(file) !== '.millrace' });
  try {
    await rename(fresh, dirname(sample.copy));
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // Another process was first.
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(errorCode(error) ?? '')) throw error;
  }
}

const isThere = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);

function nameIn(text: string): string {
  try {
    const flow: unknown = JSON.parse(text);
    return typeof flow === 'object' && flow !== null && 'name' in flow && typeof flow.name === 'string' ? flow.name : '';
  } catch {
    return '';
  }
}

/** The first paragraph of a Markdown text that is not a heading, on one line. */
export function firstParagraph(markdown: string): string {
  const paragraph = markdown.split(/\r?\n\s*\r?\n/).map((p) => p.replace(/^#.*$/gm, '').trim()).find((p) => p !== '');
  return (paragraph ?? '').replace(/\s+/g, ' ');
}

/** Whether a path lies in a folder (or is it). */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !/^[A-Za-z]:/.test(way));
}

async function fingerprint(folder: string): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(folder, 'flow.json')));
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const lines = files.filter((f) => f.isFile()).map(async (f) => {
    const path = join(f.parentPath, f.name);
    return `${relative(folder, path)} ${(await stat(path)).size}`;
  });
  return hash.update((await Promise.all(lines)).sort().join('\n')).digest('hex').slice(0, 8);
}
