import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { emptyDocument } from '../../engine/document/document.ts';
import { catalog } from '../../nodes/catalog.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { callCommandLine } from '../bad-input/project.ts';

const images = new URL('images/', import.meta.url).pathname;
const model = join(images, 'vision.onnx');
const { predictions } = JSON.parse(await readFile(join(images, 'expected.json'), 'utf8')) as { readonly predictions: Readonly<Record<string, readonly number[]>> };
const folder = await mkdtemp(join(tmpdir(), 'millrace-images-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

test('millrace predict reads images by their paths, and puts bad ones aside', async () => {
  const names = Object.keys(predictions);
  const data = join(folder, 'photos.csv');
  // The current folder is the one that paths start from.
  await writeFile(data, ['photo', ...names.map((name) => relative(process.cwd(), join(images, name))), '/etc/hostname', 'none.jpg'].join('\n'));
  const [out, errors] = [join(folder, 'out.ndjson'), join(folder, 'errors.ndjson')];
  const call = (...more: string[]) => callCommandLine(['predict', model, data, '--to', out, ...more]);
  expect(await call('--image', 'pixels=photo,fit=crop,shorter=29,values=imagenet', '--on-failure', 'errors', '--errors', errors)).toMatchObject({ code: 0, err: '' });
  const rows = (await readFile(out, 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { readonly photo: string; readonly shares: readonly number[] });
  expect(rows.map((row) => row.photo.split('/').at(-1))).toEqual(names);
  for (const [i, row] of rows.entries()) for (const [at, wanted] of predictions[names[i]!]!.entries()) expect(Math.abs(row.shares[at]! - wanted), row.photo).toBeLessThan(1e-5);
  expect(await readFile(errors, 'utf8')).toMatch(/^\{"photo":"\/etc\/hostname","_error_code":"model-failed","_error_column":"photo",[^\n]*outside of[^\n]*\n\{"photo":"none\.jpg"[^\n]*no such file[^\n]*\n$/);
  expect(await call('--image', 'pixels=photo,shorter=29')).toMatchObject({ code: 1, err: expect.stringContaining('outside of') });
  expect(await call('--image', 'pixels=photo,size=29')).toMatchObject({ code: 2, err: expect.stringContaining('is not NAME=COLUMN[,SETTING=VALUE…]') });
  expect(await call('--image', 'pixels=photo,shorter=20')).toMatchObject({ code: 2, err: expect.stringMatching(/error model\.images\.0\.shorter: .*choose 24 or more/) });
  expect(await call()).toMatchObject({ code: 2, err: expect.stringContaining('[model-inputs]') });
});

test('scores of images that are read by their paths are never taken from an earlier run: another image may lie there now', async () => {
  const engine = await openTestEngine(catalog, { cache: { folder: join(folder, 'cache'), maxBytes: 1e9, version: '1', leastMilliseconds: 0 } });
  try {
    const node = (type: string, params: Readonly<Record<string, unknown>>) => ({ type, version: catalog.get(type)!.version, params });
    const nodes = {
      rows: node('inline-table', { table: { columns: [{ name: 'photo', type: 'VARCHAR' }], rows: [['a.png']] } }),
      model: { ...node('predict-onnx', { model, images: [{ input: 'pixels', column: 'photo', shorter: 29, values: 'imagenet' }] }), cached: true },
      file: node('write-json', { path: 'out.ndjson' }),
    };
    const document = { ...emptyDocument('images'), nodes, edges: [{ from: 'rows.out', to: 'model.in' }, { from: 'model.out', to: 'file.in' }] };
    for (const name of ['rgb.png', 'bits.png']) {
      await writeFile(join(folder, 'a.png'), await readFile(join(images, name)));
      const report = await engine.session.run({ document, base: folder, name: 'images' }, () => undefined, () => undefined);
      expect(report.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
      const { shares } = JSON.parse(await readFile(join(folder, 'out.ndjson'), 'utf8')) as { readonly shares: readonly number[] };
      expect(shares[0]).toBeCloseTo(predictions[name]![0]!, 5);
    }
  } finally {
    await engine.close();
  }
});
