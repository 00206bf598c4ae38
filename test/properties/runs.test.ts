import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DuckDBConnection } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { join } from 'node:path';
import type { CheckedFlow } from '../../engine/check/checked-flow.ts';
import { quotedIdentifier, quotedText } from '../../engine/core/quoting.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { leavingExpression } from '../../engine/results/arrow-columns.ts';
import { Draw } from '../../engine/testing/draw.ts';
import { randomFlow } from '../../engine/testing/random-flow.ts';
import { Lab } from './lab.ts';
import { patience, settings, tape } from './law.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab.close());

const table = (end: string): string => `SELECT * FROM ${quotedIdentifier(end)}`;

const sinksOf = (flow: CheckedFlow): readonly { readonly id: string; readonly end: string; readonly file: string }[] =>
  flow.nodes.filter((n) => n.built?.sink).map((n) => ({ id: n.id, end: `${n.sources['in']![0]!.node}.${n.sources['in']![0]!.port}`, file: join(lab.base, n.built!.sink!.path) }));

/** Every file a run wrote holds the rows of its port, as a bag; after a sort in its order too. */
async function expectWritten(flow: CheckedFlow, report: RunReport, connection: DuckDBConnection, label: string, only?: string): Promise<void> {
  const about = `${label}\n${writeDocument(flow.document)}`;
  expect(report.diagnostics.filter((d) => d.severity === 'error'), about).toEqual([]);
  expect(report.status, about).toBe('succeeded');
  for (const sink of sinksOf(flow)) {
    if (only !== undefined && sink.id !== only) continue;
    // The expected rows take the same way through a file, which changes some types (ENUM becomes VARCHAR).
    const wanted = `${sink.file}.wanted`;
    const from = flow.nodes.find((n) => n.id === sink.id)!.built!.sink!.from;
    const select = from.op === 'project' ? `SELECT ${castsOf(flow, sink.id)} FROM ${quotedIdentifier(sink.end)}` : table(sink.end);
    await connection.run(`COPY (${select}) TO ${quotedText(wanted)} (FORMAT parquet)`);
    const [a, b] = [sink.file, wanted].map((f) => `SELECT * FROM read_parquet(${quotedText(f)})`);
    expect(await lab.columns(connection, a!), about).toEqual(await lab.columns(connection, b!));
    expect(await lab.difference(connection, a!, b!), `${sink.id}, ${about}`).toBe('');
    const node = flow.nodes.find((n) => n.id === sink.end.split('.')[0]);
    if (node?.definition?.type !== 'sort-rows') continue;
    const numbered = (file: string): string => `SELECT * FROM read_parquet(${quotedText(file)}, file_row_number = true)`;
    expect(await lab.difference(connection, numbered(sink.file), numbered(wanted)), `order of ${sink.id}, ${about}`).toBe('');
  }
}

const castsOf = (flow: CheckedFlow, id: string): string => {
  const from = flow.nodes.find((n) => n.id === id)!.built!.sink!.from;
  if (from.op !== 'project') throw new Error('Not a projection.');
  return from.columns.map((c) => (c.value.op === 'cast' ? `CAST(${quotedIdentifier(c.name)} AS ${c.value.type}) AS ${quotedIdentifier(c.name)}` : quotedIdentifier(c.name))).join(', ');
};

test('planning, fusing, threads and choosing one sink never change what is written', { timeout: patience }, async () => {
  let sinks = 0;
  await fc.assert(
    fc.asyncProperty(tape, async (numbers) => {
      const draw = new Draw(numbers);
      const document = await randomFlow(draw, lab.world(), { nodes: 7, files: true, deterministic: true });
      const flow = await lab.check(document);
      await lab.unfused(flow, async (connection) => {
        for (const threads of [1, 4]) await expectWritten(flow, await lab.run(flow, { threads, counting: 'free' }), connection, `${threads} threads`);
        const one = draw.one(sinksOf(flow));
        sinks += sinksOf(flow).length;
        await expectWritten(flow, await lab.run(flow, { to: one.id, counting: 'free' }), connection, `only ${one.id}`, one.id);
      });
    }),
    settings(14),
  );
  expect(sinks).toBeGreaterThan(30);
});

test('the report counts the rows of every port exactly', { timeout: patience }, async () => {
  await fc.assert(
    fc.asyncProperty(tape, async (numbers) => {
      const document = await randomFlow(new Draw(numbers), lab.world(), { nodes: 7, files: true, deterministic: true });
      const flow = await lab.check(document);
      const report = await lab.run(flow, { counting: 'all' });
      await lab.unfused(flow, async (connection) => {
        const about = writeDocument(document);
        for (const node of flow.nodes) {
          const counted = report.nodes[node.id]!;
          for (const port of Object.keys(node.outputs)) {
            expect(counted.rowsOut[port], `${node.id}.${port}\n${about}`).toBe(await lab.number(connection, `SELECT count(*) FROM ${quotedIdentifier(`${node.id}.${port}`)}`));
          }
          for (const [port, ends] of Object.entries(node.sources)) {
            const arriving = ends.reduce((sum, end) => sum + report.nodes[end.node]!.rowsOut[end.port]!, 0);
            expect(counted.rowsIn[port], `into ${node.id}.${port}\n${about}`).toBe(arriving);
          }
          if (counted.written) expect(counted.written.rows, `written by ${node.id}\n${about}`).toBe(counted.rowsIn['in']);
        }
      });
    }),
    settings(14),
  );
});

test('a preview over small data shows the rows of a run', { timeout: patience }, async () => {
  await fc.assert(
    fc.asyncProperty(tape, async (numbers) => {
      const draw = new Draw(numbers);
      const document = await randomFlow(draw, lab.world(), { nodes: 5, files: true, deterministic: true });
      const flow = await lab.check(document);
      const node = draw.one(flow.nodes.filter((n) => Object.keys(n.outputs).length > 0).toReversed());
      const port = draw.one(Object.keys(node.outputs));
      const about = `${node.id}.${port}\n${writeDocument(document)}`;
      const preview = await lab.engine.calls.preview({ document, base: lab.base, node: node.id, port, rows: 1000 });
      expect(preview.schema, about).toEqual(node.outputs[port]);
      expect(preview.coverage, about).toBe('all');
      const shown = tableFromIPC(preview.arrow);
      const got = Array.from({ length: shown.numRows }, (_, r) => JSON.stringify(shown.schema.fields.map((_f, c) => plain(shown.getChildAt(c)?.get(r)))));
      await lab.unfused(flow, async (connection) => {
        const { arrowStream } = await import('../../engine/workers/arrow-out.ts');
        const schema = node.outputs[port]!;
        const rows = await connection.run(`SELECT ${schema.map(leavingExpression).join(', ')} FROM ${quotedIdentifier(`${node.id}.${port}`)}`);
        const wanted = tableFromIPC((await arrowStream(rows, schema)).bytes);
        const want = Array.from({ length: wanted.numRows }, (_, r) => JSON.stringify(wanted.schema.fields.map((_f, c) => plain(wanted.getChildAt(c)?.get(r)))));
        expect(got.sort(), about).toEqual(want.sort());
      });
    }),
    settings(12),
  );
});

test('a failed comparison would be seen', async () => {
  await lab.withDatabase(1, async (connection) => {
    expect(await lab.difference(connection, 'SELECT 1 AS a', 'SELECT 2 AS a')).toContain('only in the first');
    expect(await lab.difference(connection, 'SELECT 1 AS a UNION ALL SELECT 1', 'SELECT 1 AS a')).toContain('{"a":1}');
  });
  await expect(readFile(join(lab.base, 'nothing'))).rejects.toThrow();
});

const plain = (value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : typeof value === 'number' && !Number.isFinite(value) ? String(value) : (value ?? null));
