import { expect, test } from 'vitest';
import { draftOf, draftProblem, parametersOf, type ParameterDraft, type ParameterType } from './parameter-drafts.ts';

const draft = (type: ParameterType, text: string, name = 'limit', key = 0): ParameterDraft => ({ key, name, type, text, label: '', help: '', group: '', choices: '', kept: {} });
const value = (type: ParameterType, text: string) => (draftProblem(draft(type, text), []) === null ? parametersOf([draft(type, text)])[0]!.default : 'refused');

test('defaults are stored in the kind of their type', () => {
  expect(value('integer', ' 42 ')).toBe(42);
  expect(value('integer', '4.2')).toBe('refused');
  expect(value('integer', '99999999999999999999')).toBe('refused');
  expect(value('number', '1e3')).toBe(1000);
  expect(value('number', 'x')).toBe('refused');
  expect(value('boolean', 'false')).toBe(false);
  expect(value('boolean', 'no')).toBe('refused');
  expect(value('date', '2026-02-28')).toBe('2026-02-28');
  expect(value('date', '28.2.2026')).toBe('refused');
  expect(value('timestamp', '2026-02-28 09:30:00')).toBe('2026-02-28 09:30:00');
  expect(value('text', ' kept as is ')).toBe(' kept as is ');
  expect(value('number', '')).toBeNull();
});

test('names are usable and unique', () => {
  const other = draft('text', '', 'limit', 1);
  expect(draftProblem(draft('text', ''), [draft('text', ''), other])).toContain('Two parameters');
  expect(draftProblem(draft('text', '', '1st'), [])).toContain('does not start with a digit');
  expect(draftProblem(draft('text', '', ''), [])).toContain('name');
});

test('what the form does not show is kept', () => {
  const parameter = { name: 'a', type: 'integer', default: 0, label: 'First', extra: true } as const;
  expect(parametersOf([draftOf(parameter, 0)])).toEqual([parameter]);
});

test('words and choices of the form; a default that is none of the choices is refused', () => {
  const parameter = { name: 'a', type: 'integer', default: 2, label: 'First', help: 'Of all.', group: 'How', choices: [1, 2] } as const;
  const drawn = draftOf({ ...parameter, choices: [...parameter.choices] }, 0);
  expect(drawn.choices).toBe('1\n2');
  expect(parametersOf([drawn])).toEqual([parameter]);
  expect(parametersOf([{ ...drawn, choices: ' ', label: '', help: '', group: '' }])).toEqual([{ name: 'a', type: 'integer', default: 2 }]);
  expect(draftProblem({ ...drawn, choices: '1\n3' }, [])).toContain('none of the choices');
  expect(draftProblem({ ...drawn, choices: '1\n2\nx' }, [])).toContain('“x” is not a whole number');
});
