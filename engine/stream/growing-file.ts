import { open, rename, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { diskFull } from '../execute/stage-files.ts';
import { markFile, sameMark, type FileMark } from './file-mark.ts';
import type { CrashPoint, StreamSink } from './stream-job.ts';

/** How much of a sink's file is known to be right; bytes behind it come from a delivery that was cut short. */
export interface SinkPosition {
  /** Null until the first delivery. */
  readonly length: number | null;
  readonly mark: FileMark | null;
  readonly rows: number;
}

export const emptySink: SinkPosition = { length: null, mark: null, rows: 0 };

/** Makes sure before anything is read that the file is still the one this stream wrote. Throws 'stream-state'. */
export async function verifySink(sink: StreamSink, position: SinkPosition, startOver: string): Promise<void> {
  if (position.length === null) return;
  const refuse = (why: string): DiagnosticError => new DiagnosticError(problem('stream-state', `${sink.name}, which node "${sink.node}" appends to, ${why}. Put it back as it was, or ${startOver}`, { node: sink.node, param: 'path' }));
  const file = await open(sink.path, 'r+').catch((error: NodeJS.ErrnoException) => {
    throw refuse(error.code === 'ENOENT' ? 'is gone' : `cannot be opened (${error.code ?? String(error)})`);
  });
  try {
    if ((await file.stat()).size < position.length) throw refuse(`is shorter than the ${position.length} bytes this stream wrote`);
    if (position.mark !== null && !sameMark(position.mark, await markFile(file, position.length))) throw refuse('was changed by something else');
  } finally {
    await file.close();
  }
}

/** Puts the bytes of an epoch behind what was delivered before: durable when it returns, and doing it again gives the same file. The first delivery takes the place of an older file at once. */
export async function deliver(sink: StreamSink, position: SinkPosition, bytes: Uint8Array, rows: number, at: (point: CrashPoint) => void): Promise<SinkPosition> {
  if (position.length !== null && bytes.length === 0) return position;
  try {
    const next = position.length === null ? await begin(sink, bytes, at) : await append(sink, position.length, bytes, at);
    at('after-delivery');
    return { ...next, rows: position.rows + rows };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    if (code === 'ENOSPC') throw new DiagnosticError({ ...diskFull({ node: sink.node, staging: sink.staging, target: sink.name }), message: `Node "${sink.node}" ran out of disk space while appending to ${sink.name}. Make room and start again: nothing is lost, and the file is mended.` });
    throw new DiagnosticError(problem('target-read-only', `Node "${sink.node}" cannot append to ${sink.name} (${code}). Make it writable and start again: nothing is lost.`, { node: sink.node, param: 'path' }));
  }
}

async function begin(sink: StreamSink, bytes: Uint8Array, at: (point: CrashPoint) => void): Promise<Omit<SinkPosition, 'rows'>> {
  const file = await open(sink.staging, 'w+');
  let mark: FileMark;
  try {
    await writeInTwo(file, bytes, 0, at);
    await file.sync();
    mark = await markFile(file, bytes.length);
  } finally {
    await file.close();
  }
  await rename(sink.staging, sink.path);
  if (process.platform !== 'win32') {
    const folder = await open(dirname(sink.path), 'r');
    await folder.sync().finally(() => folder.close());
  }
  return { length: bytes.length, mark };
}

async function append(sink: StreamSink, length: number, bytes: Uint8Array, at: (point: CrashPoint) => void): Promise<Omit<SinkPosition, 'rows'>> {
  const file = await open(sink.path, 'r+');
  try {
    const { size } = await file.stat();
    if (size < length) throw new DiagnosticError(problem('stream-state', `${sink.name}, which node "${sink.node}" appends to, became shorter while the stream ran. Let nothing else write to it; put it back as it was and start again.`, { node: sink.node, param: 'path' }));
    if (size > length) {
      await file.truncate(length);
      at('after-truncation');
    }
    await writeInTwo(file, bytes, length, at);
    await file.datasync();
    return { length: length + bytes.length, mark: await markFile(file, length + bytes.length) };
  } finally {
    await file.close();
  }
}

/** In two parts, so that tests can end the process between them. */
async function writeInTwo(file: FileHandle, bytes: Uint8Array, from: number, at: (point: CrashPoint) => void): Promise<void> {
  const half = bytes.length >> 1;
  await writeAll(file, bytes.subarray(0, half), from);
  at('in-delivery');
  await writeAll(file, bytes.subarray(half), from + half);
}

async function writeAll(file: FileHandle, bytes: Uint8Array, from: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, from + done)).bytesWritten;
}

/** Bytes of a file that stands, 0 when there is none. */
export const sizeOf = async (path: string): Promise<number> => stat(path).then((s) => s.size, () => 0);
