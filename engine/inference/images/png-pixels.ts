import { crc32, inflateSync } from 'node:zlib';
import { ImageError, checkSize } from './pixels.ts';
import type { Pixels } from './pixels.ts';

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** Samples per pixel as they lie in the file: an index, or colours with opacity. */
  readonly samples: number;
  readonly palette: boolean;
  readonly interlaced: boolean;
}

/** Samples per pixel and depths by colour type (PNG 3, table 8). */
const colourTypes: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

/** First pixel and step of the passes of an interlaced file; one pass over everything for any other. */
const adam7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const;
const wholly = [[0, 0, 1, 1]] as const;

/** Decodes every kind of PNG to grey or RGB of 8 bits: opacity is left out, of 16 bits the upper 8 are kept. Throws ImageError. */
export function pngPixels(bytes: Uint8Array): Pixels {
  const { header, palette, parts } = chunksOf(bytes);
  const lengths = passesOf(header).map(({ wide, high }) => high * (1 + lineBytes(header, wide)));
  const expected = lengths.reduce((a, b) => a + b, 0);
  let lines: Uint8Array;
  try {
    lines = inflateSync(Buffer.concat(parts), { maxOutputLength: Math.max(1, expected) });
  } catch (cause) {
    throw new ImageError('the PNG file is damaged', { cause });
  }
  if (lines.length !== expected) throw new ImageError('the PNG file ends too early');
  const channels = header.palette || header.samples > 2 ? 3 : 1;
  const data = new Uint8Array(header.width * header.height * channels);
  let at = 0;
  for (const { x, y, dx, dy, wide, high } of passesOf(header)) {
    const length = lineBytes(header, wide);
    let above: Uint8Array = new Uint8Array(length);
    for (let row = 0; row < high; row++, at += 1 + length) {
      const line = lines.subarray(at + 1, at + 1 + length);
      unfilter(lines[at]!, line, above, Math.max(1, (header.samples * header.depth) >> 3));
      above = line;
      // Nearly all files: lines of colours as they are wanted.
      if (header.depth === 8 && header.samples === channels && !header.palette && !header.interlaced) data.set(line, row * length);
      else for (let i = 0; i < wide; i++) putPixel(data, ((y + row * dy) * header.width + x + i * dx) * channels, channels, line, i, header, palette);
    }
  }
  return { width: header.width, height: header.height, channels, data };
}

const lineBytes = ({ samples, depth }: Header, wide: number): number => Math.ceil((wide * samples * depth) / 8);

function passesOf({ width, height, interlaced }: Header) {
  return (interlaced ? adam7 : wholly)
    .map(([x, y, dx, dy]) => ({ x, y, dx, dy, wide: Math.ceil((width - x) / dx), high: Math.ceil((height - y) / dy) }))
    .filter(({ wide, high }) => wide > 0 && high > 0);
}

function chunksOf(bytes: Uint8Array): { readonly header: Header; readonly palette: Uint8Array; readonly parts: readonly Uint8Array[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Header | null = null;
  let palette: Uint8Array = new Uint8Array(0);
  const parts: Uint8Array[] = [];
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) throw new ImageError('the PNG file ends too early');
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) throw new ImageError('the PNG file ends too early');
    if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) throw new ImageError('the PNG file is damaged');
    const body = bytes.subarray(at + 8, end);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'IHDR' && length === 13) header = headerOf(body);
    else if (header === null) throw new ImageError('the PNG file does not begin with its size');
    else if (type === 'PLTE') palette = body;
    else if (type === 'IDAT') parts.push(body);
    else if (type === 'IEND') {
      if (header.palette && palette.length < 3) throw new ImageError('the PNG file has no palette');
      return { header, palette, parts };
    }
    at = end + 4;
  }
}

function headerOf(body: Uint8Array): Header {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const [width, height, depth, colour] = [view.getUint32(0), view.getUint32(4), body[8]!, body[9]!];
  const kind = colourTypes[colour];
  if (kind === undefined || !kind.depths.includes(depth) || body[10] !== 0 || body[11] !== 0 || body[12]! > 1) throw new ImageError('the PNG file is of a kind that the standard does not know');
  checkSize(width, height);
  return { width, height, depth, samples: kind.samples, palette: colour === 3, interlaced: body[12] === 1 };
}

/** Undoes the filter of a line in place; `distance` is how many bytes back the pixel to the left lies. */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, distance: number): void {
  if (filter > 4) throw new ImageError('the PNG file is damaged');
  const { length } = line;
  if (filter === 1) for (let i = distance; i < length; i++) line[i]! += line[i - distance]!;
  if (filter === 2) for (let i = 0; i < length; i++) line[i]! += above[i]!;
  if (filter === 3) for (let i = 0; i < length; i++) line[i]! += ((i < distance ? 0 : line[i - distance]!) + above[i]!) >> 1;
  if (filter === 4) for (let i = 0; i < length; i++) line[i]! += i < distance ? above[i]! : paeth(line[i - distance]!, above[i]!, above[i - distance]!);
}

function paeth(left: number, up: number, corner: number): number {
  const a = Math.abs(up - corner);
  const b = Math.abs(left - corner);
  const c = Math.abs(left + up - 2 * corner);
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function putPixel(data: Uint8Array, to: number, channels: 1 | 3, line: Uint8Array, i: number, header: Header, palette: Uint8Array): void {
  const { depth, samples } = header;
  if (header.palette) {
    const index = sampleOf(line, i, depth);
    if (index * 3 + 3 > palette.length) throw new ImageError('the PNG file names a colour that its palette lacks');
    data.set(palette.subarray(index * 3, index * 3 + 3), to);
  } else if (depth < 8) data[to] = Math.round((sampleOf(line, i, depth) * 255) / (2 ** depth - 1));
  else for (let c = 0; c < channels; c++) data[to + c] = line[((i * samples + c) * depth) >> 3]!;
}

/** The value of a sample of up to 8 bits. */
function sampleOf(line: Uint8Array, i: number, depth: number): number {
  const bit = i * depth;
  return (line[bit >> 3]! >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}
