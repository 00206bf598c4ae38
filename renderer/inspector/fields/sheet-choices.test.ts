import { expect, it } from 'vitest';
import { sheetChoices } from './sheet-choices.ts';

it('offers the sheets with their sizes, and all of them where there are several', () => {
  const one = { name: 'Data', rows: 1200, columns: 8, hidden: false };
  expect(sheetChoices([one])).toEqual([{ value: 'Data', note: '1,200 rows × 8' }]);
  expect(sheetChoices([one, { name: 'Lists', rows: 1, columns: 2, hidden: true }, { name: 'Void', rows: 0, columns: 0, hidden: false }])).toEqual([
    { value: 'Data', note: '1,200 rows × 8' },
    { value: 'Lists', note: '1 row × 2, hidden' },
    { value: 'Void', note: 'empty' },
    { value: '*', note: 'all 3 sheets' },
  ]);
});
