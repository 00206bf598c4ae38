import { expect, test } from 'vitest';
import { emptyDocument } from '../document/document.ts';
import { resolveParameters, substituteInExpression, substituteInText } from './flow-parameters.ts';

const document = { ...emptyDocument('p'), parameters: [{ name: 'min', type: 'integer' as const, default: 2 }, { name: 'day', type: 'date' as const, default: null }] };

test('a value of the wrong kind is one problem, and its uses are none', () => {
  const { values, diagnostics } = resolveParameters(document, { min: 'abc' });
  expect(diagnostics.map((d) => d.code)).toEqual(['parameter-invalid']);
  expect(diagnostics[0]!.message).toContain('which is not a whole number');
  expect(substituteInExpression('id > $min', values).unknown).toEqual([]);
});

test('an undeclared name is told with the nearest declared one', () => {
  expect(resolveParameters(document, { mn: '1' }).diagnostics[0]).toMatchObject({ code: 'parameter-unknown', message: expect.stringContaining('Did you mean "min"?') });
});

test('values go in as typed constants, texts are quoted', () => {
  const { values } = resolveParameters(document, { min: '7', day: "2024-01-31" });
  expect(substituteInExpression("a > $min AND d < $day AND s = '$min' -- $min", values).prepared).toBe("a > CAST('7' AS BIGINT) AND d < CAST('2024-01-31' AS DATE) AND s = '$min' -- $min");
  expect(substituteInText('out/${min}.csv', values)).toEqual({ text: 'out/7.csv', unknown: [] });
});
