import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { solveCounts } from '../plan/solve-counts.ts';
import type { TableKey } from '../plan/table-key.ts';
import { positionAfter, startPosition, type LineRange, type SourcePosition } from './appended-file.ts';
import { decodeLines, unreadable } from './decode-lines.ts';
import { deliver } from './growing-file.ts';
import { addSummaries, demand, judge } from './stream-gates.ts';
import { runAt, type StreamHost } from './stream-host.ts';
import type { StreamJob } from './stream-job.ts';
import type { DeadLetter, StreamState, Totals } from './stream-state.ts';

interface Fragment {
  readonly node: string;
  readonly file: string;
  readonly rows: number;
}

/** Takes one range of lines per source through the flow: commits it, then delivers it. Throws a DiagnosticError after that when the line behind the range cannot be read. */
export async function runEpoch(job: StreamJob, ranges: readonly (LineRange | null)[], state: StreamState, host: StreamHost, spent: Record<string, number>): Promise<void> {
  const timed = async <T>(nodes: readonly string[], work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const done = await work();
    for (const node of nodes) spent[node] = (spent[node] ?? 0) + performance.now() - started;
    return done;
  };
  const rows = new Map<TableKey, number>();
  const sources = new Map(state.sources);
  const deadLetters: DeadLetter[] = [];
  for (const [i, source] of job.sources.entries()) {
    await timed([source.node], async () => {
      const range = ranges[i] ?? nothing;
      const decoded = await decodeLines(source, range, host);
      rows.set(source.key, decoded.rows);
      if (decoded.bad) deadLetters.push(decoded.bad);
      const before = state.sources.get(source.node)!;
      const moved = range.from.offset > before.offset || decoded.lines > 0;
      const time = source.eventTimeSql === null || decoded.rows === 0 ? null : (await host.database.run(source.eventTimeSql)).rows[0]?.[0];
      const watermark = laterOf(before.watermark, time === null || time === undefined ? null : String(time));
      if (moved) sources.set(source.node, await positionAfter(source, range, decoded.lines, watermark));
    });
  }
  for (const step of job.kept) rows.set(step.key, (await timed(step.nodes, () => runAt(host, step.nodes.at(-1)!, step.sql, step.probes))).changed);
  const summaries = await addSummaries(job, state.totals.summaries, host);
  demand(await judge(job, summaries, host));

  const first = state.epoch === 0;
  const fragments: Fragment[] = [];
  for (const sink of job.sinks) {
    const written = (await timed(sink.nodes, () => runAt(host, sink.node, first ? sink.firstSql : sink.sql, sink.probes))).changed;
    if (sink.from !== null) rows.set(sink.from, written);
    fragments.push({ node: sink.node, file: sink.fragment, rows: written });
  }
  await state.commit({ sources, totals: { ports: added(state.totals.ports, solveCounts(job.counts, rows)), summaries }, fragments, deadLetters }, () => host.at('before-commit', state.epoch + 1));
  host.at('after-commit', state.epoch);
  for (const fragment of fragments) await deliverTo(job, state, host, state.epoch, fragment.node, await readFile(fragment.file), fragment.rows);
  if (deadLetters[0]) throw unreadable(deadLetters[0]);
}

/** Delivers one epoch to one sink. */
export async function deliverTo(job: StreamJob, state: StreamState, host: StreamHost, epoch: number, node: string, bytes: Uint8Array, rows: number): Promise<void> {
  const sink = job.sinks.find((s) => s.node === node)!;
  state.delivered(node, epoch, await deliver(sink, state.sinks.get(node)!, bytes, rows, (point) => host.at(point, epoch)));
}

const nothing: LineRange = { head: Buffer.alloc(0), from: startPosition, bytes: Buffer.alloc(0), ends: [], openBytes: 0 };

/** Timestamps as DuckDB spells them compare as text up to the year 9999. */
const laterOf = (a: SourcePosition['watermark'], b: SourcePosition['watermark']): string | null => (a === null || (b !== null && b > a) ? b : a);

function added(totals: Totals['ports'], rows: ReadonlyMap<TableKey, number>): Totals['ports'] {
  const sum = new Map(totals);
  for (const [key, count] of rows) sum.set(key, (sum.get(key) ?? 0) + count);
  return sum;
}
