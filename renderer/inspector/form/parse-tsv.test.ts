import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTsv } from './parse-tsv.ts';
import { guessType, readPasted, tableFromPaste } from './pasted-table.ts';
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

test('numbers are read in the form that the cells show, and stay text where nothing shows it', () => {
  // Only one reading is possible.
  expect(guessType(['1.234,50', '-3'])).toBe('DOUBLE');
  expect(tableFromPaste([['n'], ['1.234,50'], ['−3'], ['1.234.567']]).rows).toEqual([['1234.50'], ['-3'], ['1234567']]);
  expect(tableFromPaste([['n'], ['1,234.50'], ['0.125']]).rows).toEqual([['1234.50'], ['0.125']]);
  expect(tableFromPaste([['n'], ['1 234'], ["1'234"], ['12\u202f345']])).toEqual({ columns: [{ name: 'n', type: 'BIGINT' }], rows: [[1234], [1234], [12345]] });
  // 1.234 is one and a bit, or a thousand and more: another column tells, or nobody does.
  expect(readPasted([['a', 'b'], ['1.234', '0,5'], ['2', '1']])).toEqual({ table: { columns: [{ name: 'a', type: 'BIGINT' }, { name: 'b', type: 'DOUBLE' }], rows: [[1234, '0.5'], [2, '1']] }, doubts: [] });
  expect(readPasted([['a', 'b'], ['1.234', 'x'], ['2', 'y']])).toEqual({ table: { columns: [{ name: 'a', type: 'VARCHAR' }, { name: 'b', type: 'VARCHAR' }], rows: [['1.234', 'x'], ['2', 'y']] }, doubts: [{ column: 'a', text: '1.234' }] });
  expect(readPasted([['a', 'b', 'c'], ['1.234', '0,5', '0.5']]).doubts).toEqual([{ column: 'a', text: '1.234' }]);
  for (const text of ['12 %', '1.50 €', '1,23,456', '1.2.3', '00.5', '(5)', '1 23']) expect(guessType([text]), text).toBe('VARCHAR');
});

test('no digit is lost: long numbers are exact decimals or stay text', () => {
  expect(guessType(['12345678901234567.25', '1.5'])).toBe('DECIMAL(19,2)');
  expect(guessType(['1234567890123456789'])).toBe('VARCHAR');
  expect(guessType(['1.5E+3', '2'])).toBe('DOUBLE');
});

test('a number written in one form is the number, whichever form it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 99 }), fc.constantFrom('en', 'de', 'fr', 'de-CH'), (n, cents, locale) => {
      // Read, not added up: 4 + 0.69 is not 4.69.
      const number = Number(`${n}.${String(cents).padStart(2, '0')}`);
      const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(number);
      const { columns, rows } = tableFromPaste([['n'], [text]]);
      expect([columns[0]!.type, Number(rows[0]![0])], text).toEqual(['DOUBLE', number]);
    }),
  );
});

test('days with the day first, the month first, and those that could be both', () => {
  expect(tableFromPaste([['d'], ['1.2.2024'], ['29.02.2024']])).toEqual({ columns: [{ name: 'd', type: 'DATE' }], rows: [['2024-02-01'], ['2024-02-29']] });
  expect(tableFromPaste([['d'], ['1/2/2024'], ['1/31/2024']]).rows).toEqual([['2024-01-02'], ['2024-01-31']]);
  expect(tableFromPaste([['d'], ['1/2/2024 9:05'], ['31/1/2024']])).toEqual({ columns: [{ name: 'd', type: 'TIMESTAMP' }], rows: [['2024-02-01 09:05'], ['2024-01-31 00:00']] });
  expect(readPasted([['d'], ['1/2/2024']]).doubts).toEqual([{ column: 'd', text: '1/2/2024' }]);
  expect(guessType(['31/31/2024'])).toBe('VARCHAR');
  expect(guessType(['30.02.2024'])).toBe('VARCHAR');
});

test('a block pasted at the edge makes the table grow', () => {
  const grown = withBlock({ columns: [{ name: 'a', type: 'VARCHAR' }], rows: [['x']] }, 0, 0, [['1', '2'], ['3', '4']]);
  expect(grown.columns).toHaveLength(2);
  expect(grown.rows).toEqual([['1', '2'], ['3', '4']]);
});
