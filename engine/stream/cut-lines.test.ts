import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutLines, type LineSigns } from './cut-lines.ts';

const csv: LineSigns = { delimiter: ',', quote: '"', escape: '"', comment: '' };
const lines = (text: string, signs: LineSigns): string[] => {
  const bytes = Buffer.from(text);
  let from = 0;
  return cutLines(bytes, signs, 1000).map((end) => {
    const line = bytes.subarray(from, end).toString();
    from = end;
    return line;
  });
};

test('a line of JSON ends at its line break, an unfinished one is left', () => {
  expect(lines('{"a":"ü"}\n\n{"a":"\\n"}\n{"a":', null)).toEqual(['{"a":"ü"}\n', '\n', '{"a":"\\n"}\n']);
});

test('line breaks within quotes belong to the cell', () => {
  expect(lines('a,"b\n""c""\nd",e\nf,g"h\ni, "j\nk"\n"open\n', csv)).toEqual(['a,"b\n""c""\nd",e\n', 'f,g"h\n', 'i, "j\nk"\n']);
});

test('an escape sign of its own, a long delimiter and comments', () => {
  const signs: LineSigns = { delimiter: '||', quote: "'", escape: '\\', comment: '#' };
  expect(lines("# it's\n'a\\'\nb'||'c'\nx|'y\n", signs)).toEqual(["# it's\n", "'a\\'\nb'||'c'\n", "x|'y\n"]);
});

test('the number of lines is bounded', () => {
  expect(cutLines(Buffer.from('a\nb\nc\n'), null, 2)).toEqual([2, 4]);
  expect(cutLines(Buffer.from('"a"\nb\nc\n'), csv, 2)).toEqual([4, 6]);
});

test('what comes later never moves an end that was found', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('"', ',', '\n', 'a', ' ', '""', '"\n"'), { maxLength: 40 }), fc.nat(60), (parts, at) => {
      const text = parts.join('');
      const cut = Math.min(at, text.length);
      const whole = cutLines(Buffer.from(text), csv, 1000);
      const before = cutLines(Buffer.from(text.slice(0, cut)), csv, 1000);
      expect(whole.slice(0, before.length)).toEqual(before);
      const last = before.at(-1) ?? 0;
      expect([...before, ...cutLines(Buffer.from(text.slice(last)), csv, 1000).map((end) => end + last)]).toEqual(whole);
    }),
  );
});
