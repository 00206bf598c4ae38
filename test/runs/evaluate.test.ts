import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import type { FlowDocument } from '../../engine/document/document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
});
afterAll(() => engine.close());

const document: FlowDocument = {
  millrace: 1,
  name: 'evaluate',
  parameters: [],
  nodes: {
    numbers: { type: 'inline-table', version: 1, params: { table: { columns: [{ name: 'größe', type: 'INTEGER' }], rows: [[1], [2], [null]] } } },
    formula: { type: 'formula', version: 1, params: { columns: [{ name: 'a', expression: '1' }, { name: 'b', expression: '2' }] } },
    filter: { type: 'filter-rows', version: 1, params: { condition: 'TRUE' } },
  },
  edges: [{ from: 'numbers.out', to: 'formula.in' }, { from: 'numbers.out', to: 'filter.in' }],
  layout: {},
};

const evaluate = (node: string, param: string, expression: string) => engine.calls.evaluate({ document, base: '/', node, param, expression });

test('several settings of one node are evaluated at the same time without displacing each other', async () => {
  const answers = await Promise.all([evaluate('formula', 'columns.0.expression', '"größe" * 10'), evaluate('formula', 'columns.1.expression', '"größe" + 1')]);
  expect(answers).toEqual([{ summary: 'first values: 10, 20, NULL', values: ['10', '20', null] }, { summary: 'first values: 2, 3, NULL', values: ['2', '3', null] }]);
});

test('an expression sees the columns that earlier settings of its node make', async () => {
  expect(await evaluate('formula', 'columns.1.expression', 'a + 41')).toEqual({ summary: 'first values: 42, 42, 42', values: ['42', '42', '42'] });
});

test('a condition says for how many rows it is true, NULL not among them', async () => {
  expect(await evaluate('filter', 'condition', '"größe" > 1')).toEqual({ summary: 'true for 1 of the first 3 rows', hits: 1, looked: 3 });
});

test('an expression that does not bind is located at its token', async () => {
  expect(await evaluate('filter', 'condition', "'é' = 'é' AND grösse > 1")).toMatchObject({ problem: { code: 'expression-column', at: { node: 'filter', param: 'condition', span: { start: 14, end: 20 } } } });
});

test('flow parameters have their values, and errors behind them are where they were written', async () => {
  const withRate: FlowDocument = { ...document, parameters: [{ name: 'rate', type: 'integer', default: 3 }] };
  const ask = (param: string, node: string, expression: string) => engine.calls.evaluate({ document: withRate, base: '/', node, param, expression });
  expect(await ask('columns.0.expression', 'formula', '"größe" * $rate')).toEqual({ summary: 'first values: 3, 6, NULL', values: ['3', '6', null] });
  expect(await ask('condition', 'filter', '$rate < 2 OR "größe" = 2')).toEqual({ summary: 'true for 1 of the first 3 rows', hits: 1, looked: 3 });
  expect(await ask('condition', 'filter', '$rate > 1 AND grösse > 1')).toMatchObject({ problem: { code: 'expression-column', at: { span: { start: 14, end: 20 } } } });
  expect(await ask('condition', 'filter', '$rate > 1 AND ] > 1')).toMatchObject({ problem: { code: 'expression-syntax', at: { span: { start: 14, end: 15 } } } });
  expect(await ask('condition', 'filter', '$rat > 1')).toMatchObject({ problem: { code: 'parameter-unknown' } });
});
