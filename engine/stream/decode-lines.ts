import { writeFile } from 'node:fs/promises';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { describeFailure } from '../execute/describe-failure.ts';
import type { LineRange } from './appended-file.ts';
import { delivered, type StreamHost } from './stream-host.ts';
import type { StreamSource } from './stream-job.ts';
import type { DeadLetter } from './stream-state.ts';

export interface Decoded {
  readonly rows: number;
  /** Lines the rows were made of. */
  readonly lines: number;
  /** The line behind them that cannot be read. */
  readonly bad: DeadLetter | null;
}

/** Makes the table of an epoch from its lines, by the same reader as in a batch run. Where a line cannot be read, the table holds the lines before it, so that what is delivered does not depend on where epochs were cut. */
export async function decodeLines(source: StreamSource, range: LineRange, host: StreamHost): Promise<Decoded> {
  const read = async (lines: number): Promise<number> => {
    await writeFile(source.epochFile, [range.head, range.bytes.subarray(0, lines === 0 ? 0 : range.ends[lines - 1])]);
    return (await host.database.run(source.sql)).changed;
  };
  const all = range.ends.length;
  let failure = await attempt(() => read(all), host, source);
  if (typeof failure === 'number') return { rows: failure, lines: all, bad: null };
  let good = 0;
  let failing = all;
  while (failing - good > 1) {
    const middle = (good + failing) >> 1;
    const outcome = await attempt(() => read(middle), host, source);
    if (typeof outcome === 'number') good = middle;
    else {
      failing = middle;
      failure = outcome;
    }
  }
  const from = good === 0 ? 0 : range.ends[good - 1]!;
  const bad = { node: source.node, path: source.name, offset: range.from.offset + from, line: range.from.lines + good + 1, raw: range.bytes.subarray(from, range.ends[good]), error: failure };
  return { rows: await read(good), lines: good, bad };
}

/** Rows, or what is wrong with a line; every other failure is thrown. */
async function attempt(read: () => Promise<number>, host: StreamHost, source: StreamSource): Promise<number | string> {
  try {
    return await read();
  } catch (error) {
    const failure = host.failureOf(error);
    if (host.stop.aborted || failure.type === 'Unknown') throw error;
    const told = describeFailure(failure, source.node, delivered);
    if (told.code !== 'value-unreadable') throw new DiagnosticError(told);
    return failure.message;
  }
}

/** Tells where an unreadable line is and what it says. */
export function unreadable(letter: DeadLetter): DiagnosticError {
  const text = Buffer.from(letter.raw).toString('utf8').trimEnd();
  const reason = letter.error.split('\n').map((l) => l.trim()).find((l) => /^(Error when|Expected|Value with|Invalid unicode|Maximum line)/i.test(l)) ?? letter.error.split('\n')[0]!;
  const shown = text.length > 120 ? `${text.slice(0, 120)}…` : text;
  return new DiagnosticError(
    problem('value-unreadable', `Node "${letter.node}" cannot read line ${letter.line} of ${letter.path} (from byte ${letter.offset} on): ${reason.replace(/\.$/, '')}. The line is ${JSON.stringify(shown)}. All lines before it are delivered; mend the program that writes the file, or this line without changing those before it, and start again.`, { node: letter.node, param: 'path' }),
  );
}
