import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { deflateSync, crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { imagePixels } from './image-pixels.ts';
import { createImageReader } from './image-tensor.ts';
import { turnOf, turnPixels } from './image-turn.ts';
import type { Pixels } from './pixels.ts';
import { resizePixels } from './resize-pixels.ts';

interface Reference {
  readonly size: readonly number[];
  readonly rgb: string;
  readonly grey: string;
  readonly smaller: string;
  readonly larger: string;
}

const folder = new URL('../../../test/models/images/', import.meta.url);
const { files, turned } = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as { readonly files: Readonly<Record<string, Reference>>; readonly turned: readonly Pick<Reference, 'size' | 'rgb'>[] };
const bytesOf = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(new URL(name, folder)));
const digest = (pixels: Pixels): string => createHash('sha256').update(pixels.data).digest('hex');

describe('pixels are those of Pillow', () => {
  test.each(Object.entries(files))('%s', (name, wanted) => {
    const rgb = imagePixels(bytesOf(name), 3);
    expect({
      size: [rgb.width, rgb.height],
      rgb: digest(rgb),
      grey: digest(imagePixels(bytesOf(name), 1)),
      smaller: digest(resizePixels(rgb, 13, 8)),
      larger: digest(resizePixels(rgb, 70, 71)),
    }).toEqual(wanted);
  });

  test('every file has a reference', () => {
    expect(readdirSync(folder).filter((name) => /\.(jpg|png)$/.test(name)).sort()).toEqual(Object.keys(files).sort());
  });
});

describe('photographs that were held otherwise', () => {
  const photo = Buffer.from(bytesOf('photo.jpg'));
  const picture = Buffer.from(bytesOf('rgb.png'));
  const note = (turn: number, little: boolean): Buffer => {
    const exif = Buffer.alloc(26);
    exif.write(little ? 'II' : 'MM', 'latin1');
    const [short, long] = little ? [exif.writeUInt16LE.bind(exif), exif.writeUInt32LE.bind(exif)] : [exif.writeUInt16BE.bind(exif), exif.writeUInt32BE.bind(exif)];
    short(42, 2);
    long(8, 4);
    short(1, 8);
    short(0x0112, 10);
    short(3, 12);
    long(1, 14);
    short(turn, 18);
    return exif;
  };
  const segment = (body: Buffer): Buffer => Buffer.concat([Buffer.from([0xff, 0xe1, 0, body.length + 8]), Buffer.from('Exif\0\0'), body]);
  const withNote = (body: Buffer): Buffer => Buffer.concat([photo.subarray(0, 2), segment(body), photo.subarray(2)]);

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i is that of exif_transpose', (turn) => {
    for (const little of [true, false]) {
      const file = withNote(note(turn, little));
      const upright = turnPixels(imagePixels(file, 3), turnOf(file));
      expect({ size: [upright.width, upright.height], rgb: digest(upright) }).toEqual(turned[turn - 1]);
    }
  });

  test('the tensor is that of the turned image where the setting says so', () => {
    const reading = { from: 'bytes', channelsFirst: true, channels: 3, order: 'rgb', size: null, fit: 'none', shorter: 0, divide: 1, mean: [0, 0, 0], deviation: [1, 1, 1] } as const;
    const dims = (turn: 'stored' | 'upright') => createImageReader({ ...reading, turn }, 'float32')(withNote(note(6, true))).dims;
    expect([dims('stored'), dims('upright')]).toEqual([[3, 37, 50], [3, 50, 37]]);
  });

  test('a PNG says it in a chunk of its own', () => {
    const body = note(6, false);
    const chunk = Buffer.concat([Buffer.from([0, 0, 0, body.length]), Buffer.from('eXIf'), body, Buffer.alloc(4)]);
    expect(turnOf(Buffer.concat([picture.subarray(0, 33), chunk, picture.subarray(33)]))).toBe(6);
    expect(turnOf(picture)).toBe(1);
  });

  test('a note that says nothing sound turns nothing', () => {
    const far = note(6, true);
    far.writeUInt32LE(0xfffffff0, 4);
    for (const body of [note(9, true), note(0, false), note(6, true).subarray(0, 15), Buffer.from('XX'), far]) expect(turnOf(withNote(body))).toBe(1);
    for (const file of [photo, photo.subarray(0, 3), withNote(note(6, true)).subarray(0, 20), Buffer.alloc(0)]) expect(turnOf(file)).toBe(1);
  });
});

describe('what is no sound image', () => {
  const photo = bytesOf('photo.jpg');
  const picture = bytesOf('rgb.png');
  const chunk = (type: string, body: Uint8Array): Buffer => {
    const named = Buffer.concat([Buffer.from(type), body]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const png = (width: number, height: number, data: Uint8Array, colour = 0): Buffer => {
    const head = Buffer.alloc(13);
    head.writeUInt32BE(width, 0);
    head.writeUInt32BE(height, 4);
    head.set([8, colour, 0, 0, 0], 8);
    return Buffer.concat([picture.subarray(0, 8), chunk('IHDR', head), chunk('IDAT', deflateSync(data)), chunk('IEND', Buffer.alloc(0))]);
  };
  const changed = (bytes: Uint8Array, at: number, ...to: number[]): Uint8Array => {
    const copy = bytes.slice();
    copy.set(to, at);
    return copy;
  };
  /** Where the frame of the JPEG begins, which holds its size. */
  const frame = Buffer.from(photo).indexOf(Buffer.from([0xff, 0xc0]));
  const scan = Buffer.from(photo).indexOf(Buffer.from([0xff, 0xda]));

  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /it is empty/],
    ['text', Buffer.from('hello'), /neither JPEG nor PNG/],
    ['a JPEG cut in its pixels', photo.subarray(0, photo.length - 200), /ends too early/],
    ['a JPEG cut in its head', photo.subarray(0, 100), /ends too early/],
    ['a JPEG without pixels', photo.subarray(0, scan), /ends too early/],
    ['a JPEG of four colours', changed(photo, frame + 9, 4), /CMYK/],
    ['a JPEG coded otherwise', changed(photo, frame + 1, 0xc9), /arithmetic/],
    ['a JPEG that claims to be huge', changed(photo, frame + 5, 0xff, 0xff, 0xff, 0xff), /65535 × 65535 pixels/],
    ['a JPEG without rows', changed(photo, frame + 5, 0, 0), /no pixels/],
    ['a JPEG with broken tables', changed(photo, scan + 5, 9, 0x77), /damaged/],
    ['a PNG cut', picture.subarray(0, picture.length - 300), /ends too early/],
    ['a PNG with a flipped bit', changed(picture, 500, picture[500]! ^ 4), /damaged/],
    ['a PNG that claims to be huge', png(60_000, 60_000, new Uint8Array(9)), /60000 × 60000 pixels/],
    ['a PNG with too few lines', png(4, 3, new Uint8Array(10)), /ends too early/],
    ['a PNG with more than its lines', png(4, 3, new Uint8Array(100_000)), /damaged/],
    ['a PNG with an unknown filter', png(1, 1, Uint8Array.of(7, 0)), /damaged/],
    ['a PNG without palette', png(1, 1, new Uint8Array(2), 3), /no palette/],
  ])('%s', (_what, bytes, says) => {
    expect(() => imagePixels(bytes, 3)).toThrow(says);
  });

  test('an image after one that ended the decoder is sound', () => {
    expect(() => imagePixels(changed(photo, scan + 5, 9, 0x77), 3)).toThrow('damaged');
    expect(digest(imagePixels(photo, 3))).toBe(files['photo.jpg']!.rgb);
  });
});
