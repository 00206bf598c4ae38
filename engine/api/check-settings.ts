import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { byteSize } from '../core/byte-size.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { EngineSettings } from './contract.ts';

/** The database itself needs about so much before it holds any rows. */
const leastMemory = 64_000_000;
const mostThreads = 1024;

/** Throws a DiagnosticError with 'param-invalid' at the first setting that an engine cannot have. */
export async function checkSettings(settings: EngineSettings): Promise<void> {
  const refuse = (param: keyof EngineSettings, message: string): never => {
    throw new DiagnosticError(problem('param-invalid', message, { param }));
  };
  for (const name of ['memory', 'spillLimit', 'cacheSize'] as const) {
    const size = settings[name];
    if (size !== null && byteSize(size) === null) refuse(name, `"${size}" is not a size. Write one such as 2GB or 500MB.`);
  }
  const { memory, threads, spillFolder } = settings;
  if (memory !== null && byteSize(memory)! < leastMemory) refuse('memory', `${memory} is too little for the database to start with. Give it 64MB or more.`);
  if (threads !== null && (!Number.isInteger(threads) || threads < 1 || threads > mostThreads)) refuse('threads', `${threads} is not a number of threads. Give a whole number from 1 to ${mostThreads}.`);
  if (spillFolder === null) return;
  if (!isAbsolute(spillFolder)) refuse('spillFolder', `"${spillFolder}" does not say where it begins. Give the whole path of a folder.`);
  const found = await stat(spillFolder).catch(() => null);
  if (found === null || !found.isDirectory()) refuse('spillFolder', `There is no folder ${spillFolder}. Make it, or choose another.`);
  await access(spillFolder, constants.W_OK).catch(() => refuse('spillFolder', `${spillFolder} may not be written to. Change that, or choose another folder.`));
}
