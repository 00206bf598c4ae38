import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { flowOf } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
});
afterAll(() => engine.close());

const table = (name: string) => ['inline-table', { table: { columns: [{ name, type: 'INTEGER' }, { name: 'id', type: 'INTEGER' }], rows: [[1, 1], [2, 2]] } }] as const;
const flow = (name: string, condition: string) =>
  flowOf({ a: table(name), b: table('other'), both: ['join', { keys: [{ left: 'id', right: 'id' }], condition }] }, ['a.out > both.left', 'b.out > both.right']);

test.each(['"current_date" > 1', 'current_date > 1', 'CURRENT_DATE > 1'])('a column that is called like the time is the column: %s', async (condition) => {
  const document = flow('current_date', condition);
  expect((await engine.calls.check({ document, base: tmpdir() })).diagnostics).toEqual([]);
  expect(await engine.calls.preview({ document, base: tmpdir(), node: 'both', port: 'joined', rows: 10 })).toMatchObject({ rows: 1, coverage: 'all' });
});

test.each(["current_date > DATE '2024-01-01'", '"current_date" IS NULL'])('without such a column it is the time, which a join may not ask for: %s', async (condition) => {
  expect((await engine.calls.check({ document: flow('day', condition), base: tmpdir() })).diagnostics).toMatchObject([{ code: 'expression-kind', at: { node: 'both', param: 'condition' }, message: expect.stringContaining('a value that changes') }]);
});
