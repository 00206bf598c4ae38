import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pathFrom } from '../../engine/api/index.ts';
import type { CheckedFlow } from '../../engine/check/checked-flow.ts';
import { compileSelect } from '../../engine/compile/compile-select.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { unrepeatableNode } from '../../engine/lineage/mark-flow.ts';
import { markStep } from '../../engine/lineage/step-relations.ts';
import { dependsOnOrder, keepsBadLines } from '../../engine/plan/cost.ts';
import { TableIndex } from '../../engine/plan/table-key.ts';
import type { Relation } from '../../engine/relation/relation.ts';
import { mapChildren, walkRelation } from '../../engine/relation/walk-relation.ts';
import { Draw } from '../../engine/testing/draw.ts';
import { randomFlow } from '../../engine/testing/random-flow.ts';
import { Lab } from './lab.ts';
import { patience, settings, tape } from './law.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab.close());

const sqlOf = (flow: CheckedFlow, node: string, relation: Relation): string =>
  compileSelect(new TableIndex(flow.nodes.filter((n) => n.built !== null)), node, relation, { kept: new Set(), resolvePath: (path) => pathFrom(lab.base, path), functionName: () => 'none', sampleRows: null }).sql;

test('what is said to be lost, added and duplicated at a step accounts for every row, and what was lost is not missed', { timeout: patience }, async () => {
  let [accounted, lost] = [0, 0];
  await fc.assert(
    fc.asyncProperty(tape, async (numbers) => {
      const draw = new Draw(numbers);
      const document = await randomFlow(draw, lab.world(), { nodes: 6, files: true, deterministic: true });
      const flow = await lab.check(document);
      const index = new TableIndex(flow.nodes.filter((n) => n.built !== null));
      await lab.withDatabase(1, async (connection) => {
        const number = (node: string, of: CheckedFlow, relation: Relation): Promise<number> => lab.number(connection, `SELECT count(*) FROM (${sqlOf(of, node, relation)}\n)`);
        for (const node of flow.nodes.filter((n) => n.built && Object.keys(n.built.outputs).length > 0)) {
          const ports = Object.keys(node.built!.outputs);
          // All of them, or one alone, where what goes to the others is lost.
          const outputs = draw.chance(30) ? ports : [ports[draw.below(ports.length)]!];
          const keys = index.closure(outputs.map((port) => `${node.id}.${port}`));
          if (unrepeatableNode(index, keys) !== null || keys.some((key) => keepsBadLines(index.relation(key)))) continue;
          for (const [port, ends] of Object.entries(node.sources)) {
            for (const edge of ends.keys()) {
              const step = markStep(flow, node, port, edge, outputs);
              if (step.blind !== null) continue;
              const about = `${node.id} ${port} ${edge}\n${writeDocument(document)}`;
              const counts = new Map((await connection.runAndReadAll(sqlOf(step.flow, node.id, step.counts))).getRows().map(([what, n]) => [String(what), Number(n)]));
              expect(counts.get('in'), about).toBe(await number(node.id, flow, { op: 'input', port, index: edge }));
              let out = 0;
              for (const output of outputs) {
                expect(counts.get(`out ${output}`), about).toBe(await number(node.id, flow, node.built!.outputs[output]!));
                expect(counts.get(`added ${output}`), about).toBe(await number(node.id, step.flow, step.rows('added', output)));
                out += counts.get(`out ${output}`)! - counts.get(`added ${output}`)!;
              }
              expect(counts.get('lost'), about).toBe(await number(node.id, step.flow, step.rows('lost', outputs[0]!)));
              expect(counts.get('duplicated'), about).toBe(await number(node.id, step.flow, step.rows('duplicated', outputs[0]!)));
              accounted += 1;
              lost += counts.get('lost')!;
              if (counts.get('joined') !== 0) continue;
              // Each row of an output that was not added comes from one row of the input, which came out once or as often as is said.
              const duplicates = sqlOf(step.flow, node.id, step.rows('duplicated', outputs[0]!));
              const often = await lab.number(connection, `SELECT coalesce(sum(d.a), 0) FROM (${duplicates}\n) AS d(${columnsOf(node.inputs[port]![edge]!.length)})`);
              expect(out, about).toBe(counts.get('in')! - counts.get('lost')! - counts.get('duplicated')! + often);
              if (step.remarks.length > 0 || outputs.some((output) => dependsOnOrder(node.built!.outputs[output]!) || keepsAway(node.built!.outputs[output]!))) continue;
              // The outputs are the same when the lost rows never arrive.
              const shared = step.rows('lost', outputs[0]!);
              const kept = (relation: Relation): Relation => (relation.op === 'input' && relation.port === port && relation.index === edge ? { op: 'set', kind: 'except', all: true, left: relation, right: shared } : mapChildren(relation, kept));

              if (Object.keys(node.built!.shared ?? {}).length > 0) continue;
              for (const output of outputs) expect(await lab.difference(connection, sqlOf(flow, node.id, node.built!.outputs[output]!), sqlOf(step.flow, node.id, kept(node.built!.outputs[output]!))), `${output} ${about}`).toBe('');
            }
          }
        }
      });
    }),
    settings(10),
  );
  expect(accounted).toBeGreaterThan(20);
  expect(lost).toBeGreaterThan(0);
});

/** Partners that keep a row from coming out are in no output, and matter all the same. */
function keepsAway(relation: Relation): boolean {
  let found = false;
  walkRelation(relation, (r) => (found ||= r.op === 'join' && r.kind === 'anti'));
  return found;
}

/** Names for as many columns and one more, which is `a`. */
const columnsOf = (columns: number): string => [...Array.from({ length: columns }, (_, i) => `c${i}`), 'a'].join(', ');
