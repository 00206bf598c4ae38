import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { Draw } from '../../engine/testing/draw.ts';
import { randomFlow } from '../../engine/testing/random-flow.ts';
import { quotedIdentifier } from '../../engine/core/quoting.ts';
import { Lab } from './lab.ts';
import { patience, settings, tape } from './law.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab.close());

const rows = { type: 'inline-table', version: 1, params: { table: { columns: [{ name: 'a', type: 'INTEGER' }], rows: [[1], [2], [null]] } } };

const chain = (middle: FlowDocument['nodes'][string], more: Partial<FlowDocument> = {}): FlowDocument => ({
  ...emptyDocument('disabled'),
  nodes: { rows, middle, file: { type: 'write-parquet', version: 1, params: { path: 'out/disabled.parquet' } } },
  edges: [{ from: 'rows.out', to: 'middle.in' }, { from: 'middle.passed', to: 'file.in' }],
  ...more,
});

const errors = async (document: FlowDocument) => (await lab.check(document)).diagnostics.filter((d) => d.severity === 'error').map((d) => `${d.code} ${d.at.node ?? ''}`);

test('a disabled node passes its rows on, whatever is wrong with its settings', async () => {
  const document = chain({ type: 'filter-rows', version: 1, disabled: true, params: { condition: 'nonsense >>', unknown: 1 } });
  expect(await errors(document)).toEqual([]);
  const report = await lab.run(await lab.check(document));
  expect(report.nodes['file']!.written!.rows).toBe(3);
  expect(report.nodes['middle']!.rowsOut).toEqual({ passed: 3 });
});

test('who reads another port of a disabled node is told so', async () => {
  const disabled = { type: 'filter-rows', version: 1, disabled: true, params: { condition: 'a > 1' } };
  expect(await errors(chain(disabled, { edges: [{ from: 'rows.out', to: 'middle.in' }, { from: 'middle.rejected', to: 'file.in' }] }))).toEqual(['input-missing file']);
});

test('who reads a disabled source is told so, through disabled nodes too', async () => {
  const document = chain({ type: 'filter-rows', version: 1, disabled: true, params: {} });
  expect(await errors({ ...document, nodes: { ...document.nodes, rows: { ...rows, disabled: true } } })).toEqual(['input-missing file']);
});

test('a disabled sink writes nothing, and a disabled node of an unknown type is no obstacle', async () => {
  const document = chain({ type: 'no-such-node', version: 1, disabled: true, params: {} });
  const all = { ...document, nodes: { ...document.nodes, file: { ...document.nodes['file']!, disabled: true } } };
  expect(await errors(all)).toEqual([]);
  const report = await lab.run(await lab.check(all));
  expect(report.status).toBe('succeeded');
  expect(report.nodes['file']).toMatchObject({ state: 'skipped' });
  expect(await errors(document)).toEqual(['input-missing file']);
});

test('disabling any one node gives a diagnostic or the rows of its first input', { timeout: patience }, async () => {
  let passed = 0;
  await fc.assert(
    fc.asyncProperty(tape, async (numbers) => {
      const draw = new Draw(numbers);
      const document = await randomFlow(draw, lab.world(), { nodes: 4, files: false, deterministic: true });
      const id = draw.one(Object.keys(document.nodes).filter((n) => n.startsWith('n')).concat('s0'));
      const flow = await lab.check({ ...document, nodes: { ...document.nodes, [id]: { ...document.nodes[id]!, disabled: true } } });
      const node = flow.nodes.find((n) => n.id === id)!;
      const about = `${id}\n${writeDocument(document)}`;
      if (flow.diagnostics.some((d) => d.severity === 'error')) return;
      expect(Object.keys(node.outputs), about).toHaveLength(node.built === null ? 0 : 1);
      const report = await lab.run(flow);
      expect(report.status, `${about}\n${JSON.stringify(report.diagnostics)}`).toBe('succeeded');
      if (node.built === null) return;
      passed++;
      await lab.unfused(flow, async (connection) => {
        const from = Object.values(node.sources)[0]![0]!;
        const to = `${id}.${Object.keys(node.outputs)[0]!}`;
        expect(await lab.difference(connection, `SELECT * FROM ${quotedIdentifier(`${from.node}.${from.port}`)}`, `SELECT * FROM ${quotedIdentifier(to)}`), about).toBe('');
      });
    }),
    settings(45),
  );
  expect(passed).toBeGreaterThan(3);
});
