import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

import type { Diagnostic } from '../core/diagnostic.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { describeModel } from './describe-model.ts';
import { accountOfModel } from './model-account.ts';
import type { ModelAccount } from './model-account.ts';
import { ModelError } from './model-error.ts';
import { probeModel } from './probe-model.ts';
import type { ProbeOptions } from './probe-model.ts';
import { readModel } from './read-model.ts';
import type { ProbeReport } from './probe-trial.ts';

/** What was found out about a model file, and why it cannot run here (null when it can). */
export interface Inspection {
  readonly bytes: number;
  readonly sha256: string;
  /** Null when the file is no model at all. */
  readonly account: ModelAccount | null;
  readonly reason: Diagnostic | null;
  /** Null when it did not get as far as being opened. */
  readonly trial: ProbeReport | null;
}

/** Describes a model file and opens it in a throw-away process; throws a DiagnosticError when there is no such file. */
export async function inspectModel(path: string, options: ProbeOptions): Promise<Inspection> {
  const bytes = await modelFile(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  let account: ModelAccount | null = null;
  try {
    account = accountOfModel(bytes);
    const whole = account.externalData.length === 0 ? bytes : (await readModel(path)).bytes;
    const trial = await probeModel(whole, describeModel(whole, sha256), options);
    return { bytes: bytes.length, sha256, account, reason: null, trial };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { bytes: bytes.length, sha256, account, reason: problem(error.diagnosticCode, `${error.message} ${error.advice}`), trial: null };
  }
}

async function modelFile(path: string): Promise<Uint8Array> {
  const refuse = (code: 'model-missing' | 'file-unreadable' | 'model-unsupported', message: string): never => {
    throw new DiagnosticError(problem(code, message));
  };
  try {
    if ((await stat(path)).isDirectory()) return refuse('model-missing', `${path} is a folder. Name a model file in it.`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return refuse('model-missing', `There is no model at ${path}. Name an .onnx file.`);
    if (code === 'ERR_FS_FILE_TOO_LARGE') return refuse('model-unsupported', `${path} is larger than 2 GiB, which no single ONNX file may be. Save its weights in files of their own.`);
    if (code === undefined) throw error;
    return refuse('file-unreadable', `${path} cannot be read (${code}). Check that it is a file you may read.`);
  }
}
