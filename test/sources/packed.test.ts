import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flow, run } from '../databases/flows.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-packed-'));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

const lines = (count: number): string => Array.from({ length: count }, (_, i) => `${i},${'x'.repeat(40)}${(i * 7919) % 10_007}\n`).join('');
const csv = `a,b\n${lines(1000)}`;
/** More than the start of a file that is looked at before a run. */
const long = `a,b\n${lines(110_000)}`;
const json = Array.from({ length: 1000 }, (_, i) => `{"a":${i},"b":"${(i * 7919) % 1009}"}\n`).join('');
const most = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length * 0.8));
const changed = (bytes: Buffer, at: number): Buffer => {
  const other = Buffer.from(bytes);
  other[at < 0 ? other.length + at : at]! ^= 0xff;
  return other;
};

async function rowsOf(type: string, path: string): Promise<{ readonly rows: string | null; readonly said: string }> {
  await rm(join(base, 'out.csv'), { force: true });
  const report = await run(engine, base, flow({ r: [type, type === 'read-xml' ? { path, record: 'i' } : { path }], n: ['aggregate', { measures: [{ function: 'count', as: 'n' }] }], w: ['write-delimited', { path: 'out.csv' }] }, ['r.out > n.in', 'n.out > w.in']));
  const rows = existsSync(join(base, 'out.csv')) ? (await readFile(join(base, 'out.csv'), 'utf8')).trim().split('\n')[1]! : null;
  return { rows, said: report.diagnostics.map((d) => `${d.code} ${d.at.node ?? ''}: ${d.message}`).join() };
}

describe('a packed file that is not whole fails instead of giving the rows up to where it breaks off', () => {
  const cases: readonly (readonly [string, () => Buffer])[] = [
    ['start.csv.gz', () => most(gzipSync(csv))],
    ['later.csv.gz', () => most(gzipSync(long, { level: 1 }))],
    ['late.CSV.GZ', () => most(gzipSync(long, { level: 1 }))],
    ['sum.csv.gz', () => changed(gzipSync(csv), -5)],
    ['summed.csv.gz', () => changed(gzipSync(long, { level: 1 }), -5)],
    ['behind.csv.gz', () => Buffer.concat([gzipSync(csv), most(gzipSync(csv))])],
    ['plain.csv.gz', () => Buffer.from(csv)],
    ['start.csv.zst', () => zstdCompressSync(csv).subarray(0, 60)],
    ['later.csv.zst', () => most(zstdCompressSync(long))],
    ['behind.csv.zst', () => Buffer.concat([zstdCompressSync(csv), most(zstdCompressSync(csv))])],
    ['rows.json.gz', () => most(gzipSync(json))],
    ['rows.json.zst', () => most(zstdCompressSync(json))],
    ['rows.xml.gz', () => most(gzipSync(`<r>${'<i><a>1</a></i>'.repeat(9000)}</r>`))],
  ];
  for (const [name, bytes] of cases) {
    it(name, async () => {
      await writeFile(join(base, name), bytes());
      const type = name.includes('json') ? 'read-json' : name.includes('xml') ? 'read-xml' : 'read-delimited';
      const { rows, said } = await rowsOf(type, name);
      expect(rows).toBeNull();
      expect(said).toMatch(/^file-format r: .*cannot (?:be unpacked|unpack .*): (it ends before its packed data do|its packed data are damaged)/);
    });
  }

  it('also the second file of a pattern, whose name is told', async () => {
    await writeFile(join(base, 'p1.csv.gz'), gzipSync(csv));
    await writeFile(join(base, 'p2.csv.gz'), most(gzipSync(csv)));
    expect((await rowsOf('read-delimited', 'p*.csv.gz')).said).toMatch(/^file-format r: .*p2\.csv\.gz: it ends before/);
    await writeFile(join(base, 'j1.json'), json);
    await writeFile(join(base, 'j2.json.gz'), most(gzipSync(json)));
    expect((await rowsOf('read-json', 'j?.json*')).said).toMatch(/^file-format r: .*j2\.json\.gz: it ends before/);
  });
});

it('whole files of several parts, with and without sums, are read to their ends', async () => {
  const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  for (const [name, bytes, rows] of [
    ['whole.csv.gz', gzipSync(long, { level: 1 }), 110_000],
    ['parts.csv.gz', Buffer.concat([gzipSync(csv), gzipSync(lines(5))]), 1005],
    ['whole.csv.zst', zstdCompressSync(long), 110_000],
    ['parts.csv.zst', Buffer.concat([zstdCompressSync(csv), skippable, zstdCompressSync(lines(5)), zstdCompressSync('')]), 1005],
    ['same.csv.zst', zstdCompressSync(`a\n${'1\n'.repeat(300_000)}`), 300_000],
    ['whole.json.gz', gzipSync(json), 1000],
  ] as const) {
    await writeFile(join(base, name), bytes);
    expect(await rowsOf(name.includes('json') ? 'read-json' : 'read-delimited', name), name).toEqual({ rows: String(rows), said: '' });
  }
});

it('a preview shows the first rows of a file that breaks off far behind them', async () => {
  await writeFile(join(base, 'far.csv.gz'), most(gzipSync(long, { level: 1 })));
  const preview = await engine.calls.preview({ document: flow({ node: ['read-delimited', { path: 'far.csv.gz' }] }), base, node: 'node', port: 'out', rows: 3 });
  expect(tableFromIPC(preview.arrow).numRows).toBe(3);
});
