/** A decoded image: rows of pixels of 8 bits, `channels` values each (grey, or red, green and blue). */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** An image that cannot be used; the message says why, to stand behind a colon. */
export class ImageError extends Error {}

/** Decoded, it takes 256 MB; a file of a few kilobytes can claim any size. */
const mostPixels = 64_000_000;

/** Refuses a size that would take too much memory. */
export function checkSize(width: number, height: number): void {
  if (width === 0 || height === 0) throw new ImageError('it has no pixels');
  if (width * height > mostPixels) throw new ImageError(`it has ${width} × ${height} pixels, more than the ${mostPixels / 1e6} million that are read; make it smaller`);
}
