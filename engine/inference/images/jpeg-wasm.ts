import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The compiled decoder. The build puts its bytes in the place of this module, so that no file is looked for where it ships (tools/build.mjs). */
export const jpegWasm = (): Uint8Array<ArrayBuffer> => readFileSync(createRequire(import.meta.url).resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'));
