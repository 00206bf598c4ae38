import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Draw } from '../../engine/testing/draw.ts';
import { randomFlow } from '../../engine/testing/random-flow.ts';
import { quotedIdentifier } from '../../engine/core/quoting.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { Lab } from './lab.ts';
import { patience, settings, tape } from './law.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab.close());

test('the schema check predicts is the one DuckDB gives', { timeout: patience }, async () => {
  let ports = 0;
  await fc.assert(
    fc.asyncProperty(tape, async (numbers) => {
      const document = await randomFlow(new Draw(numbers), lab.world(), { nodes: 6, files: true, deterministic: false });
      const flow = await lab.check(document);
      await lab.unfused(flow, async (connection) => {
        for (const node of flow.nodes) {
          for (const [port, schema] of Object.entries(node.outputs)) {
            ports++;
            const found = await lab.columns(connection, quotedIdentifier(`${node.id}.${port}`));
            expect(found, `${node.id}.${port}\n${writeDocument(document)}`).toEqual(schema.map((c) => `${c.name} ${c.type}`));
          }
        }
      });
    }),
    settings(30),
  );
  expect(ports).toBeGreaterThan(200);
});
