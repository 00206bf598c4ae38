import { expect, test } from 'vitest';
import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import { emptyDocument } from '../document/document.ts';
import { input } from '../relation/relation.ts';
import type { DuckDbBinder } from '../workers/duckdb-binder.ts';
import { SeekValues } from './seek-values.ts';

const rest = { title: '', definition: null, params: {}, caption: '', inputs: {}, diagnostics: [], outputs: {} };
const nodes: readonly CheckedNode[] = [
  { ...rest, id: 'a', sources: {}, built: { outputs: { out: { op: 'values', schema: [{ name: 'v', type: 'VARCHAR' }], rows: [] } } } },
  { ...rest, id: 'p', sources: { in: [{ node: 'a', port: 'out' }] }, built: { outputs: {} } },
];
const flow: CheckedFlow = { document: emptyDocument('seek'), base: '/', nodes, diagnostics: [] };
const request = { flow, node: 'p', relation: input('in'), most: 5 };

test('a search that fails is begun anew by the next check, and nobody waiting for it any more ends no process', async () => {
  let begun = 0;
  const values = new SeekValues(
    async () => {
      begun++;
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new Error('There is no folder to spill to.');
    },
    {} as DuckDbBinder,
    new URL('file:///nowhere.ts'),
  );
  expect(await values.seek(request, false, 1)).toMatchObject({ ok: false, problem: { code: 'values-unknown', severity: 'info' } });
  await new Promise((resolve) => setTimeout(resolve, 40));
  await expect(values.seek(request, false, 1_000)).rejects.toThrow('no folder');
  expect(begun).toBe(2);
  await values.close();
});
