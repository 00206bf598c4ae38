import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';
import type { EngineSettings } from '../contract/os-calls.ts';
import { errorCode, saveAtomically } from './save-atomically.ts';

const size = z.string().max(40).nullable().default(null);

/** What a person may set for the engine, as it is stored; whether a value can be, the engine says. */
export const engineSettings = z.strictObject({ memory: size, threads: z.number().nullable().default(null), spillFolder: z.string().max(4096).nullable().default(null), spillLimit: size, cacheSize: size });

/** The settings in a file; those of the machine when there is none. Fails with `param-invalid` when it is damaged. */
export async function readSettings(file: string): Promise<EngineSettings> {
  const text = (await readOwn(file)) ?? '{}';
  try {
    return engineSettings.parse(JSON.parse(text));
  } catch {
    throw new DiagnosticError(problem('param-invalid', `The settings in ${file} cannot be read, so the machine's own limits hold. Choose them again under Settings.`));
  }
}

export const writeSettings = (file: string, settings: EngineSettings): Promise<void> => writeOwn(file, `${JSON.stringify(settings, null, 2)}\n`);

/** A text of this person's own; null when there is none. */
export const readOwn = (file: string): Promise<string | null> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });

export async function writeOwn(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await saveAtomically(file, text);
}
