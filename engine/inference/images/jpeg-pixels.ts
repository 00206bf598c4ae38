import createDecoder from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js';
import { checkJpegHeader } from './jpeg-header.ts';
import { jpegWasm } from './jpeg-wasm.ts';
import { ImageError } from './pixels.ts';
import type { Pixels } from './pixels.ts';

interface Decoder {
  decode(bytes: Uint8Array, turned: boolean): { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray } | null;
}

let compiled: WebAssembly.Module | null = null;
let decoder: Decoder | null = null;
/** What the decoder printed since it was last asked. */
let said: string[] = [];

/** Decodes with libjpeg's defaults, so that the pixels are those of Pillow. A file that ends too early, or is damaged, is an ImageError. */
export function jpegPixels(bytes: Uint8Array): Pixels {
  checkJpegHeader(bytes);
  said = [];
  decoder ??= openDecoder();
  let image;
  try {
    image = decoder.decode(bytes, false);
  } catch (cause) {
    // It left by way of exit(), with its stack where it was: another call would write anywhere.
    decoder = null;
    throw new ImageError(`the JPEG file is damaged (${said.at(-1) ?? String(cause)})`, { cause });
  }
  // The decoder fills in grey for what is not there and only prints that it did. Bytes between segments harm no pixel.
  const damage = said.find((line) => !/extraneous bytes before marker/.test(line));
  if (damage !== undefined) throw new ImageError(/premature end of jpeg file/i.test(damage) ? 'the JPEG file ends too early' : `the JPEG file is damaged (${damage})`);
  if (image === null) throw new ImageError('the JPEG file is damaged');
  const { width, height, data } = image;
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4) {
    rgb[to++] = data[from]!;
    rgb[to++] = data[from + 1]!;
    rgb[to++] = data[from + 2]!;
  }
  return { width, height, channels: 3, data: rgb };
}

/** The package offers promises; with the instance made at once the module is ready when the call returns. */
function openDecoder(): Decoder {
  compiled ??= new WebAssembly.Module(jpegWasm());
  const wasm = compiled;
  const say = (line: string): void => void said.push(line);
  const module = {
    noInitialRun: true,
    print: say,
    printErr: say,
    instantiateWasm(imports: WebAssembly.Imports, ready: (instance: WebAssembly.Instance) => void): WebAssembly.Exports {
      const instance = new WebAssembly.Instance(wasm, imports);
      ready(instance);
      return instance.exports;
    },
  };
  const opened = createDecoder(module) as Promise<unknown>;
  // It never settles differently from what is known already.
  opened.catch(() => undefined);
  if (!('decode' in module)) throw new Error('The JPEG decoder was not ready at once.');
  return module as unknown as Decoder;
}
