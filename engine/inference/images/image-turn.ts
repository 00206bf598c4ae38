import type { Pixels } from './pixels.ts';

/** How an image is to be turned and mirrored to be seen as it was taken: the values 1 to 8 that EXIF knows. */
export type Turn = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const orientationTag = 0x0112;

/** What a JPEG or PNG file says of its orientation; 1, nothing to be done, where it says nothing or nothing that can be read. */
export function turnOf(bytes: Uint8Array): Turn {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const exif = file[0] === 0xff ? exifOfJpeg(file) : exifOfPng(file);
  return exif === null ? 1 : orientationIn(exif);
}

/** The image turned and mirrored, as Pillow's ImageOps.exif_transpose does. */
export function turnPixels(image: Pixels, turn: Turn): Pixels {
  if (turn === 1) return image;
  const { width, height, channels, data } = image;
  const swaps = turn >= 5;
  const [wide, high] = swaps ? [height, width] : [width, height];
  const mirrorsX = [2, 3, 7, 8].includes(turn);
  const mirrorsY = [3, 4, 6, 7].includes(turn);
  const result = new Uint8Array(data.length);
  for (let y = 0, to = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const [column, row] = swaps ? [y, x] : [x, y];
      const from = ((mirrorsY ? height - 1 - row : row) * width + (mirrorsX ? width - 1 - column : column)) * channels;
      for (let c = 0; c < channels; c++) result[to++] = data[from + c]!;
    }
  }
  return { width: wide, height: high, channels, data: result };
}

function exifOfJpeg(file: Buffer): Buffer | null {
  for (let at = 2; at + 4 <= file.length && file[at] === 0xff; ) {
    const marker = file[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    // Behind the start of the pixels there is nothing to be told.
    if (marker === 0xda || marker === 0xd9) return null;
    const end = at + 2 + file.readUInt16BE(at + 2);
    if (marker === 0xe1 && file.toString('latin1', at + 4, at + 10) === 'Exif\0\0') return file.subarray(at + 10, end);
    at = end;
  }
  return null;
}

function exifOfPng(file: Buffer): Buffer | null {
  for (let at = 8; at + 8 <= file.length; ) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'eXIf') return file.subarray(at + 8, at + 8 + length);
    at += 12 + length;
  }
  return null;
}

/** The orientation in the first directory of a TIFF structure. */
function orientationIn(exif: Buffer): Turn {
  const order = exif.toString('latin1', 0, 2);
  if (exif.length < 8 || (order !== 'II' && order !== 'MM')) return 1;
  const short = (at: number): number => (at + 2 > exif.length ? 0 : order === 'II' ? exif.readUInt16LE(at) : exif.readUInt16BE(at));
  const directory = order === 'II' ? exif.readUInt32LE(4) : exif.readUInt32BE(4);
  const entries = short(directory);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > exif.length) return 1;
    if (short(at) !== orientationTag) continue;
    const value = short(at + 8);
    return value >= 1 && value <= 8 ? (value as Turn) : 1;
  }
  return 1;
}
