import { open, type FileHandle } from 'node:fs/promises';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { DelimitedOptions } from '../relation/relation.ts';
import { cutLines } from './cut-lines.ts';
import { markFile, readBytes, sameMark, type FileMark } from './file-mark.ts';
import type { EpochLimits, StreamSource } from './stream-job.ts';

/** How far a source has been read; everything before `offset` has been through a committed epoch. */
export interface SourcePosition {
  readonly offset: number;
  readonly lines: number;
  /** Bytes at the start that say how the lines are laid out, such as the line of names; null until they are complete. */
  readonly head: number | null;
  readonly mark: FileMark | null;
  /** Latest event time so far, as DuckDB spells it. */
  readonly watermark: string | null;
}

export const startPosition: SourcePosition = { offset: 0, lines: 0, head: null, mark: null, watermark: null };

/** Complete lines that follow a position. */
export interface LineRange {
  readonly head: Buffer;
  /** Position that `bytes` starts at: behind the head at the latest. */
  readonly from: SourcePosition;
  readonly bytes: Buffer;
  /** Offsets in `bytes` behind each line. */
  readonly ends: readonly number[];
  /** Bytes of a line whose line break is not there yet, when the file ends with one. */
  readonly openBytes: number;
}

const longestLine = 64 * 1024 * 1024;

/** Reads the complete lines behind a position, bounded by `limits`; null while the file is not there yet. Throws 'stream-source-changed' when what was read before is no longer there. */
export async function readLines(source: StreamSource, position: SourcePosition, limits: EpochLimits): Promise<LineRange | null> {
  let file: FileHandle;
  try {
    file = await open(source.path, 'r');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOENT') throw new DiagnosticError(problem('file-unreadable', `Node "${source.node}" cannot open ${source.name} (${code ?? String(error)}). Change its permissions, or choose another file.`, at(source)));
    if (position.offset > 0) throw changed(source, `is gone after ${position.offset} bytes of it were read`);
    return null;
  }
  try {
    const { size } = await file.stat();
    if (size < position.offset) throw changed(source, `is ${size} bytes long although ${position.offset} were already read`);
    if (position.mark !== null && size > position.offset && !sameMark(position.mark, await markFile(file, position.offset))) throw changed(source, 'no longer begins with the lines that were read');
    const from = position.head === null ? await behindHead(file, source, position) : position;
    if (from === null) return { head: Buffer.alloc(0), from: position, bytes: Buffer.alloc(0), ends: [], openBytes: size - position.offset };
    return { head: await readBytes(file, 0, from.head ?? 0), from, ...(await linesFrom(file, source, from, size, limits)) };
  } finally {
    await file.close();
  }
}

/** The position after `count` lines of a range. */
export async function positionAfter(source: StreamSource, range: LineRange, count: number, watermark: string | null): Promise<SourcePosition> {
  const offset = range.from.offset + (count === 0 ? 0 : range.ends[count - 1]!);
  if (offset === 0) return { ...range.from, watermark };
  const file = await open(source.path, 'r');
  try {
    return { offset, lines: range.from.lines + count, head: range.from.head, mark: await markFile(file, offset), watermark };
  } finally {
    await file.close();
  }
}

async function linesFrom(file: FileHandle, source: StreamSource, from: SourcePosition, size: number, limits: EpochLimits): Promise<Pick<LineRange, 'bytes' | 'ends' | 'openBytes'>> {
  const rest = size - from.offset;
  for (let length = Math.min(rest, limits.bytes); ; length = Math.min(rest, length * 2)) {
    const bytes = await readBytes(file, from.offset, length);
    const ends = cutLines(bytes, source.options, limits.lines);
    if (ends.length > 0 || bytes.length === rest) return { bytes: bytes.subarray(0, ends.at(-1) ?? 0), ends, openBytes: bytes.length === rest ? rest - (ends.at(-1) ?? 0) : 0 };
    if (length >= longestLine) throw new DiagnosticError(problem('value-unreadable', `Node "${source.node}" cannot read line ${from.lines + 1} of ${source.name} (from byte ${from.offset} on): it is longer than 64 MiB. Mend the program that writes the file.`, at(source)));
  }
}

/** The position behind the lines left out and the line of names, or null while they are not complete. */
async function behindHead(file: FileHandle, source: StreamSource, position: SourcePosition): Promise<SourcePosition | null> {
  const options = source.options;
  if (options === null || (!options.header && options.skip === 0)) return { ...position, head: 0 };
  const bytes = await readBytes(file, 0, longestLine / 64);
  const skipped = cutLines(bytes, null, options.skip);
  if (skipped.length < options.skip) return null;
  const behindSkipped = skipped.at(-1) ?? 0;
  if (!options.header) return { ...position, offset: behindSkipped, lines: options.skip, head: behindSkipped };
  let start = 0;
  for (const [i, end] of cutLines(bytes.subarray(behindSkipped), options, 1000).entries()) {
    const offset = behindSkipped + end;
    if (!isBlankOrComment(bytes.subarray(behindSkipped + start, offset), options)) return { ...position, offset, lines: options.skip + i + 1, head: offset };
    start = end;
  }
  return null;
}

function isBlankOrComment(line: Buffer, options: DelimitedOptions): boolean {
  const text = line.toString('utf8').trim();
  return text === '' || (options.comment !== '' && text.startsWith(options.comment));
}

const at = (source: StreamSource) => ({ node: source.node, param: 'path' });

const changed = (source: StreamSource, what: string): DiagnosticError =>
  new DiagnosticError(problem('stream-source-changed', `${source.name}, which node "${source.node}" follows, ${what}. Put the file back as it was; or, to start over with the new one, delete the saved state of this stream.`, at(source)));
