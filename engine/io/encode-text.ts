import type { TextFinish, WrittenEncoding } from '../definition/index.ts';

/** A sign that the encoding does not have. */
export class UnencodableText extends Error {
  readonly line: number;
  readonly sign: string;

  constructor(line: number, sign: string) {
    super(`Line ${line} holds a sign that the encoding does not have.`);
    this.line = line;
    this.sign = sign;
  }
}

/** Turns a text into the bytes of another encoding chunk by chunk; a sign it does not have throws UnencodableText. */
export class TextEncoding {
  private readonly finish: TextFinish;
  private readonly codes: ReadonlyMap<string, number> | null;
  private inQuotes = false;
  private line = 1;
  private held = '';
  private begun = false;

  constructor(finish: TextFinish) {
    this.finish = finish;
    this.codes = singleBytes(finish.encoding);
  }

  push(chunk: string, last: boolean): Buffer {
    let text = this.held + chunk;
    // A sign outside the basic plane is two units, which a chunk may cut apart.
    const cut = !last && /[\uD800-\uDBFF]$/.test(text) ? 1 : 0;
    this.held = text.slice(text.length - cut);
    text = this.withLineEnds(text.slice(0, text.length - cut));
    const mark = !this.begun && (this.finish.encoding === 'utf-8-bom' || this.finish.encoding === 'utf-16') ? '\uFEFF' : '';
    this.begun = true;
    if (this.finish.encoding === 'utf-16') return Buffer.from(mark + text, 'utf16le');
    if (this.codes === null) return Buffer.from(mark + text, 'utf8');
    const bytes = Buffer.alloc(text.length);
    let length = 0;
    for (const sign of text) {
      const code = this.codes.get(sign);
      if (code === undefined) throw new UnencodableText(this.line, sign);
      if (sign === '\n') this.line++;
      bytes[length++] = code;
    }
    return bytes.subarray(0, length);
  }

  private withLineEnds(text: string): string {
    if (this.finish.lineEnd === 'lf') return text;
    const { quote } = this.finish;
    // Between two quotes nothing is a line end of the file.
    return text
      .split(quote)
      .map((part, i) => {
        if (i > 0) this.inQuotes = !this.inQuotes;
        return this.inQuotes ? part : part.replaceAll('\n', '\r\n');
      })
      .join(quote);
  }
}

/** The byte of every sign of an encoding that has one byte for each; null for Unicode. */
function singleBytes(encoding: WrittenEncoding): ReadonlyMap<string, number> | null {
  if (encoding.startsWith('utf')) return null;
  const codes = new Map<string, number>();
  const decoder = encoding === 'latin-1' ? null : new TextDecoder(encoding);
  for (let byte = 0; byte < 256; byte++) {
    const sign = decoder === null ? String.fromCharCode(byte) : decoder.decode(Uint8Array.of(byte));
    // Bytes between 0x80 and 0x9F that stand for control signs mean nothing to readers.
    if (sign !== '\uFFFD' && !(byte > 0x7f && /[\u0080-\u009F]/.test(sign))) codes.set(sign, byte);
  }
  return codes;
}
