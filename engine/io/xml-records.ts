import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { RecordParser, type XmlElement } from './record-parser.ts';
import { XmlTrouble } from './xml-trouble.ts';

/** Most characters of one record, and of what lies between two elements. */
const usualLongest = 67_108_864;

/**
 * The records of an XML file in their order, some at a time: no more is held than what is being read. Nothing is fetched, and entities that a file declares
 * are not known, so that neither a file elsewhere nor a text that grows without end can come of one. Throws XmlTrouble.
 */
export async function* xmlRecords(file: string, record: string, signal?: AbortSignal, longest = usualLongest): AsyncGenerator<readonly XmlElement[]> {
  const parser = new RecordParser(record, longest);
  for await (const text of textOf(file, signal)) {
    const ready = parser.write(text);
    if (ready.length > 0) yield ready;
  }
  const last = parser.close();
  if (last.length > 0) yield last;
}

/** The text of a file as its first bytes say it is written. */
async function* textOf(file: string, signal?: AbortSignal): AsyncGenerator<string> {
  const bytes = createReadStream(file, signal === undefined ? {} : { signal });
  const plain = /\.gz$/i.test(file) ? bytes.pipe(createGunzip()) : bytes;
  if (plain !== bytes) bytes.on('error', (error) => plain.destroy(error));
  let decoder: TextDecoder | null = null;
  try {
    for await (const chunk of plain as AsyncIterable<Uint8Array>) {
      decoder ??= decoderFor(chunk);
      yield decoded(decoder, chunk, true);
    }
    if (decoder) yield decoded(decoder, new Uint8Array(), false);
  } finally {
    bytes.destroy();
  }
}

function decoderFor(first: Uint8Array): TextDecoder {
  const [a, b] = first;
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le', { fatal: true });
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be', { fatal: true });
  const declared = /^\uFEFF?<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']/.exec(new TextDecoder('latin1').decode(first.subarray(0, 300)).replace(/^ï»¿/, ''))?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(declared, { fatal: true });
  } catch {
    throw new XmlTrouble(`Line 1: it says that it is written as ${declared}, which is no encoding known here.`);
  }
}

function decoded(decoder: TextDecoder, chunk: Uint8Array, stream: boolean): string {
  try {
    return decoder.decode(chunk, { stream });
  } catch {
    throw new XmlTrouble(`It holds bytes that are no ${decoder.encoding}. Save it as UTF-8.`);
  }
}

/** Whether a file begins as XML does, for messages about one that does not. */
export async function beginsAsXml(file: string): Promise<boolean> {
  if (/\.gz$/i.test(file)) return true;
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    // Whatever the encoding, past its mark and the zeros of one with two bytes a letter.
    return bytesRead === 0 || /^(?:ÿþ|þÿ|ï»¿)?\s*</.test(buffer.subarray(0, bytesRead).toString('latin1').replaceAll('\0', ''));
  } finally {
    await handle.close();
  }
}
