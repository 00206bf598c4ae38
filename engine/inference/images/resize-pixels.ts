import type { Pixels } from './pixels.ts';

/** The pixels that one pixel of the result is made of, and their shares in units of 2^-22. */
interface Share {
  readonly first: number;
  readonly weights: Int32Array;
}

const precision = 22;
const half = 2 ** (precision - 1);

/**
 * Resizes as Pillow's BILINEAR does, and with it torchvision: a triangle that grows with the reduction, so that nothing is skipped; first along rows,
 * then along columns, each rounded to 8 bits, with the same fixed-point shares (libImaging/Resample.c). Pillow 13 begins with the columns where the
 * height shrinks much more, which moves single values by one; models of before were trained on the other order.
 */
export function resizePixels(image: Pixels, width: number, height: number): Pixels {
  const narrowed = image.width === width ? image : alongRows(image, sharesOf(image.width, width));
  return narrowed.height === height ? narrowed : alongColumns(narrowed, sharesOf(image.height, height));
}

function sharesOf(from: number, to: number): Share[] {
  const scale = from / to;
  const support = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(from, Math.trunc(centre + support + 0.5));
    const raw = Array.from({ length: end - first }, (__, k) => Math.max(0, 1 - Math.abs((k + first - centre + 0.5) * (1 / support))));
    const sum = raw.reduce((a, b) => a + b, 0);
    return { first, weights: Int32Array.from(raw, (weight) => Math.trunc(0.5 + (weight / sum) * 2 ** precision)) };
  });
}

const rounded = (sum: number): number => Math.min(255, (half + sum) >> precision);

function alongRows({ width, height, channels, data }: Pixels, shares: readonly Share[]): Pixels {
  const result = new Uint8Array(shares.length * height * channels);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (const { first, weights } of shares) {
      const from = (y * width + first) * channels;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += data[from + k * channels + c]! * weights[k]!;
        result[to++] = rounded(sum);
      }
    }
  }
  return { width: shares.length, height, channels, data: result };
}

function alongColumns({ width, channels, data }: Pixels, shares: readonly Share[]): Pixels {
  const line = width * channels;
  const result = new Uint8Array(shares.length * line);
  for (const [y, { first, weights }] of shares.entries()) {
    for (let i = 0; i < line; i++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += data[(first + k) * line + i]! * weights[k]!;
      result[y * line + i] = rounded(sum);
    }
  }
  return { width, height: shares.length, channels, data: result };
}
