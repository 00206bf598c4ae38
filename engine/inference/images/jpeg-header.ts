import { ImageError, checkSize } from './pixels.ts';

/** Frames the decoder knows: baseline, extended and progressive, Huffman coded. */
const knownFrames = new Set([0xc0, 0xc1, 0xc2]);
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Walks the segments up to the pixels and refuses what the decoder would end itself over, or what is too large. Throws ImageError. */
export function checkJpegHeader(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cut = (): ImageError => new ImageError('the JPEG file ends too early');
  let framed = false;
  for (let at = 2; ; ) {
    while (at < bytes.length && bytes[at] !== 0xff) at++;
    while (at < bytes.length && bytes[at] === 0xff) at++;
    const marker = bytes[at++];
    if (marker === undefined || marker === 0xd9) throw cut();
    // Markers that stand alone, and filling zeros.
    if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) continue;
    if (at + 2 > bytes.length) throw cut();
    const length = view.getUint16(at);
    if (length < 2 || at + length > bytes.length) throw cut();
    if (isFrame(marker)) {
      if (!knownFrames.has(marker)) throw new ImageError('it is a lossless or arithmetic coded JPEG, which is not read; save it as a usual one');
      if (length < 8) throw cut();
      const [precision, height, width, components] = [bytes[at + 2], view.getUint16(at + 3), view.getUint16(at + 5), bytes[at + 7]];
      if (precision !== 8) throw new ImageError(`it is a JPEG of ${precision} bits, of which only 8 are read`);
      if (components !== 1 && components !== 3) throw new ImageError(components === 4 ? 'it is a JPEG in CMYK, as for printing; save it in RGB' : `it is a JPEG of ${components} channels, of which 1 or 3 are read`);
      checkSize(width!, height!);
      framed = true;
    }
    if (marker === 0xda) {
      if (!framed) throw new ImageError('the JPEG file does not say its size');
      return;
    }
    at += length;
  }
}
