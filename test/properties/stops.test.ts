import fc from 'fast-check';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasErrors } from '../../engine/core/diagnostic.ts';
import { quotedText } from '../../engine/core/quoting.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import type { RunSteering } from '../../engine/api/run-request.ts';
import { Draw } from '../../engine/testing/draw.ts';
import { randomFlow } from '../../engine/testing/random-flow.ts';
import { Lab } from './lab.ts';
import { patience, settings, tape } from './law.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab.close());

test('breakpoints and steps never change what is written, nor what is counted', { timeout: patience }, async () => {
  let waits = 0;
  await fc.assert(
    fc.asyncProperty(tape, async (numbers) => {
      const draw = new Draw(numbers);
      const document = await randomFlow(draw, lab.world(), { nodes: 6, files: true, deterministic: true });
      const flow = await lab.check(document);
      fc.pre(!hasErrors(flow.diagnostics));
      const about = writeDocument(document);
      const files = flow.nodes.flatMap((n) => (n.built?.sink ? [join(lab.base, n.built.sink.path)] : []));
      const plain = await lab.run(flow);
      expect(plain.status, about).toBe('succeeded');
      for (const file of files) await rename(file, `${file}.plain`);
      const ports = flow.nodes.flatMap((n) => Object.keys(n.outputs).map((port) => ({ node: n.id, port })));
      const breakpoints = draw.chance(50) ? [draw.one(ports), draw.one(ports)] : [];
      let steer: RunSteering | null = null;
      const onPause = (pause: unknown): void => {
        if (pause === null) return;
        waits++;
        steer!.goOn(draw.chance(60) ? 'step' : 'run');
      };
      const report = await lab.engine.session.run({ document, base: lab.base, name: 'stops', step: breakpoints.length === 0, breakpoints, onPause, onPausable: (given) => (steer = given) }, () => undefined, () => undefined);
      expect([report.status, report.diagnostics.filter((d) => d.code === 'rows-unbalanced')], about).toEqual(['succeeded', []]);
      for (const [id, node] of Object.entries(plain.nodes)) expect(report.nodes[id]!.rowsOut, `${id} ${about}`).toEqual({ ...node.rowsOut, ...report.nodes[id]!.rowsOut });
      await lab.withDatabase(1, async (connection) => {
        for (const file of files) {
          const [a, b] = [file, `${file}.plain`].map((f) => `SELECT * FROM read_parquet(${quotedText(f)})`);
          expect(await lab.columns(connection, a!), `${file} ${about}`).toEqual(await lab.columns(connection, b!));
          expect(await lab.difference(connection, a!, b!), `${file} ${about}`).toBe('');
        }
      });
    }),
    settings(8),
  );
  expect(waits).toBeGreaterThan(8);
});
