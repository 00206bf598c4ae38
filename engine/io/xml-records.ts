import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { SaxesParser } from 'saxes';
import { XmlTrouble } from './xml-trouble.ts';

/** An element with what is in it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  /** Text between its tags, that of its children left out. */
  text: string;
}

/** Most characters of one record, and of what lies between two elements. */
const usualLongest = 67_108_864;
const deepest = 1000;

/**
 * The records of an XML file in their order, some at a time: no more is held than what is being read. Nothing is fetched, and entities that a file declares
 * are not known, so that neither a file elsewhere nor a text that grows without end can come of one. Throws XmlTrouble.
 */
export async function* xmlRecords(file: string, record: string, signal?: AbortSignal, longest = usualLongest): AsyncGenerator<readonly XmlElement[]> {
  const parser = new SaxesParser();
  const path: string[] = [];
  const inside: XmlElement[] = [];
  let ready: XmlElement[] = [];
  let size = 0;
  /** Characters since the parser told of anything: it holds them all. */
  let quiet = 0;
  const grow = (by: number): void => {
    size += by;
    if (size > longest) throw new XmlTrouble(`Line ${parser.line}: a "${record}" is longer than ${longest} characters. Choose an element further inside.`);
  };
  parser.on('error', (error) => {
    throw new XmlTrouble(/undefined entity/.test(error.message) ? `Line ${parser.line}: it uses an entity that is not one of XML's own. Entities that a file declares are not read; write the characters themselves.` : `Line ${parser.line}: ${error.message.replace(/^\d+:\d+: /, '').replace(/[.]$/, '')}.`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    quiet = 0;
    path.push(name);
    if (path.length > deepest) throw new XmlTrouble(`Line ${parser.line}: elements lie more than ${deepest} deep in each other.`);
    const starts = inside.length === 0 && (record.startsWith('/') ? `/${path.join('/')}` === record : name === record);
    if (!starts && inside.length === 0) return;
    const element: XmlElement = { name, attributes: { ...attributes }, children: [], text: '' };
    grow(name.length + JSON.stringify(attributes).length);
    inside.at(-1)?.children.push(element);
    inside.push(element);
  });
  const addText = (text: string): void => {
    quiet = 0;
    const at = inside.at(-1);
    if (!at) return;
    grow(text.length);
    at.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    quiet = 0;
    path.pop();
    const closed = inside.pop();
    if (!closed || inside.length > 0) return;
    ready.push(closed);
    size = 0;
  });
  for await (const text of textOf(file, signal)) {
    quiet += text.length;
    if (quiet > longest) throw new XmlTrouble(`Line ${parser.line}: More than ${longest} characters without an element. Choose another file.`);
    parser.write(text);
    if (ready.length > 0) yield ready;
    ready = [];
  }
  parser.close();
  if (ready.length > 0) yield ready;
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
