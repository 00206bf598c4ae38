import fc from 'fast-check';
import { rename, rm, truncate, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckedFlow } from '../../engine/check/checked-flow.ts';
import { hasErrors } from '../../engine/core/diagnostic.ts';
import { quotedText } from '../../engine/core/quoting.ts';
import type { FlowDocument } from '../../engine/document/document.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { Draw } from '../../engine/testing/draw.ts';
import { randomFlow } from '../../engine/testing/random-flow.ts';
import { Lab } from './lab.ts';
import { patience, settings, tape } from './law.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open(true);
});
afterAll(() => lab.close());

const filesOf = (flow: CheckedFlow): string[] => flow.nodes.flatMap((n) => (n.built?.sink ? [join(lab.base, n.built.sink.path)] : []));
const cacheRows = (): string => lab.engine.session.cache!.folder.rowsFolder;

/** Runs a flow without the cache, then with it in every state it may be in, and compares every file. */
async function expectSame(flow: CheckedFlow, label: string): Promise<number> {
  const about = `${label}\n${writeDocument(flow.document)}`;
  expect((await lab.run(flow)).status, about).toBe('succeeded');
  for (const file of filesOf(flow)) await rename(file, `${file}.plain`);
  const report = await lab.runCached(flow);
  expect(report.diagnostics.filter((d) => d.severity === 'error'), about).toEqual([]);
  await lab.withDatabase(1, async (connection) => {
    for (const file of filesOf(flow)) {
      const [a, b] = [file, `${file}.plain`].map((f) => `SELECT * FROM read_parquet(${quotedText(f)})`);
      expect(await lab.columns(connection, a!), `${file} ${about}`).toEqual(await lab.columns(connection, b!));
      expect(await lab.difference(connection, a!, b!), `${file} ${about}`).toBe('');
    }
  });
  return Object.values(report.nodes).filter((n) => n.cache?.state === 'reused').length;
}

/** The flow with one of its nodes taken out of it, where that leaves it whole. */
async function edited(draw: Draw, document: FlowDocument): Promise<CheckedFlow | null> {
  const ids = Object.keys(document.nodes).filter((id) => !id.startsWith('sink_') && document.edges.some((e) => e.to.startsWith(`${id}.`)));
  if (ids.length === 0) return null;
  const id = draw.one(ids.toReversed());
  const flow = await lab.check({ ...document, nodes: { ...document.nodes, [id]: { ...document.nodes[id]!, disabled: true } } });
  return hasErrors(flow.diagnostics) ? null : flow;
}

test('kept rows, edits, restarts and damage never change what is written', { timeout: patience }, async () => {
  let reused = 0;
  await fc.assert(
    fc.asyncProperty(tape, async (numbers) => {
      const draw = new Draw(numbers);
      const drawn = await randomFlow(draw, lab.world(), { nodes: 6, files: true, deterministic: true });
      const pinned = draw.one(Object.keys(drawn.nodes).filter((id) => !id.startsWith('sink_')));
      const document = { ...drawn, nodes: { ...drawn.nodes, [pinned]: { ...drawn.nodes[pinned]!, cached: true } } };
      const flow = await lab.check(document);
      await rm(cacheRows(), { recursive: true, force: true });
      await expectSame(flow, 'nothing kept');
      reused += await expectSame(flow, 'all kept');
      const other = await edited(draw, document);
      if (other) reused += await expectSame(other, 'edited');
      for (const name of (await readdir(cacheRows())).filter((n) => n.endsWith('.duckdb'))) if (draw.one([true, false])) await truncate(join(cacheRows(), name), 5000);
      await expectSame(flow, 'damaged');
    }),
    settings(14),
  );
  expect(reused).toBeGreaterThan(15);
});
