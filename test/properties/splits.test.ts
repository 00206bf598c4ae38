import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DuckDBConnection } from '@duckdb/node-api';
import { join } from 'node:path';
import { quotedText } from '../../engine/core/quoting.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import { Draw } from '../../engine/testing/draw.ts';
import { randomCondition } from '../../engine/testing/random-node.ts';
import { Lab } from './lab.ts';
import { patience, settings, tape } from './law.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
  await lab.withDatabase(1, (db) => db.run(`COPY (SELECT range AS k, range % 7 AS g FROM range(60000)) TO ${quotedText(join(lab.base, 'many.parquet'))} (FORMAT parquet, ROW_GROUP_SIZE 4096)`));
});
afterAll(() => lab.close());

type Nodes = Readonly<Record<string, readonly [type: string, params: Record<string, unknown>]>>;

/** A flow in a few lines: nodes, then edges as `a.out > b.in`. */
function flowOf(nodes: Nodes, edges: readonly string[]): FlowDocument {
  return {
    ...emptyDocument('split'),
    nodes: Object.fromEntries(Object.entries(nodes).map(([id, [type, params]]) => [id, { type, version: 1, params }])),
    edges: edges.map((e) => ({ from: e.split(' > ')[0]!, to: e.split(' > ')[1]! })),
  };
}

const sink = (name: string) => ['write-parquet', { path: `out/${name}.parquet` }] as const;

async function run(document: FlowDocument, threads = 4): Promise<RunReport> {
  const flow = await lab.check(document);
  expect(flow.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  const report = await lab.run(flow, { threads });
  expect(report.status, JSON.stringify(report.diagnostics)).toBe('succeeded');
  return report;
}

const file = (name: string): string => `read_parquet(${quotedText(join(lab.base, 'out', `${name}.parquet`))})`;

/** All of the ways in which rows can differ when they are computed twice, as a chain from `rows.out` to `last.out`. */
const unstable: Readonly<Record<string, Nodes>> = {
  'a random value': { last: ['formula', { columns: [{ name: 'r', expression: 'random()' }] }] },
  'a random value behind a selection': { made: ['formula', { columns: [{ name: 'r', expression: 'random()' }] }], last: ['select-columns', { mode: 'all', columns: [] }] },
  'the time': { made: ['formula', { columns: [{ name: 'at', expression: 'now()' }] }], last: ['formula', { columns: [{ name: 'r', expression: '(epoch_us("at") % 1000 + k) / 1000.0 % 1' }] }] },
  'the time as a keyword': { made: ['formula', { columns: [{ name: 'at', expression: 'current_timestamp' }] }], last: ['formula', { columns: [{ name: 'r', expression: '(epoch_us("at") % 1000 + k) / 1000.0 % 1' }] }] },
  'a limit without an order': { made: ['formula', { columns: [{ name: 'r', expression: '(k * 7919 % 1000) / 1000.0' }] }], last: ['limit-rows', { count: 20_000, offset: 3 }] },
  'a statement': { last: ['sql', { statement: 'SELECT *, random() AS r FROM in1' }] },
  'a statement behind a view': { made: ['sql', { statement: 'SELECT *, random() AS r FROM in1' }], last: ['view-table', {}] },
  'a sample': { last: ['sql', { statement: 'SELECT *, (k * 7919 % 1000) / 1000.0 AS r FROM in1 USING SAMPLE 50 PERCENT (bernoulli)' }] },
};

/** Cheap enough to be read again by every statement, and large enough that threads share it. */
const source: Nodes[string] = ['read-parquet', { path: 'many.parquet' }];

/** Nodes and edges of a chain from `rows` to its `last` node. */
function chain(name: string): { readonly nodes: Nodes; readonly edges: readonly string[] } {
  const nodes = unstable[name]!;
  const ids = Object.keys(nodes);
  const into = (id: string): string => (nodes[id]![0] === 'sql' ? `${id}.in1` : `${id}.in`);
  return { nodes: { rows: source, ...nodes }, edges: ids.map((id, i) => `${i === 0 ? 'rows' : ids[i - 1]}.out > ${into(id)}`) };
}

const both = async (connection: DuckDBConnection, a: string, b: string) => ({
  shared: await lab.number(connection, `SELECT count(*) FROM (SELECT k FROM ${file(a)} INTERSECT ALL SELECT k FROM ${file(b)})`),
  a: await lab.number(connection, `SELECT count(*) FROM ${file(a)}`),
  b: await lab.number(connection, `SELECT count(*) FROM ${file(b)}`),
});

test.each(Object.keys(unstable))('a filter parts the rows that %s gives between two files', { timeout: 60_000 }, async (name) => {
  const { nodes, edges } = chain(name);
  const report = await run(
    flowOf(
      { ...nodes, part: ['filter-rows', { condition: 'r < 0.5' }], yes: sink('yes'), no: sink('no'), all: sink('all') },
      [...edges, 'last.out > part.in', 'part.passed > yes.in', 'part.rejected > no.in', 'last.out > all.in'],
    ),
  );
  await lab.withDatabase(1, async (connection) => {
    const { shared, a, b } = await both(connection, 'yes', 'no');
    const whole = await lab.number(connection, `SELECT count(*) FROM ${file('all')}`);
    expect({ shared, sum: a + b }).toEqual({ shared: 0, sum: whole });
    const rows = `SELECT * FROM ${file('yes')} UNION ALL SELECT * FROM ${file('no')}`;
    expect(await lab.difference(connection, rows, `SELECT * FROM ${file('all')}`)).toBe('');
    expect(report.nodes['part']!.rowsOut).toEqual({ passed: a, rejected: b });
    expect(report.nodes['part']!.rowsIn).toEqual({ in: whole });
  });
});

test.each(Object.keys(unstable))('the report counts what the one reader of %s got', { timeout: 60_000 }, async (name) => {
  const { nodes, edges } = chain(name);
  const report = await run(
    flowOf(
      { ...nodes, part: ['filter-rows', { condition: 'r < 0.5' }], count: ['aggregate', { groups: [], measures: [{ function: 'count', as: 'n' }] }], yes: sink('yes') },
      [...edges, 'last.out > part.in', 'part.passed > count.in', 'count.out > yes.in'],
    ),
  );
  await lab.withDatabase(1, async (connection) => {
    const { passed, rejected } = report.nodes['part']!.rowsOut;
    expect(passed).toBe(await lab.number(connection, `SELECT n FROM ${file('yes')}`));
    expect(passed! + rejected!).toBe(report.nodes['part']!.rowsIn['in']);
  });
});

test.each(Object.keys(unstable))('the report counts the rows of %s that were used', { timeout: 60_000 }, async (name) => {
  const { nodes, edges } = chain(name);
  const figures = [{ function: 'count', as: 'n' }, { function: 'custom', expression: 'count(*) FILTER (WHERE r < 0.5)', as: 'low' }];
  const report = await run(
    flowOf(
      { ...nodes, count: ['aggregate', { groups: [], measures: figures }], low: ['filter-rows', { condition: 'r < 0.5' }], other: ['aggregate', { groups: [], measures: [{ function: 'count', as: 'n' }] }], n: sink('n'), m: sink('m') },
      [...edges, 'last.out > count.in', 'count.out > n.in', 'last.out > low.in', 'low.passed > other.in', 'other.out > m.in'],
    ),
  );
  await lab.withDatabase(1, async (connection) => {
    const n = await lab.number(connection, `SELECT n FROM ${file('n')}`);
    expect(report.nodes['last']!.rowsOut['out']).toBe(n);
    expect(await lab.number(connection, `SELECT n FROM ${file('m')}`)).toBe(await lab.number(connection, `SELECT low FROM ${file('n')}`));
  });
  const alone = await run(flowOf({ ...nodes, count: ['aggregate', { groups: [], measures: figures }], n: sink('n') }, [...edges, 'last.out > count.in', 'count.out > n.in']));
  await lab.withDatabase(1, async (connection) => {
    expect(alone.nodes['last']!.rowsOut['out']).toBe(await lab.number(connection, `SELECT n FROM ${file('n')}`));
  });
});

test.each(Object.keys(unstable))('a join accounts for every row that %s gives', { timeout: 60_000 }, async (name) => {
  const { nodes, edges } = chain(name);
  const report = await run(
    flowOf(
      {
        ...nodes,
        few: ['filter-rows', { condition: 'r < 0.5' }],
        other: ['sql', { statement: 'SELECT range AS k FROM range(0, 90000, 2)' }],
        j: ['join', { keys: [{ left: 'k', right: 'k' }] }],
        joined: sink('joined'),
        left: sink('left'),
        right: sink('right'),
      },
      [...edges, 'last.out > few.in', 'few.passed > j.left', 'other.out > j.right', 'j.joined > joined.in', 'j.left-only > left.in', 'j.right-only > right.in'],
    ),
  );
  await lab.withDatabase(1, async (connection) => {
    const joined = await both(connection, 'joined', 'left');
    const right = await both(connection, 'joined', 'right');
    expect({ left: joined.a + joined.b, right: right.a + right.b, twice: joined.shared + right.shared }).toEqual({ left: report.nodes['few']!.rowsOut['passed'], right: 45_000, twice: 0 });
  });
});

test('splits by random conditions are partitions, and rows in are rows out', { timeout: patience }, async () => {
  await fc.assert(
    fc.asyncProperty(tape, async (numbers) => {
      const draw = new Draw(numbers);
      const schema = [{ name: 'k', type: 'BIGINT' }, { name: 'x', type: 'VARCHAR' }, { name: 'y', type: 'DOUBLE' }, { name: 'b', type: 'BOOLEAN' }];
      const loose = { deterministic: false };
      const condition = randomCondition(draw, schema, loose);
      const rules = [
        { rule: 'condition', condition: randomCondition(draw, schema, loose) },
        { rule: draw.one(['unique', 'not-null']), column: draw.one(['x', 'y', 'b']), where: draw.chance(50) ? randomCondition(draw, schema, loose) : null },
      ];
      const report = await run(
        flowOf(
          {
            rows: ['sql', { statement: "SELECT range AS k, CASE WHEN range % 3 > 0 THEN chr((range % 5)::INTEGER + 65) END AS x, CASE WHEN range % 4 > 0 THEN range / 10 END AS y, CASE range % 3 WHEN 0 THEN true WHEN 1 THEN false END AS b FROM range(5000)" }],
            f: ['filter-rows', { condition }],
            c: ['check-rows', { rules }],
            yes: sink('r_yes'), no: sink('r_no'), good: sink('r_good'), bad: sink('r_bad'),
          },
          ['rows.out > f.in', 'rows.out > c.in', 'f.passed > yes.in', 'f.rejected > no.in', 'c.passed > good.in', 'c.rejected > bad.in'],
        ),
      );
      await lab.withDatabase(2, async (connection) => {
        const about = `${condition}\n${JSON.stringify(rules)}`;
        for (const [a, b, node, ports] of [['r_yes', 'r_no', 'f', ['passed', 'rejected']], ['r_good', 'r_bad', 'c', ['passed', 'rejected']]] as const) {
          const parts = await both(connection, a, b);
          expect({ shared: parts.shared, sum: parts.a + parts.b }, about).toEqual({ shared: 0, sum: 5000 });
          expect(report.nodes[node]!.rowsOut, about).toMatchObject({ [ports[0]]: parts.a, [ports[1]]: parts.b });
          expect(report.nodes[node]!.rowsIn, about).toEqual({ in: 5000 });
        }
      });
    }),
    settings(12),
  );
});
