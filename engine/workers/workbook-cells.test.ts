import { DuckDBIntervalValue } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellText } from './workbook-cells.ts';

test('a length of time is spelled as the database spells it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 900_000_000_000 }), (millis) => {
      expect(cellText({ t: 'n', v: millis / 86_400_000, z: '[h]:mm' }, 'elapsed', false)).toBe(new DuckDBIntervalValue(0, 0, BigInt(millis) * 1000n).toString());
    }),
    { examples: [[0], [1], [500], [59_999], [3_600_000], [90_000_000]] },
  );
});
