import fc from 'fast-check';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pathFrom } from '../../engine/api/index.ts';
import type { CheckedFlow } from '../../engine/check/checked-flow.ts';
import { compileSelect } from '../../engine/compile/compile-select.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { and, binary, column, literal } from '../../engine/expression/expression.ts';
import { markFlow, unrepeatableNode, type MarkedFlow } from '../../engine/lineage/mark-flow.ts';
import { asText, equalsRow, nthRow, placesOf } from '../../engine/lineage/trace-relations.ts';
import { keepsBadLines } from '../../engine/plan/cost.ts';
import { keyNode, TableIndex } from '../../engine/plan/table-key.ts';
import { mapChildren } from '../../engine/relation/walk-relation.ts';
import type { Relation } from '../../engine/relation/relation.ts';
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

/** The marked flow over nothing but the rows at the places. */
function onlyAt(marked: MarkedFlow, places: readonly (readonly unknown[])[]): CheckedFlow {
  const only = (relation: Relation): Relation => {
    const leaf = marked.leaves.findIndex((l) => l.rows.relation === relation);
    if (leaf < 0) return mapChildren(relation, only);
    const { row, file } = marked.leaves[leaf]!.rows;
    const mine = places.filter(([s]) => Number(s) === leaf);
    const at = mine.map(([, f, r]) => and(binary(column(row), '=', literal(Number(r))), ...(file === null ? [] : [binary(column(file), '=', literal(String(f)))])));
    return { op: 'filter', from: relation, condition: { op: 'or', items: at } };
  };
  const each = (relations: Readonly<Record<string, Relation>>): Record<string, Relation> => Object.fromEntries(Object.entries(relations).map(([name, r]) => [name, only(r)]));
  return { ...marked.flow, nodes: marked.flow.nodes.map((n) => (n.built ? { ...n, built: { ...n.built, outputs: each(n.built.outputs), shared: each(n.built.shared ?? {}) } } : n)) };
}

const rowsOf = async (connection: DuckDBConnection, sql: string): Promise<readonly (readonly unknown[])[]> => (await connection.runAndReadAll(sql)).getRows();

test('the rows a row was traced to give that row again, and marking changes no other', { timeout: patience }, async () => {
  let traced = 0;
  await fc.assert(
    fc.asyncProperty(tape, async (numbers) => {
      const draw = new Draw(numbers);
      const document = await randomFlow(draw, lab.world(), { nodes: 6, files: true, deterministic: true });
      const flow = await lab.check(document);
      const about = writeDocument(document);
      const index = new TableIndex(flow.nodes.filter((n) => n.built !== null));
      const marked = markFlow(flow, { kind: 'sources' });
      const nodes = flow.nodes.filter((n) => n.built && Object.keys(n.outputs).length > 0);
      await lab.withDatabase(1, async (connection) => {
        for (const node of nodes.slice(-4)) {
          for (const port of Object.keys(node.outputs)) {
            const keys = index.closure([`${node.id}.${port}`]);
            // Bad lines are told apart while a table of the rows is made, which a plain SELECT does not do.
            if (unrepeatableNode(index, keys) !== null || keys.some((key) => keepsBadLines(index.relation(key)))) continue;
            const schema = node.outputs[port]!;
            const before = node.built!.outputs[port]!;
            const after = marked.flow.nodes.find((n) => n.id === node.id)!.built!.outputs[port]!;
            const plain: Relation = { op: 'extend', from: after, columns: [], without: [marked.mark] };
            expect(await lab.difference(connection, sqlOf(flow, node.id, before), sqlOf(marked.flow, node.id, plain)), `${node.id}.${port}\n${about}`).toBe('');
            const [values] = await rowsOf(connection, sqlOf(flow, node.id, asText(nthRow(before, null, 1 + draw.below(3)), schema.map((c) => c.name))));
            if (!values) continue;
            const equal = equalsRow(schema, values.map((v) => (v === null ? null : String(v))));
            const places = await rowsOf(connection, sqlOf(marked.flow, node.id, placesOf(after, marked.mark, equal, 100_000)));
            // Rows that are compared with each other, or kept by their place, need others than their own; a statement needs what it reads.
            const within = new Set(keys.map(keyNode));
            if (marked.remarks.some((r) => within.has(r.node)) || marked.leaves.some((l) => l.why !== null && within.has(l.node))) continue;
            const only = onlyAt(marked, places);
            const again = sqlOf(only, node.id, { op: 'filter', from: only.nodes.find((n) => n.id === node.id)!.built!.outputs[port]!, condition: equal });
            expect(await lab.number(connection, `SELECT count(*) FROM (${again}\n)`), `${node.id}.${port} row ${values.join(', ')}\n${again}\n${about}`).toBeGreaterThan(0);
            traced++;
          }
        }
      });
    }),
    settings(8),
  );
  expect(traced).toBeGreaterThan(8);
});
