import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { modelBytes, node, tensorPort, type Dimension } from '../inference/model-fixtures.ts';
import type { ImageSettings } from '../relation/bind-image.ts';
import { modelDatabase } from './model-function.fixture.ts';

const { connection, register, rowsOf } = modelDatabase();
const images = new URL('../../test/models/images/', import.meta.url).pathname;
const { predictions } = JSON.parse(readFileSync(join(images, 'expected.json'), 'utf8')) as { readonly predictions: Readonly<Record<string, readonly number[]>> };
const vision = new Uint8Array(readFileSync(join(images, 'vision.onnx')));
const settings: ImageSettings = { input: 'x', column: 'i', turn: 'stored', fit: 'crop', shorter: null, width: null, height: null, layout: 'auto', order: 'rgb', values: 'unit', divide: 255, mean: '0', deviation: '1' };
const blobs = `(SELECT content AS i, regexp_extract(filename, '[^/]+$') AS name FROM read_blob('${images}*.[jp][pn]g'))`;
const likeTorchvision = { ...settings, input: 'pixels', shorter: 29, values: 'imagenet' } as const;

/** The tensor itself, as lists. */
const identity = (shape: Dimension[], type: 'FLOAT' | 'UINT8' = 'FLOAT') => modelBytes({ input: [tensorPort('x', type, shape)], output: [tensorPort('y', type, shape)], node: [node('Identity', ['x'], ['y'])] });
/** A PNG of two pixels, red and a dark blue. */
const twoPixels = "from_base64('iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8DAwNAAAAaBAYDbxEJ9AAAAAElFTkSuQmCC')";

describe('images as inputs', () => {
  test('predictions are those of ONNX Runtime on what Pillow and torchvision make of the files', async () => {
    await register(vision, ['i BLOB'], { images: [likeTorchvision] });
    const rows = await rowsOf(`SELECT name, f(i).shares FROM ${blobs} ORDER BY name`);
    expect(rows.map(([name]) => name)).toEqual(Object.keys(predictions).sort());
    for (const [name, shares] of rows as [string, number[]][]) for (const [at, wanted] of predictions[name]!.entries()) expect(Math.abs(shares[at]! - wanted), name).toBeLessThan(1e-5);
  });

  test('more rows than are decoded at once come out in their order, NULLs among them', async () => {
    const averages = modelBytes({ input: [tensorPort('x', 'FLOAT', ['N', 3, 256, 256])], output: [tensorPort('y', 'FLOAT', ['N', 3, 1, 1])], node: [node('GlobalAveragePool', ['x'], ['y'])] });
    await register(averages, ['i BLOB'], { images: [{ ...settings, fit: 'stretch' }] });
    // 60 tensors of 196,608 numbers are three lots.
    const rows = await rowsOf(`WITH s AS MATERIALIZED (SELECT * FROM ${blobs} WHERE name IN ('photo.jpg', 'bits.png', 'rgb-16.png')), r AS (SELECT r, name, CASE WHEN r % 7 = 0 THEN NULL ELSE i END AS i FROM range(20) r(r), s)
      SELECT name, count(*), count(y), count(DISTINCT y) FROM (SELECT name, f(i).y AS y FROM r) GROUP BY name ORDER BY name`);
    expect(rows).toEqual(['bits.png', 'photo.jpg', 'rgb-16.png'].map((name) => [name, '20', '17', '1']));
  });

  test('channels first or last, red or blue first, values as chosen', async () => {
    let calls = 0;
    const tensor = async (shape: Dimension[], more: Partial<ImageSettings>, type: 'FLOAT' | 'UINT8' = 'FLOAT') => {
      await register(identity(shape, type), ['i BLOB'], { images: [{ ...settings, fit: 'none', ...more }] }, `f${++calls}`);
      return (await rowsOf(`SELECT f${calls}(${twoPixels}).y`))[0]![0];
    };
    expect(await tensor(['N', 1, 2, 3], { values: 'raw', layout: 'channels-last' })).toEqual([[[255, 0, 0], [0, 0, 128]]]);
    expect(await tensor(['N', 3, 1, 2], { values: 'raw', layout: 'channels-first' })).toEqual([[[255, 0]], [[0, 0]], [[0, 128]]]);
    expect(await tensor(['N', 3, 'h', 'w'], { values: 'raw', order: 'bgr' })).toEqual([[[0, 128]], [[0, 0]], [[255, 0]]]);
    expect(await tensor([1, 2, 3], { values: 'raw', layout: 'channels-last' }, 'UINT8')).toEqual([[[255, 0, 0], [0, 0, 128]]]);
    // Ambiguous shapes are asked about.
    await expect(tensor([1, 2, 3], { values: 'raw' }, 'UINT8')).rejects.toThrow('does not say where the channels are');
    expect(await tensor(['N', 1, 'h', 2], { values: 'raw' })).toEqual([[[76, 15]]]);
    expect(await tensor(['N', 1, 'h', 2], { values: 'own', mean: '0.5', deviation: '0.25' })).toEqual([[[expect.closeTo((76 / 255 - 0.5) * 4, 5), expect.closeTo((15 / 255 - 0.5) * 4, 5)]]]);
    expect(await tensor(['N', 'h', 'w', 3], { values: 'own', divide: 1, mean: '1, 2, 3', deviation: '2', order: 'bgr' })).toEqual([[[-0.5, -1, 126], [63.5, -1, -1.5]]]);
    expect(await tensor(['N', 2, 4, 3], { values: 'raw', fit: 'stretch' })).toHaveLength(2);
  });

  test('an image that cannot be used ends the run, or is told', async () => {
    const bad = `(SELECT * FROM (VALUES (1, 'x'::BLOB), (2, NULL)) t(k, i) UNION ALL SELECT 3, i FROM ${blobs} WHERE name = 'photo.jpg' UNION ALL SELECT 4, i[:600] FROM ${blobs} WHERE name = 'photo.jpg')`;
    await register(vision, ['i BLOB'], { images: [likeTorchvision] });
    await expect(connection().run(`SELECT f(i) FROM ${bad}`)).rejects.toThrow(/An image of column "i" cannot be used: it is neither JPEG nor PNG\./);
    await register(vision, ['i BLOB'], { images: [likeTorchvision], onFailure: 'null', told: ['c', 'o', 'm'] }, 'g');
    expect(await rowsOf(`SELECT k, r.shares IS NULL, r.c, r.o, regexp_extract(r.m, ': ([^.]*)', 1) FROM (SELECT k, g(i) AS r FROM ${bad}) ORDER BY k`)).toEqual([
      [1, true, 'model-failed', 'i', 'it is neither JPEG nor PNG'],
      [2, true, null, null, null],
      [3, false, null, null, null],
      [4, true, 'model-failed', 'i', 'the JPEG file ends too early'],
    ]);
  });
});

describe('images by their paths', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-images-'));
  const inside = join(folder, 'flow');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('are read from the folder of the flow, and from nowhere else', async () => {
    const { mkdirSync } = await import('node:fs');
    mkdirSync(inside);
    for (const at of [folder, inside]) writeFileSync(join(at, 'a.png'), readFileSync(join(images, 'rgb.png')));
    symlinkSync(join(folder, 'a.png'), join(inside, 'link.png'));
    mkdirSync(join(inside, '..more'));
    writeFileSync(join(inside, '..more', 'a.png'), readFileSync(join(images, 'rgb.png')));
    await register(vision, ['i VARCHAR'], { images: [likeTorchvision], onFailure: 'null', told: ['c', 'o', 'm'] }, 'f', inside);
    const told = async (path: string) => ((await rowsOf(`SELECT r.shares IS NOT NULL, r.m FROM (SELECT f('${path}') AS r)`))[0]!);
    expect(await told('a.png')).toEqual([true, null]);
    expect(await told(join(inside, 'a.png'))).toEqual([true, null]);
    expect(await told('..more/a.png')).toEqual([true, null]);
    for (const path of ['../a.png', join(folder, 'a.png'), 'link.png', '../none.png', '/etc/passwd']) expect(await told(path)).toEqual([false, expect.stringContaining(`The image "${path}" of column "i" cannot be used: it lies outside of ${inside}`)]);
    expect(await told('none.png')).toEqual([false, expect.stringContaining('there is no such file')]);
    expect(await told('.')).toEqual([false, expect.stringContaining('it is no file')]);
    expect(await told('')).toEqual([false, expect.stringContaining('it is no file')]);
  });
});
