import type { ImageReading } from '../../relation/image-reading.ts';
import { blankValues } from '../tensor-values.ts';
import type { ElementType } from '../model-types.ts';
import type { RowTensor } from '../row-values.ts';
import { imagePixels } from './image-pixels.ts';
import { turnOf, turnPixels } from './image-turn.ts';
import { ImageError } from './pixels.ts';
import type { Pixels } from './pixels.ts';
import { resizePixels } from './resize-pixels.ts';

/** Makes what turns the bytes of a JPEG or PNG file into the tensor of one row; that throws ImageError. */
export function createImageReader(reading: ImageReading, elementType: ElementType): (bytes: Uint8Array) => RowTensor {
  const tables = Array.from({ length: reading.channels }, (_, channel) => valuesOf(reading, channel));
  return (bytes) => {
    const image = imagePixels(bytes, reading.channels);
    return laidOut(fitted(reading.turn === 'upright' ? turnPixels(image, turnOf(bytes)) : image, reading), reading, tables, elementType);
  };
}

function fitted(image: Pixels, { fit, size, shorter }: ImageReading): Pixels {
  if (size === null) return image;
  if (fit === 'none') {
    if (image.width === size.width && image.height === size.height) return image;
    throw new ImageError(`it has ${image.width} × ${image.height} pixels where the model takes ${size.width} × ${size.height}; let it be resized`);
  }
  if (fit === 'stretch') return resizePixels(image, size.width, size.height);
  const longer = (side: number, other: number): number => Math.trunc((shorter * side) / other);
  const scaled = image.width <= image.height ? resizePixels(image, shorter, longer(image.height, image.width)) : resizePixels(image, longer(image.width, image.height), shorter);
  return middleOf(scaled, size.width, size.height);
}

/** Cuts the middle out as torchvision does, where a half pixel goes to the even side. */
function middleOf({ width, height, channels, data }: Pixels, wide: number, high: number): Pixels {
  const left = halfToEven(width - wide);
  const top = halfToEven(height - high);
  const result = new Uint8Array(wide * high * channels);
  for (let y = 0; y < high; y++) {
    const from = ((top + y) * width + left) * channels;
    result.set(data.subarray(from, from + wide * channels), y * wide * channels);
  }
  return { width: wide, height: high, channels, data: result };
}

const halfToEven = (twice: number): number => (twice % 2 === 0 ? twice / 2 : 2 * Math.round(twice / 4));

/** What each of the 256 values of a channel becomes, with the roundings to 32 bits of the usual code. */
function valuesOf({ divide, mean, deviation }: ImageReading, channel: number): Float32Array {
  const at = Math.fround;
  return Float32Array.from({ length: 256 }, (_, value) => at(at(at(value / at(divide)) - at(mean[channel]!)) / at(deviation[channel]!)));
}

function laidOut({ width, height, channels, data }: Pixels, { channelsFirst, order }: ImageReading, tables: readonly Float32Array[], elementType: ElementType): RowTensor {
  const pixels = width * height;
  const values = blankValues(elementType, data.length) as Float32Array;
  for (let c = 0; c < channels; c++) {
    const table = tables[c]!;
    const source = order === 'bgr' ? channels - 1 - c : c;
    const [start, step] = channelsFirst ? [c * pixels, 1] : [c, channels];
    for (let i = 0, to = start; i < pixels; i++, to += step) values[to] = table[data[i * channels + source]!]!;
  }
  return { values, dims: channelsFirst ? [channels, height, width] : [height, width, channels] };
}
