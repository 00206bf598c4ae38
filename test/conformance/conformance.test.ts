import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import type { AnyNodeDefinition, Example, ParamSpecs, TableLiteral } from '../../engine/definition/index.ts';
import { onMissing } from '../../engine/definition/index.ts';
import { exampleFlow, layFiles } from '../../engine/testing/run-example.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { waivers } from './waivers.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog, { threads: 4 });
  base = await mkdtemp(join(tmpdir(), 'millrace-conformance-'));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

/** Types whose two or more ports part the rows of their one input, with the ports that do. */
const partitions: Readonly<Record<string, readonly string[]>> = {
  'filter-rows': ['passed', 'rejected'],
  'check-rows': ['passed', 'rejected'],
  'distinct-rows': ['unique', 'duplicates'],
  'sample-rows': ['sample', 'rest'],
  'top-rows': ['top', 'rest'],
  'split-rows': [...Array.from({ length: 8 }, (_, i) => `case-${i + 1}`), 'rest'],
  'split-train-test': ['train', 'validation', 'test'],
  'slice-time': ['inside', 'outside'],
  'convert-types': ['out', 'errors'],
  formula: ['out', 'errors'],
  'parse-time': ['out', 'errors'],
  'parse-json': ['out', 'errors'],
  'encode-values': ['out', 'errors'],
  'lookup-values': ['out', 'unmatched'],
};

/** Whether a node has a list of columns that a person picks one by one from an input. */
const listsColumns = (specs: ParamSpecs): boolean => Object.values(specs).some((s) => s.kind === 'columns' || (s.kind === 'list' && listsColumns(s.item)));

const first = (given: TableLiteral | readonly TableLiteral[]): TableLiteral => (Array.isArray(given) ? (given as readonly TableLiteral[])[0]! : (given as TableLiteral));

async function rowsOf(definition: AnyNodeDefinition, example: Example, port: string): Promise<readonly string[]> {
  const preview = await engine.calls.preview({ document: exampleFlow(definition, example), base, node: 'node', port, rows: 10_000 });
  const table = tableFromIPC(preview.arrow);
  return Array.from({ length: table.numRows }, (_, i) => JSON.stringify(table.schema.fields.map((_f, c) => String(table.getChildAt(c)?.get(i)))));
}

/** The example with every row of its inputs repeated, so that a node has ties and duplicates to part. */
function repeated(example: Example): Example {
  const inputs = Object.fromEntries(Object.entries(example.inputs ?? {}).map(([port, given]) => [port, port === 'table' ? given : { columns: first(given).columns, rows: [...first(given).rows, ...first(given).rows] }]));
  return { ...example, inputs };
}

test('every type that is said to part its rows is in the catalogue', () => {
  expect(Object.keys(partitions).filter((type) => !catalog.has(type))).toEqual([]);
});

test('lists of columns have one way to say what happens when a column is gone; waivers are needed and give a reason', () => {
  const without = [...catalog.values()].filter((d) => listsColumns(d.params) && d.params['onMissing'] === undefined).map((d) => d.type);
  expect(without.toSorted()).toEqual(Object.keys(waivers['missing columns']).toSorted());
  for (const reason of Object.values(waivers['missing columns'])) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  for (const d of catalog.values()) {
    const spec = d.params['onMissing'];
    if (spec) expect(spec.kind === 'choice' ? spec.options.map((o) => o.value) : [], d.type).toEqual(onMissing.options.map((o) => o.value));
  }
});

describe.each(Object.entries(partitions))('%s parts its rows', (type, ports) => {
  const definition = catalog.get(type)!;
  test.each(definition.examples.filter((e) => e.inputs).map((e) => [e.title, e] as const))('%s', async (_title, example) => {
    const twice = repeated(example);
    await layFiles(example, base);
    const counts = await Promise.all(ports.map(async (port) => (await rowsOf(definition, twice, port)).length));
    for (const path of Object.keys(example.files ?? {})) await rm(join(base, path));
    const main = definition.inputs[0]!.name;
    expect(counts.reduce((a, b) => a + b, 0)).toBe(first(twice.inputs![main]!).rows.length);
  });
});

test('looking at rows leaves no trace: no preview of a node that writes makes a file', async () => {
  for (const definition of catalog.values()) {
    const example = definition.examples.find((e) => e.written && e.inputs);
    if (!example) continue;
    const port = definition.outputs[0]?.name;
    if (port !== undefined) await rowsOf(definition, example, port);
    await engine.calls.check({ document: exampleFlow(definition, example), base });
  }
  expect(await readdir(base)).toEqual([]);
});

test('one thread and four give the same rows', async () => {
  const single = await openTestEngine(catalog, { threads: 1 });
  const four = engine;
  try {
    for (const type of ['distinct-rows', 'sample-rows', 'top-rows', 'number-rows', 'window-columns', 'fill-missing', 'collect-values', 'sessionise-rows', 'multi-row-formula', 'encode-values', 'split-train-test', 'assign-folds']) {
      const definition = catalog.get(type)!;
      const example = repeated(definition.examples[0]!);
      for (const { name } of definition.outputs) {
        const many = (await rowsOf(definition, example, name)).toSorted();
        engine = single;
        const one = (await rowsOf(definition, example, name)).toSorted();
        engine = four;
        expect(many, `${type}.${name}`).toEqual(one);
      }
    }
  } finally {
    engine = four;
    await single.close();
  }
});

test('figures that add up fractions are the same in whatever order rows arrive', async () => {
  const definition = catalog.get('detect-drift')!;
  const columns = [{ name: 'kind', type: 'VARCHAR' }];
  const rows = Array.from({ length: 20 }, (_, k) => Array.from({ length: k * k + 3 }, () => [`k${k}`])).flat();
  const before = Array.from({ length: 20 }, (_, k) => Array.from({ length: 7 + ((k * 11) % 13) }, () => [`k${k}`])).flat();
  const report = (inOrder: (given: readonly string[][]) => readonly string[][]): Promise<readonly string[]> =>
    rowsOf(definition, { title: 'in some order', params: {}, inputs: { in: { columns, rows: inOrder(rows) }, baseline: { columns, rows: inOrder(before) } } }, 'report');
  const asTheyCame = await report((given) => given);
  expect(asTheyCame).toHaveLength(1);
  expect(await report((given) => given.toReversed())).toEqual(asTheyCame);
  expect(await report((given) => given.toSorted((a, b) => (a[0]! < b[0]! ? -1 : 1)))).toEqual(asTheyCame);
});
