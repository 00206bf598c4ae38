import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTsv } from './parse-tsv.ts';
import { guessType, tableFromPaste } from './pasted-table.ts';
import { withBlock } from './table-edit.ts';

test('cells, rows and a line end at the end', () => {
  expect(parseTsv('a\tb\r\n1\t\n')).toEqual([['a', 'b'], ['1', '']]);
  expect(parseTsv('')).toEqual([]);
  expect(parseTsv('\n')).toEqual([['']]);
});

test('quoted cells keep tabs, line ends and quotation marks', () => {
  expect(parseTsv('"a\tb"\t"c\nd"\t"e""f"')).toEqual([['a\tb', 'c\nd', 'e"f']]);
});

test('a quotation mark that is not closed is an ordinary character', () => {
  expect(parseTsv('5" pipe\t"open\n2')).toEqual([['5" pipe', '"open'], ['2']]);
});

test('what a spreadsheet writes is read back', () => {
  const quote = (text: string) => (/["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cell = fc.string({ unit: fc.constantFrom('a', '"', '\t', '\n', '\r', ' ', 'é', '1') });
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
      expect(parseTsv(`${rows.map((r) => r.map(quote).join('\t')).join('\n')}\n`)).toEqual(rows);
    }),
  );
});

test('types are guessed only where no value changes its meaning', () => {
  expect(guessType(['1', '', '-20'])).toBe('BIGINT');
  expect(guessType(['007'])).toBe('VARCHAR');
  expect(guessType(['1', '2.50'])).toBe('DOUBLE');
  expect(guessType(['2026-03-01'])).toBe('DATE');
  expect(guessType(['2026-03-01 10:00'])).toBe('TIMESTAMP');
  expect(guessType(['true', 'FALSE'])).toBe('BOOLEAN');
});

test('a pasted table takes its names from a first row of texts', () => {
  expect(tableFromPaste([['item', 'price'], ['nut', '1'], ['', '']])).toEqual({
    columns: [{ name: 'item', type: 'VARCHAR' }, { name: 'price', type: 'BIGINT' }],
    rows: [['nut', 1], [null, null]],
  });
  expect(tableFromPaste([['1', '2'], ['3', '4']]).columns.map((c) => c.name)).toEqual(['column_1', 'column_2']);
});

test('a block pasted at the edge makes the table grow', () => {
  const grown = withBlock({ columns: [{ name: 'a', type: 'VARCHAR' }], rows: [['x']] }, 0, 0, [['1', '2'], ['3', '4']]);
  expect(grown.columns).toHaveLength(2);
  expect(grown.rows).toEqual([['1', '2'], ['3', '4']]);
});
