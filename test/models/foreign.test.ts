import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { callCommandLine } from '../bad-input/project.ts';

type Row = Readonly<Record<string, unknown>>;
const models = new URL('foreign/', import.meta.url);
const cases = JSON.parse(await readFile(new URL('cases.json', models), 'utf8')) as Readonly<Record<string, { readonly mapping: unknown }>>;
const names = Object.keys(cases);

let engine: Engine;
let folder: string;
let reports: RunReport['nodes'];
const scored = new Map<string, readonly Row[]>();

const rowsOf = async (path: string | URL): Promise<readonly Row[]> => (await readFile(path, 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as Row);

/** One flow that scores the rows of every model, so that one run does for all. */
function flow(): FlowDocument {
  const version = (type: string): number => catalog.get(type)!.version;
  const nodes: Record<string, FlowDocument['nodes'][string]> = {};
  const edges: { from: string; to: string }[] = [];
  for (const name of names) {
    nodes[`${name}-data`] = { type: 'read-json', version: version('read-json'), params: { path: new URL(`${name}.ndjson`, models).pathname } };
    nodes[name] = { type: 'predict-onnx', version: version('predict-onnx'), params: { model: new URL(`${name}.onnx`, models).pathname, mapping: cases[name]!.mapping, keepInputs: false } };
    nodes[`${name}-file`] = { type: 'write-json', version: version('write-json'), params: { path: join(folder, `${name}.ndjson`) } };
    edges.push({ from: `${name}-data.out`, to: `${name}.in` }, { from: `${name}.out`, to: `${name}-file.in` });
  }
  return { ...emptyDocument('foreign'), nodes, edges };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-foreign-'));
  engine = await openTestEngine(catalog);
  const report = await engine.session.run({ document: flow(), base: folder, name: 'foreign' }, () => undefined, () => undefined);
  expect(report.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  reports = report.nodes;
  for (const name of names) scored.set(name, await rowsOf(join(folder, `${name}.ndjson`)));
}, 60_000);
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

/** Where an answer is further from what the library said than 1e-5, relative to values above 1. */
function differences(told: unknown, expected: unknown, at: string): string[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(told) || told.length !== expected.length) return [`${at}: ${JSON.stringify(told)} for ${JSON.stringify(expected)}`];
    return expected.flatMap((value, i) => differences(told[i], value, `${at}[${i}]`));
  }
  if (typeof expected === 'number' && typeof told === 'number') return Math.abs(told - expected) <= 1e-5 * Math.max(1, Math.abs(expected)) ? [] : [`${at}: ${told} for ${expected}`];
  return told === expected ? [] : [`${at}: ${JSON.stringify(told)} for ${JSON.stringify(expected)}`];
}

describe('models of other producers predict what their library does', () => {
  test.each(names)('%s', async (name) => {
    const rows = await rowsOf(new URL(`${name}.ndjson`, models));
    const expected = Object.keys(rows[0]!).filter((key) => key.startsWith('expected ')).map((key) => key.slice('expected '.length));
    expect(expected).not.toEqual([]);
    const found = scored.get(name)!;
    expect(found).toHaveLength(rows.length);
    expect(rows.flatMap((row, i) => expected.flatMap((key) => differences(found[i]![key], row[`expected ${key}`], `row ${i} ${key}`)))).toEqual([]);
  });

  test('every model has its rows, and none lies there unused', async () => {
    expect((await readdir(models)).filter((file) => file.endsWith('.onnx')).sort()).toEqual(names.map((name) => `${name}.onnx`).sort());
  });

  test('the report says which file scored, with its hash', async () => {
    const file = new URL('torch-mlp.onnx', models);
    expect(reports['torch-mlp']!.scoredBy).toEqual([{ path: file.pathname, sha256: createHash('sha256').update(await readFile(file)).digest('hex'), provider: 'cpu', threads: 1 }]);
    expect(reports['torch-mlp-data']).not.toHaveProperty('scoredBy');
  });

  test('millrace predict gives the same as the node', async () => {
    const name = 'sklearn-pipeline-logistic';
    const path = (ending: string): string => new URL(`${name}.${ending}`, models).pathname;
    expect(await callCommandLine(['predict', path('onnx'), path('ndjson'), '--to', join(folder, 'command.ndjson'), '--drop-inputs'])).toMatchObject({ code: 0, err: '' });
    expect(await rowsOf(join(folder, 'command.ndjson'))).toEqual(scored.get(name));
  });
});
