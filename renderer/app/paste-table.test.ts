// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { cellsOf } from './paste-table.ts';

test('cells of a spreadsheet, of a page, and of delimited lines', () => {
  expect(cellsOf('a\tb\n1\t2\n', '')).toEqual([['a', 'b'], ['1', '2']]);
  expect(cellsOf('Name Population Oslo 7', '<p>x</p><table><tr><th>Name</th><th>Popu<b>lation</b></th></tr><tr><td> Oslo\n city </td><td>7</td></tr><tr><td colspan="2">all</td></tr></table>')).toEqual([['Name', 'Population'], ['Oslo city', '7'], ['all', '']]);
  expect(cellsOf('a;b\n"1;2";3\n', '')).toEqual([['a', 'b'], ['1;2', '3']]);
  expect(cellsOf('a,b\n1,2\r\n', '')).toEqual([['a', 'b'], ['1', '2']]);
});

test('what is no table stays what it is', () => {
  for (const text of ['', 'one', 'one, two', 'First, a line.\nSecond, a line, and more.', 'a\nb\nc', '{"kind":"millrace-nodes"}']) expect(cellsOf(text, '<p>no table</p>'), text).toBeNull();
  expect(cellsOf('x', '<table><tr><td>x</td></tr></table>')).toBeNull();
});

test('a copied page is read and nothing of it is run', () => {
  cellsOf('x', '<table><tr><td>a<script>globalThis.ran = true</script></td><td><img src="x" onerror="globalThis.ran = true">b</td></tr></table>');
  expect((globalThis as { ran?: boolean }).ran).toBeUndefined();
});
