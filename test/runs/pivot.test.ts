import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-pivot-'));
  engine = await openTestEngine(catalog);
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

const flow = (source: FlowDocument['nodes'][string], params: Record<string, unknown>): FlowDocument => ({
  ...emptyDocument('pivot'),
  nodes: { source, pivot: { type: 'pivot', version: 1, params }, sink: { type: 'write-delimited', version: 1, params: { path: 'out.csv' } } },
  edges: [{ from: 'source.out', to: 'pivot.in' }, { from: 'pivot.out', to: 'sink.in' }],
});
const file = (path: string): FlowDocument['nodes'][string] => ({ type: 'read-delimited', version: 1, params: { path } });
const run = (document: FlowDocument) => engine.session.run({ document, base, name: 'pivot' }, () => undefined, () => undefined);
/** Asked until it is known: a busy machine may not look through the rows in the time that checking waits. */
const columnsOf = async (document: FlowDocument): Promise<readonly string[]> => {
  const { nodes } = await vi.waitUntil(async () => {
    const check = await engine.calls.check({ document, base });
    return check.diagnostics.some((d) => d.code === 'values-unknown') ? null : check;
  }, 20_000);
  return nodes['pivot']!.outputs['out']!.map((c) => c.name);
};
const written = () => readFile(join(base, 'out.csv'), 'utf8');

test('columns follow the values of all rows, also when the file changes', async () => {
  const document = flow(file('months.csv'), { groups: ['shop'], names: ['month'], measures: [{ function: 'sum', column: 'n' }] });
  const many = Array.from({ length: 30_000 }, () => 'a,jan,1').join('\n');
  await writeFile(join(base, 'months.csv'), `shop,month,n\n${many}\nb,feb,2\n`);
  expect(await columnsOf(document)).toEqual(['shop', 'feb', 'jan']);
  expect((await run(document)).status).toBe('succeeded');
  expect((await written()).split('\n').toSorted()).toEqual(['', 'a,,30000', 'b,2,', 'shop,feb,jan']);
  await writeFile(join(base, 'months.csv'), 'shop,month,n\na,jan,1\nb,mar,3\n');
  expect(await columnsOf(document)).toEqual(['shop', 'jan', 'mar']);
  await writeFile(join(base, 'months.csv'), 'shop,month,n\na,dec,1\n');
  // Nobody has looked since: the run looks itself.
  expect((await run(document)).status).toBe('succeeded');
  expect(await written()).toBe('shop,dec\na,1\n');
});

test('a value that is not listed stops the run, names itself, and leaves the output as it was', async () => {
  await writeFile(join(base, 'out.csv'), 'before');
  await writeFile(join(base, 'listed.csv'), "shop,month\na,jan\na,it's\n");
  const report = await run(flow(file('listed.csv'), { groups: ['shop'], names: ['month'], values: 'listed', listed: [{ value: 'jan' }], unlisted: 'fail' }));
  expect(report.status).toBe('failed');
  expect(report.diagnostics.map((d) => [d.code, d.at.node, d.message])).toEqual([['value-unreadable', 'pivot', `Node "pivot" stopped: no column is listed for the value of "month": it's. List it, or change what is done with rows that hold another value. No output was changed.`]]);
  expect(await written()).toBe('before');
});

test('more values than may become columns are refused with a sentence, never cut', async () => {
  const document = flow({ type: 'sql', version: 1, params: { statement: 'SELECT range AS v FROM range(2001)' } }, { names: ['v'] });
  const { diagnostics } = await run(document);
  expect(diagnostics.map((d) => [d.code, d.at.param])).toEqual([['param-invalid', 'names']]);
  expect(diagnostics[0]!.message).toContain('more than 2,000');
});

test('a run that is cancelled while values are looked for ends at once and changes nothing', async () => {
  await writeFile(join(base, 'out.csv'), 'before');
  const slow = (i: number): FlowDocument => ({
    ...flow({ type: 'sql', version: 1, params: { statement: `SELECT (a.range * b.range) % ${7 + i} AS v FROM range(2000000) a, range(20000) b` } }, { names: ['v'] }),
  });
  const started = performance.now();
  const report = await engine.session.run({ document: slow(0), base, name: 'slow' }, () => undefined, (cancel) => setTimeout(cancel, 300));
  expect(report.status).toBe('cancelled');
  expect(performance.now() - started).toBeLessThan(3_000);
  expect(await written()).toBe('before');
});

test('checking waits a while only: what takes longer is no error', async () => {
  const document = flow({ type: 'sql', version: 1, params: { statement: 'SELECT (a.range * b.range) % 9 AS v FROM range(2000000) a, range(20000) b' } }, { names: ['v'] });
  const started = performance.now();
  const { diagnostics } = await engine.session.check({ document, base }, undefined, 200);
  expect(diagnostics.map((d) => [d.severity, d.code, d.at.node])).toEqual([['info', 'values-unknown', 'pivot']]);
  expect(performance.now() - started).toBeLessThan(2_000);
});
