import { tmpdir } from 'node:os';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { linearModel } from '../../engine/inference/model-fixtures.ts';
import { arrowStream } from '../../engine/workers/arrow-out.ts';
import { openDatabase } from '../../engine/workers/open-database.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flowText, newProject } from '../bad-input/project.ts';

let engine: Engine;
beforeAll(async () => void (engine = await openTestEngine(catalog)));
afterAll(() => engine.close());

const flowOf = (text: string) => readDocument(text, 'f').document!;
const sql = (statement: string) => ({ document: flowOf(flowText({ rows: ['sql', { statement }] })), base: '/' });

describe('H1: an error in the middle of a result is never taken for its end', () => {
  const fails = "SELECT range AS n, CASE WHEN range = 300000 THEN error('row 300000') ELSE 'x' END AS t FROM range(500000)";

  it('in a preview', async () => {
    await expect(engine.calls.preview({ ...sql(fails), node: 'rows', port: 'out', rows: 400_000 })).rejects.toMatchObject({ diagnostic: { code: 'value-unreadable', at: { node: 'rows' } } });
  });

  it('in a run, whose output stays as it was', async () => {
    const project = await newProject(flowText({ rows: ['sql', { statement: fails }], file: ['write-parquet', { path: 'out.parquet' }] }, ['rows.out > file.in']), { 'out.parquet': 'old' });
    await project.refuses('run', { exit: 1, code: 'value-unreadable', node: 'rows', says: /row 300000/ });
  });

  it('and a whole result is whole: every row of a preview, of a file and of the counts', async () => {
    const rows = 400_000;
    const preview = await engine.calls.preview({ ...sql(`SELECT range AS n FROM range(${rows})`), node: 'rows', port: 'out', rows });
    const values = tableFromIPC(preview.arrow).getChild('n')!.toArray() as BigInt64Array;
    expect(values.length).toBe(rows);
    expect(values.reduce((sum, n) => sum + n, 0n)).toBe(BigInt(rows) * BigInt(rows - 1) / 2n);
    const project = await newProject(flowText({ rows: ['sql', { statement: `SELECT range AS n FROM range(${rows})` }], file: ['write-delimited', { path: 'out.csv' }] }, ['rows.out > file.in']));
    const ended = await project.call('run', ['--report', '-']);
    expect(JSON.parse(ended.out)).toMatchObject({ nodes: { rows: { rowsOut: { out: rows } }, file: { rowsIn: { in: rows }, written: { rows } } } });
    expect((await project.read('out.csv')).split('\n')).toHaveLength(rows + 2);
  });
});

describe('H6: texts that together are larger than any one view can be', () => {
  it('leave in Arrow, each as it was', async () => {
    const rows = 205_000;
    const database = await openDatabase({ threads: 2, memory: null, tempDirectory: tmpdir(), allowedDirectories: [] });
    try {
      const result = await database.connection.run(`SELECT repeat(chr(97 + (range % 26)::INTEGER), 3000 + (range % 1000)::INTEGER) AS t FROM range(${rows})`);
      const answer = await arrowStream(result, [{ name: 't', type: 'VARCHAR' }]);
      expect(answer.rows).toBe(rows);
      expect(answer.bytes.byteLength).toBeGreaterThan(700_000_000);
      const texts = tableFromIPC(answer.bytes).getChild('t')!;
      for (let i = 0; i < rows; i += 9_973) expect(texts.get(i)).toBe(String.fromCharCode(97 + (i % 26)).repeat(3000 + (i % 1000)));
    } finally {
      database.close();
    }
  }, 60_000);
});

describe('H7: what is missing stays missing on the way through a model', () => {
  it('in vectors with, without and with nothing but NULL', async () => {
    const count = 7_000;
    const project = await newProject(
      flowText(
        { rows: ['sql', { statement: `SELECT range AS n, CASE WHEN range < 2048 OR (range >= 4096 AND range % 3 = 0) THEN NULL ELSE range::DOUBLE END AS a FROM range(${count}) ORDER BY range` }], score: ['predict-onnx', { model: 'm.onnx', mapping: [{ input: 'x', columns: ['a'] }] }] },
        ['rows.out > score.in'],
      ),
      { 'm.onnx': linearModel([2], 1) },
    );
    const preview = await engine.calls.preview({ document: flowOf(await project.read('flow.json')), base: project.folder, node: 'score', port: 'out', rows: count });
    const table = tableFromIPC(preview.arrow);
    const [n, y] = [table.getChild('n')!, table.getChildAt(table.numCols - 1)!];
    expect(table.numRows).toBe(count);
    for (let i = 0; i < count; i++) {
      const row = Number(n.get(i));
      const missing = row < 2048 || (row >= 4096 && row % 3 === 0);
      expect(y.get(i)).toBe(missing ? null : row * 2 + 1);
    }
  });
});

describe('H8: rows outlive the chunk and the database they came from', () => {
  it('bytes of an older preview do not change with the next ones', async () => {
    const ask = (shift: number) => engine.calls.preview({ ...sql(`SELECT range + ${shift} AS n, 'a text longer than twelve bytes ' || (range + ${shift}) AS t FROM range(20000)`), node: 'rows', port: 'out', rows: 20_000 });
    const first = await ask(0);
    const copy = Uint8Array.from(first.arrow);
    for (let shift = 1; shift <= 5; shift++) await ask(shift * 1_000_000);
    expect(Buffer.compare(first.arrow, copy)).toBe(0);
    const table = tableFromIPC(first.arrow);
    for (let i = 0; i < 20_000; i += 617) expect([table.getChild('n')!.get(i), table.getChild('t')!.get(i)]).toEqual([BigInt(i), `a text longer than twelve bytes ${i}`]);
  });
});
