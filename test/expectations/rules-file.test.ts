import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flow, rows, run } from '../databases/flows.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-rules-'));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

const contract = (more = '') => `kind: DataContract
apiVersion: v3.0.2
schema:
  - name: orders
    properties:
      - name: id
        required: true
      - name: status
        enum: [open, paid]
${more}`;

const checking = (params: Readonly<Record<string, unknown>>, statement = "SELECT * FROM (VALUES (1, 'open'), (2, 'lost')) t(id, status)") =>
  flow({ rows: rows(statement), check: ['check-rows', params], good: ['write-json', { path: 'good.jsonl' }] }, ['rows.out > check.in', 'check.passed > good.in']);
const check = async (params: Readonly<Record<string, unknown>>, statement?: string) => {
  const { diagnostics, nodes } = await engine.calls.check({ document: checking(params, statement), base });
  return { told: diagnostics.map((d) => `${d.severity} ${d.code} ${d.at.node}.${d.at.param}`), first: diagnostics[0]?.message ?? '', given: nodes['check']?.fromFile };
};

test('the file is followed: what changes in it counts at the next check and run', async () => {
  await writeFile(join(base, 'orders.yaml'), contract());
  const params = { suite: 'orders.yaml', rules: [{ rule: 'unique', column: 'id' }] };
  const before = await check(params);
  expect(before.told).toEqual([]);
  expect(before.given).toMatchObject({ list: 'rules', param: 'suite', path: 'orders.yaml' });
  expect(before.given!.records.map((r) => `${String(r['rule'])} ${String(r['column'] ?? r['names'])}`)).toEqual(['column-names id', 'not-null id', 'column-names status', 'in-set status']);
  expect(before.given!.lines).toEqual([6, 6, 8, 8]);
  const report = await run(engine, base, checking(params));
  expect([report.status, report.nodes['check']!.rejected, report.rules.map((r) => r.rule)]).toEqual(['succeeded', 1, ['unique id', 'column-names', 'not-null id', 'column-names_2', 'in-set status']]);
  expect(await readFile(join(base, 'good.jsonl'), 'utf8')).toBe('{"id":1,"status":"open"}\n');
  await writeFile(join(base, 'orders.yaml'), contract().replace('open, paid', 'open, paid, lost'));
  expect((await run(engine, base, checking(params))).nodes['check']!.rejected).toBe(0);
  // Whatever is broken only warns, if that is wanted.
  await writeFile(join(base, 'orders.yaml'), contract());
  const warned = await run(engine, base, checking({ ...params, suiteSeverity: 'warn' }));
  expect([warned.nodes['check']!.rejected, warned.diagnostics.map((d) => d.code)]).toEqual([0, ['quality-warning']]);
});

test('trouble with a rule of the file is told with its line', async () => {
  await writeFile(join(base, 'bad.yaml'), contract("      - name: gone\n        required: true\n      - name: id\n        quality:\n          - { type: text, description: nice }\n"));
  const { told, first, given } = await check({ suite: 'bad.yaml' });
  expect(told).toEqual(['warning suite-partial check.suite', 'error column-missing check.suite']);
  expect(first).toContain('bad.yaml, line 14, asks for something that no rule says');
  const { diagnostics } = await engine.calls.check({ document: checking({ suite: 'bad.yaml' }), base });
  expect(diagnostics[1]!.message).toMatch(/^bad\.yaml, line 10: .*"gone"/);
  expect(given!.records.length).toBe(7);
});

test('a suite of Great Expectations, with conditions and texts that look like parameters of the flow', async () => {
  const expectations = [
    { type: 'expect_column_values_to_match_regex', kwargs: { column: 'status', regex: '^(${open}|open)$' } },
    { type: 'expect_column_values_to_be_between', kwargs: { column: 'id', max_value: 1, row_condition: "status = 'lost'", condition_parser: 'spark' } },
    { type: 'expect_multicolumn_sum_to_equal', kwargs: { column_list: ['id', 'status'], sum_total: 3 } },
  ];
  await writeFile(join(base, 'suite.json'), JSON.stringify({ name: 's', expectations: expectations.slice(0, 2) }, null, '\t'));
  expect((await check({ suite: 'suite.json' })).told).toEqual([]);
  expect((await check({ suite: 'suite.json' })).given!.lines).toEqual([4, 11]);
  const report = await run(engine, base, checking({ suite: 'suite.json' }));
  expect([report.nodes['check']!.rejected, report.rules.map((r) => r.broken)]).toEqual([1, [1, 1]]);
  // An expression that does not bind is located as well.
  await writeFile(join(base, 'suite.json'), JSON.stringify({ name: 's', expectations }, null, 1));
  const { told, first } = await check({ suite: 'suite.json' });
  expect(told).toEqual(['error expression-type check.suite']);
  expect(first).toMatch(/^suite\.json, line 20: /);
});

test('a file that is no such thing, or describes several tables, is told at its setting', async () => {
  expect((await check({ suite: 'none.yaml' })).told).toEqual(['error file-missing check.suite']);
  await writeFile(join(base, 'odd.json'), '{"a": 1}');
  expect((await check({ suite: 'odd.json' })).told).toEqual(['error suite-invalid check.suite']);
  await writeFile(join(base, 'two.yaml'), `${contract()}  - name: people\n    properties:\n      - name: id\n`);
  expect((await check({ suite: 'two.yaml' })).told).toEqual(['error suite-invalid check.suiteTable']);
  expect((await check({ suite: 'two.yaml', suiteTable: 'People' })).given!.records.length).toBe(1);
});

test('a source is compared with the columns of its contract before anything runs', async () => {
  await writeFile(join(base, 'data.csv'), 'id,status\n1,open\n2,wrong\n');
  const looking = async (text: string, more: Readonly<Record<string, unknown>> = {}) => {
    await writeFile(join(base, 'c.yaml'), text);
    const { diagnostics } = await engine.calls.check({ document: flow({ in: ['read-delimited', { path: 'data.csv', contract: 'c.yaml', ...more }] }), base });
    return diagnostics.map((d) => `${d.code} ${d.at.param}: ${d.message}`);
  };
  // What stands in the rows is for Check.
  expect(await looking(contract())).toEqual([]);
  expect(await looking(contract('      - name: amount\n'))).toEqual(['column-missing contract: c.yaml, line 10: column "amount" is not there. Mend the source of node "in", or the contract.']);
  expect(await looking(contract().replace('required: true', 'logicalType: date'))).toEqual(['type-mismatch contract: c.yaml, line 6: column "id" is BIGINT and has to be DATE or TIMESTAMP or TIMESTAMPTZ. Mend the source of node "in", or the contract.']);
  expect((await looking('{'))[0]).toContain('suite-invalid contract');
  expect((await looking(`${contract()}  - name: people\n    properties: []\n`))[0]).toContain('suite-invalid contractTable');
  expect(await looking(`${contract()}  - name: people\n    properties: []\n`, { contractTable: 'orders' })).toEqual([]);
  const suite = (expectations: readonly unknown[]) => JSON.stringify({ expectations });
  expect((await looking(suite([{ type: 'expect_table_columns_to_match_ordered_list', kwargs: { column_list: ['status', 'id'] } }])))[0]).toContain('have to be in the order status, id');
  expect((await looking(suite([{ type: 'expect_table_columns_to_match_set', kwargs: { column_set: ['id'] } }])))[0]).toContain('"status" is not stated');
  expect((await looking(suite([{ type: 'expect_table_column_count_to_equal', kwargs: { value: 3 } }])))[0]).toContain('there are 2 columns');
});
