import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { SampleInfo } from '../contract/os-calls.ts';
import { errorCode } from './save-atomically.ts';

/** The sample flows of a folder, in order of their folder names: each folder with a flow.json is one. */
export async function listSamples(folder: string): Promise<readonly SampleInfo[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  const samples: SampleInfo[] = [];
  for (const name of names.sort()) {
    const path = join(folder, name, 'flow.json');
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) continue;
    const readme = await readFile(join(folder, name, 'README.md'), 'utf8').catch(() => '');
    samples.push({ path, name: nameIn(text) || name, description: firstParagraph(readme) });
  }
  return samples;
}

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

/**
 * The person's own copy of the sample that a path lies in, made on first use: what ships may lie in an archive or be
 * write-protected, and runs write files. A changed sample gets a new copy. Returns the copied path.
 */
export async function ownCopyOfSample(path: string, samples: string, copies: string): Promise<string> {
  const name = relative(samples, path).split(sep)[0];
  if (name === undefined || name === '') return path;
  const source = join(samples, name);
  const copy = join(copies, `${basename(source)}-${await fingerprint(source)}`, basename(source));
  const target = join(copy, relative(source, path));
  if (await stat(copy).then(() => true, () => false)) return target;
  const fresh = `${dirname(copy)}.${process.pid}.tmp`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  await copyTree(source, join(fresh, basename(source)));
  try {
    await rename(fresh, dirname(copy));
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // Another process was first.
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(errorCode(error) ?? '')) throw error;
  }
  return target;
}

async function copyTree(source: string, target: string): Promise<void> {
  await cp(source, target, { recursive: true, filter: (file) => basename(file) !== '.millrace' });
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
