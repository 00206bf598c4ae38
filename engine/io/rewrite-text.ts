import type { TextRecipe } from '../plan/staging.ts';
import type { TextEncoding } from '../relation/relation.ts';

/** Bytes that the encoding does not have. */
export class UndecodableText extends Error {
  /** Line of the first such byte, from 1. */
  readonly line: number;

  constructor(line: number) {
    super(`Line ${line} holds bytes that the encoding does not have.`);
    this.line = line;
  }
}

/** Decodes a text chunk by chunk; bytes that cannot be decoded throw UndecodableText instead of becoming another sign. */
export class TextDecoding {
  private readonly encoding: TextEncoding;
  private decoder: TextDecoder;
  private lines = 1;
  private begun = false;

  constructor(encoding: TextEncoding) {
    this.encoding = encoding;
    this.decoder = decoderFor(encoding, true);
  }

  /** The next signs; `last` says that no bytes follow. */
  push(bytes: Uint8Array, last: boolean): string {
    if (!this.begun && bytes.length > 0) {
      this.begun = true;
      if (this.encoding === 'utf-16' && bytes[0] === 0xfe && bytes[1] === 0xff) this.decoder = decoderFor('utf-16be', true);
    }
    let text: string;
    try {
      text = this.decoder.decode(bytes, { stream: !last });
    } catch {
      const lenient = decoderFor(this.encoding, false).decode(bytes);
      throw new UndecodableText(this.lines + countLines(lenient.slice(0, Math.max(0, lenient.indexOf('\uFFFD')))));
    }
    if (!isUnicode(this.encoding)) {
      // Decoders of the web let through bytes that mean nothing in these encodings.
      const stray = text.search(/[\u0080-\u009F]/);
      if (stray >= 0) throw new UndecodableText(this.lines + countLines(text.slice(0, stray)));
    }
    this.lines += countLines(text);
    return text;
  }
}

const isUnicode = (encoding: TextEncoding): boolean => encoding.startsWith('utf') || encoding === 'gb18030';

/** Line ends in a text, CR LF counted once. */
const countLines = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;

function decoderFor(encoding: TextEncoding, fatal: boolean): TextDecoder {
  // To a decoder of the web, Latin-1 is another name for Windows-1252.
  if (encoding === 'latin-1') return { decode: (bytes?: Uint8Array) => Buffer.from(bytes ?? []).toString('latin1') } as TextDecoder;
  return new TextDecoder(encoding === 'utf-16' ? 'utf-16le' : encoding, { fatal });
}

/** Rewrites a decoded text chunk by chunk: one kind of line end outside quotes, lines that are comments made empty. */
export class TextRewriting {
  private readonly recipe: TextRecipe;
  private readonly plain: boolean;
  private held = '';
  private inQuotes = false;
  private escaped = false;
  private inComment = false;
  private lineStart = true;
  private mayQuote = true;
  private afterReturn = false;

  constructor(recipe: TextRecipe) {
    this.recipe = recipe;
    this.plain = !recipe.mixedEnds && recipe.comment === '';
  }

  push(chunk: string, last: boolean): string {
    if (this.plain) return chunk;
    const { quote, escape, delimiter, comment, dropComments } = this.recipe;
    const text = this.held + chunk;
    // A comment sign may be cut in two.
    const end = last ? text.length : Math.max(0, text.length - Math.max(0, comment.length - 1));
    this.held = text.slice(end);
    const separator = delimiter.slice(-1);
    const out: string[] = [];
    let from = 0;
    const leaveOut = (at: number, instead = ''): void => {
      out.push(text.slice(from, at), instead);
      from = at + 1;
    };
    for (let i = 0; i < end; i++) {
      const c = text[i]!;
      if (this.inQuotes) {
        if (this.escaped) this.escaped = false;
        else if (c === escape && escape !== quote) this.escaped = true;
        // A doubled quote opens again at once.
        else if (c === quote) this.inQuotes = false;
        this.mayQuote = true;
      } else if (c === '\n' || c === '\r') {
        if (c === '\n' && this.afterReturn) leaveOut(i);
        else if (this.inComment && dropComments) leaveOut(i);
        else if (c === '\r') leaveOut(i, '\n');
        else if (this.inComment) from = i;
        this.afterReturn = c === '\r';
        this.inComment = false;
        this.lineStart = true;
        this.mayQuote = true;
      } else if (this.inComment || (this.lineStart && comment !== '' && text.startsWith(comment, i))) {
        if (!this.inComment) out.push(text.slice(from, i));
        this.inComment = true;
        this.afterReturn = false;
        from = i + 1;
      } else {
        this.afterReturn = false;
        this.lineStart = false;
        if (c === quote && this.mayQuote) this.inQuotes = true;
        this.mayQuote = c === separator || (this.mayQuote && c === ' ');
      }
    }
    out.push(text.slice(from, end));
    return out.join('');
  }
}
