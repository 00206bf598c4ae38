// A thread of its own: appends rows to the followed file at a steady pace and watches the file that the stream writes, so that neither waits for the engine's threads.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/** What the thread is told. */
export interface Pace {
  readonly source: string;
  readonly sink: string;
  /** Lines that are written over and over, each with its line break. */
  readonly lines: readonly string[];
  readonly rowsPerSecond: number;
  readonly seconds: number;
  /** Rows of this many first seconds are not in the account: the first epoch makes the output and opens the model. */
  readonly warmUp: number;
  /** Lines that stand in the source and in the sink without being rows: those that show the columns. */
  readonly written: number;
  readonly seen: number;
}

/** Milliseconds from handing a batch of rows to the operating system until they stood in the output, one for each batch. */
export interface Paced {
  readonly latencies: readonly number[];
  readonly rows: number;
  /** Rows handed over per second; less than asked for where the machine did not let this thread run. */
  readonly rowsPerSecond: number;
}

const tick = 10;
const patience = 30_000;

async function pace({ source, sink, lines, rowsPerSecond, seconds, warmUp, written, seen }: Pace): Promise<Paced> {
  const out = openSync(source, 'a');
  const input = openSync(sink, 'r');
  const buffer = Buffer.alloc(1 << 20);
  const sent: { readonly at: number; readonly upTo: number }[] = [];
  const latencies: number[] = [];
  let handed = written;
  let arrived = seen;
  let judged = 0;
  const look = (): void => {
    for (let length = readSync(input, buffer); length > 0; length = readSync(input, buffer)) {
      for (let at = buffer.indexOf(10); at >= 0 && at < length; at = buffer.indexOf(10, at + 1)) arrived++;
    }
    const now = performance.now();
    while (judged < sent.length && sent[judged]!.upTo - written <= arrived - seen) {
      const { at } = sent[judged++]!;
      if (at - start >= warmUp * 1000) latencies.push(now - at);
    }
  };
  look();
  arrived = seen;
  const start = performance.now();
  const total = rowsPerSecond * (seconds + warmUp);
  let last = start;
  for (let rows = 0; rows < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - start) * rowsPerSecond) / 1000));
    if (due > rows && performance.now() - last >= tick) {
      let text = '';
      for (; rows < due; rows++) text += lines[rows % lines.length]!;
      last = performance.now();
      writeSync(out, text);
      handed = written + rows;
      sent.push({ at: last, upTo: handed });
    }
    look();
    await sleep(1);
  }
  const spent = (performance.now() - start) / 1000;
  for (const end = performance.now() + patience; judged < sent.length && performance.now() < end; await sleep(1)) look();
  closeSync(out);
  closeSync(input);
  if (judged < sent.length) throw new Error(`${handed - written - (arrived - seen)} rows were not delivered within ${patience / 1000} s.`);
  return { latencies, rows: total, rowsPerSecond: total / spent };
}

parentPort!.postMessage(await pace(workerData as Pace));
