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

/** The same along every row; three sums at a time where there are three channels, which is what most of the time goes into. */
function alongRows({ width, height, channels, data }: Pixels, shares: readonly Share[]): Pixels {
  const result = new Uint8Array(shares.length * height * channels);
  const line = shares.length * channels;
  for (let x = 0; x < shares.length; x++) {
    const { first, weights } = shares[x]!;
    const taps = weights.length;
    for (let y = 0; y < height; y++) {
      let from = (y * width + first) * channels;
      const to = y * line + x * channels;
      if (channels === 1) {
        let sum = half;
        for (let k = 0; k < taps; k++) sum += data[from + k]! * weights[k]!;
        result[to] = Math.min(255, sum >> precision);
        continue;
      }
      let [red, green, blue] = [half, half, half];
      for (let k = 0; k < taps; k++, from += 3) {
        const weight = weights[k]!;
        red += data[from]! * weight;
        green += data[from + 1]! * weight;
        blue += data[from + 2]! * weight;
      }
      result[to] = Math.min(255, red >> precision);
      result[to + 1] = Math.min(255, green >> precision);
      result[to + 2] = Math.min(255, blue >> precision);
    }
  }
  return { width: shares.length, height, channels, data: result };
}

function alongColumns({ width, channels, data }: Pixels, shares: readonly Share[]): Pixels {
  const line = width * channels;
  const result = new Uint8Array(shares.length * line);
  const sums = new Int32Array(line);
  for (const [y, { first, weights }] of shares.entries()) {
    sums.fill(half);
    // Line by line, as they lie in memory.
    for (let k = 0; k < weights.length; k++) {
      const from = (first + k) * line;
      const weight = weights[k]!;
      for (let i = 0; i < line; i++) sums[i]! += data[from + i]! * weight;
    }
    for (let i = 0; i < line; i++) result[y * line + i] = Math.min(255, sums[i]! >> precision);
  }
  return { width, height: shares.length, channels, data: result };
}
