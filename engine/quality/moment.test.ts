import { expect, test } from 'vitest';
import { readMoment } from './moment.ts';

test.each([
  ['2024-02-29', '2024-02-29'],
  ['Jan 01 1970 12:00:01', '1970-01-01 12:00:01'],
  ['29 February 2024 1:05 pm', '2024-02-29 13:05:00'],
  ['1/13/2016', '2016-01-13'],
  ['13/1/2016', '2016-01-13'],
  ['2016-01-01T12:34:56.5Z', '2016-01-01 12:34:56.5+00'],
  ['20160101 12:34:56+0530', '2016-01-01 12:34:56+05:30'],
])('%s', (text, wanted) => expect(readMoment(text)).toBe(wanted));

test.each(['', 'tomorrow', '2023-02-29', '13/13/2016', '2024-01-01 25:00', 'x 2024-01-01'])('"%s" is no moment', (text) => expect(readMoment(text)).toBe(null));
