import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { ModelCard } from '../core/model-card.ts';
import { registryFile, type RegisteredModel } from '../core/registered-model.ts';
import { emptyIndex, promoted, readIndex, versionsOf, writeIndex, type RegistryIndex } from './registry-index.ts';

/** The models of a project, or null where none is registered; throws a DiagnosticError when the index cannot be read. */
export async function readRegistry(project: string): Promise<RegistryIndex | null> {
  let text: string;
  try {
    text = await readFile(join(project, registryFile), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new DiagnosticError(problem('registry-invalid', `${registryFile} of ${project} cannot be read (${code ?? String(error)}). Check that it is a file you may read.`));
  }
  const read = readIndex(text);
  if ('problem' in read) throw new DiagnosticError(read.problem);
  return read.index;
}

/** Changes the index while nobody else does; `change` gives the index to write, or the one it was given to write nothing. */
export async function changeRegistry<T>(project: string, change: (now: RegistryIndex) => Promise<{ readonly index: RegistryIndex; readonly result: T }>): Promise<T> {
  const file = join(project, registryFile);
  try {
    await mkdir(dirname(file), { recursive: true });
    const release = await lock(`${file}.lock`);
    try {
      const now = (await readRegistry(project)) ?? emptyIndex;
      const { index, result } = await change(now);
      if (index !== now) await replaceFile(file, writeIndex(index));
      return result;
    } finally {
      await release();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof DiagnosticError || code === undefined || typeof code !== 'string') throw error;
    throw new DiagnosticError(problem(code === 'ENOSPC' ? 'disk-full' : 'target-read-only', `The models of ${project} cannot be changed (${code}). ${code === 'ENOSPC' ? 'Make room on that disk.' : 'Make the folder "models" writable.'}`));
  }
}

export interface Registration {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly card: ModelCard;
  readonly note: string;
  /** Promotes the version to it. */
  readonly stage: string | null;
}

/** Puts a model into the registry as its next version. The same bytes are the same version: `added` tells whether there is a new one. */
export function registerModel(project: string, { name, bytes, card, note, stage }: Registration): Promise<RegisteredModel & { readonly added: boolean }> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return changeRegistry(project, async (now) => {
    const entry = now.models[name] ?? { stages: {}, versions: {} };
    const same = versionsOf(entry).findLast((number) => entry.versions[String(number)]!.sha256 === sha256);
    const number = same ?? Math.max(0, ...versionsOf(entry)) + 1;
    const when = moment();
    const file = `${name}/${number}.onnx`;
    const put = entry.versions[String(number)];
    // The file comes first: an index never names one that is not there.
    if (!put) await replaceFile(join(project, 'models', file), bytes);
    const withVersion = put ? now : { ...now, models: { ...now.models, [name]: { ...entry, versions: { ...entry.versions, [number]: { file, sha256, bytes: bytes.length, registered: when.at, by: when.by, note, card } } } } };
    const index = stage === null ? withVersion : promoted(withVersion, name, number, stage, when);
    return { index, result: { name, version: number, stage, sha256, path: `models/${put?.file ?? file}`, added: !put } };
  });
}

/** Who does something, and when. */
export const moment = (): { readonly at: string; readonly by: string } => ({ at: new Date().toISOString(), by: userName() });

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A process may run under a number that no account has.
    return 'unknown';
  }
}

async function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const part = `${file}.${randomUUID().slice(0, 8)}.part`;
  try {
    await writeFile(part, content, { flush: true });
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

const waits = 100;
const staleAfter = 60_000;

async function lock(file: string): Promise<() => Promise<void>> {
  for (let tried = 0; ; tried++) {
    try {
      await (await open(file, 'wx')).close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      // Whoever made it minutes ago has ended without taking it away.
      const age = await stat(file).then((info) => Date.now() - info.mtimeMs, () => 0);
      if (age > staleAfter) await rm(file, { force: true });
      if (tried >= waits) throw new DiagnosticError(problem('registry-invalid', `${file} says that the models are being changed by another process. Try again; if none is at work, remove that file.`));
      await sleep(50);
    }
  }
}
