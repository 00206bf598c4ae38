import { jpegPixels } from './jpeg-pixels.ts';
import { ImageError } from './pixels.ts';
import type { Pixels } from './pixels.ts';
import { pngPixels } from './png-pixels.ts';

/** The pixels of a JPEG or PNG file as Pillow gives them in mode RGB or L. A note in the file that it is to be turned is left to `turnPixels`. Throws ImageError. */
export const imagePixels = (bytes: Uint8Array, channels: 1 | 3): Pixels => inChannels(decoded(bytes), channels);

function decoded(bytes: Uint8Array): Pixels {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegPixels(bytes);
  if ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, i) => bytes[i] === byte)) return pngPixels(bytes);
  throw new ImageError(bytes.length === 0 ? 'it is empty' : 'it is neither JPEG nor PNG');
}

/** Grey by the weights of Pillow's mode L (ITU-R 601), colours of equal values by repetition. */
function inChannels({ width, height, channels, data }: Pixels, wanted: 1 | 3): Pixels {
  if (channels === wanted) return { width, height, channels, data };
  const result = new Uint8Array(width * height * wanted);
  if (wanted === 3) for (let i = 0; i < data.length; i++) result.fill(data[i]!, i * 3, i * 3 + 3);
  else for (let i = 0, at = 0; i < result.length; i++, at += 3) result[i] = (data[at]! * 19_595 + data[at + 1]! * 38_470 + data[at + 2]! * 7471 + 0x8000) >> 16;
  return { width, height, channels: wanted, data: result };
}
