import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flowText, newProject } from '../bad-input/project.ts';

let engine: Engine;
beforeAll(async () => void (engine = await openTestEngine(catalog, { threads: 1 })));
afterAll(() => engine.close());

const flow = (gate: Readonly<Record<string, unknown>>): string =>
  flowText(
    { rows: ['sql', { statement: 'SELECT range AS n FROM range(3)' }], gate: ['gate', gate], file: ['write-delimited', { path: 'out.csv' }], other: ['write-delimited', { path: 'other.csv' }] },
    ['rows.out > gate.in', 'gate.out > file.in', 'rows.out > other.in'],
  );

async function run(gate: Readonly<Record<string, unknown>>) {
  const project = await newProject(flow(gate), { 'out.csv': 'old', 'other.csv': 'old' });
  const report = await engine.session.run({ document: readDocument(await project.read('flow.json'), 'f').document!, base: project.folder, name: 'f' }, () => undefined, () => undefined);
  return { status: report.status, told: report.diagnostics.map((d) => `${d.code} ${d.at.node}: ${d.message}`), rules: report.rules.map(({ success, rows, severity }) => ({ success, rows, severity })), out: await project.read('out.csv'), other: await project.read('other.csv') };
}

test('a gate that holds lets all through, and says so in the report', async () => {
  expect(await run({ condition: 'sum(n) = 3' })).toEqual({ status: 'succeeded', told: [], rules: [{ success: true, rows: 3, severity: 'fail' }], out: 'n\n0\n1\n2\n', other: 'n\n0\n1\n2\n' });
});

test('one that does not stops the run before anything is written, warns, or lets no row through', async () => {
  expect(await run({ condition: 'count(*) > 5', message: 'Too few orders.' })).toMatchObject({
    status: 'failed',
    told: ['quality-failed gate: Node "gate" stopped the run: Too few orders (3 rows). No output was changed; look at the rows that arrive there, or change the condition.'],
    rules: [{ success: false }],
    out: 'old',
    other: 'old',
  });
  expect(await run({ condition: 'count(*) > 5', otherwise: 'warn' })).toMatchObject({ status: 'succeeded', told: ['quality-warning gate: Node "gate": the condition count(*) > 5 does not hold (3 rows).'], out: 'n\n0\n1\n2\n' });
  expect(await run({ condition: 'max(NULL) > 5', otherwise: 'empty' })).toMatchObject({ status: 'succeeded', told: [expect.stringContaining('so no row goes on')], out: 'n\n', other: 'n\n0\n1\n2\n' });
});

test('a condition that is none is told where it stands', async () => {
  const told = async (condition: string) => (await engine.calls.check({ document: readDocument(flow({ condition }), 'f').document!, base: '/tmp' })).diagnostics.map(({ at }) => at);
  expect(await told('count(*)')).toMatchObject([{ node: 'gate', param: 'condition' }]);
  expect(await told('n > 1')).toMatchObject([{ node: 'gate', param: 'condition' }]);
  expect(await told('sum(m) > 1')).toMatchObject([{ node: 'gate', param: 'condition' }]);
});
