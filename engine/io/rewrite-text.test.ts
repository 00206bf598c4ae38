import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TextFinish } from '../definition/index.ts';
import { TextEncoding } from './encode-text.ts';
import { findEncoding } from './find-encoding.ts';
import { TextDecoding, TextRewriting, type UndecodableText } from './rewrite-text.ts';
import type { TextRecipe } from '../plan/staging.ts';

const recipe: TextRecipe = { encoding: 'utf-8', encodingFound: false, delimiter: ',', quote: '"', escape: '"', mixedEnds: true, comment: '##', dropComments: false };

function encodedIn(finish: TextFinish, chunks: readonly string[]): string {
  const encoding = new TextEncoding(finish);
  return Buffer.concat([...chunks.map((chunk) => encoding.push(chunk, false)), encoding.push('', true)]).toString('hex');
}

test('quotes guard line ends and comment signs; the numbers of lines stay', () => {
  const rewrite = (text: string, more: Partial<TextRecipe> = {}) => new TextRewriting({ ...recipe, ...more }).push(text, true);
  expect(rewrite('a,"x\r\ny\r""z"\r\n##c\r1\r2\n')).toBe('a,"x\r\ny\r""z"\n\n1\n2\n');
  expect(rewrite('a,5" pipe\r\nb,x##y\r')).toBe('a,5" pipe\nb,x##y\n');
  expect(rewrite('##c\r\n1\r\n##d\n2', { dropComments: true })).toBe('1\n2');
  expect(rewrite('"a\\"\r",b\r', { escape: '\\' })).toBe('"a\\"\r",b\n');
});

test('however a text is cut into chunks, it is rewritten and encoded the same', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '"', ',', '\r', '\n', '##', '#', 'é', '🎈'), { maxLength: 30 }), fc.array(fc.nat(40), { maxLength: 4 }), fc.boolean(), (signs, cuts, dropComments) => {
      const bytes = Buffer.from(signs.join(''));
      const whole = new TextRewriting({ ...recipe, dropComments }).push(bytes.toString(), true);
      const decoding = new TextDecoding('utf-8');
      const rewriting = new TextRewriting({ ...recipe, dropComments });
      const at = [0, ...cuts.filter((c) => c < bytes.length).toSorted((a, b) => a - b), bytes.length];
      const parts = at.slice(1).map((end, i) => rewriting.push(decoding.push(bytes.subarray(at[i]!, end), false), false));
      expect(parts.join('') + rewriting.push(decoding.push(new Uint8Array(), true), true)).toBe(whole);
      const text = signs.join('');
      expect(encodedIn({ encoding: 'utf-16', lineEnd: 'crlf', quote: '"' }, [text.slice(0, cuts[0] ?? 0), text.slice(cuts[0] ?? 0)])).toEqual(encodedIn({ encoding: 'utf-16', lineEnd: 'crlf', quote: '"' }, [text]));
    }),
  );
});

test('bytes that an encoding does not have are told with their line', () => {
  const lineOf = (encoding: TextRecipe['encoding'], text: string): number => {
    try {
      new TextDecoding(encoding).push(Buffer.from(text, 'latin1'), true);
    } catch (error) {
      return (error as UndecodableText).line;
    }
    return 0;
  };
  expect(lineOf('windows-1252', 'a\r\nb\x81')).toBe(2);
  expect(lineOf('latin-1', 'a\n\n\x80')).toBe(3);
  expect(lineOf('utf-8', 'a\n\xff')).toBe(2);
  expect(lineOf('windows-1253', '\n\n\xaa')).toBe(3);
  expect(lineOf('windows-1252', '\x80\xe9')).toBe(0);
});

test('encodings are told by marks, zero bytes and broken signs; binary data is none', () => {
  const of = (bytes: Buffer) => findEncoding(bytes, true);
  expect(of(Buffer.from('é'))).toBe('utf-8');
  expect(of(Buffer.from('é,ü,x\xff', 'latin1'))).toBe('windows-1252');
  expect(of(Buffer.concat([Buffer.from('éüö'), Buffer.from([0xff])]))).toBe('utf-8');
  expect(of(Buffer.from('ab,cd\n', 'utf16le'))).toBe('utf-16le');
  expect(of(Buffer.from('ab,cd\n', 'utf16le').swap16())).toBe('utf-16be');
  expect(of(Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)))).toBeNull();
  expect(findEncoding(Buffer.from('aé').subarray(0, 2), false)).toBe('utf-8');
});
