import { expect, test } from 'vitest';
import type { ComponentFace } from '../../../engine/api/contract.ts';
import { settingGroups, strangers, withSetting } from './component-settings.ts';

const face: ComponentFace = {
  path: 'p.json',
  name: 'P',
  description: '',
  inputs: [],
  outputs: [],
  parameters: [
    { name: 'least', type: 'integer', default: 3, label: 'Least', help: 'Of all.' },
    { name: 'mode', type: 'text', default: 'plain', choices: ['plain', 'odd'], group: 'How' },
    { name: 'strict', type: 'boolean', default: null, group: 'How' },
    { name: 'day', type: 'date', default: null },
  ],
};

test('parameters are settings of their kind, by group, with what is given', () => {
  const groups = settingGroups(face, [{ name: 'mode', value: 'odd' }, { name: 'least', value: '7' }]);
  expect(groups.map((g) => [g.title, g.settings.map((s) => [s.name, s.spec.kind, s.stored])])).toEqual([
    ['', [['least', 'integer', 7], ['day', 'text', undefined]]],
    ['How', [['mode', 'choice', 'odd'], ['strict', 'choice', undefined]]],
  ]);
  expect(groups[0]!.settings[0]!.spec).toMatchObject({ label: 'Least', help: 'Of all.', default: 3 });
});

test('what is no value of the kind is shown as it is written; a parameter of the flow around is told', () => {
  const [setting] = settingGroups(face, [{ name: 'least', value: '${from}' }])[0]!.settings;
  expect(setting).toMatchObject({ spec: { kind: 'text', label: 'Least' }, stored: '${from}', from: 'from' });
  expect(settingGroups(face, [{ name: 'mode', value: 'even' }])[1]!.settings[0]).toMatchObject({ spec: { kind: 'text' }, stored: 'even', from: null });
  expect(strangers(face, [{ name: 'gone', value: '1' }, { name: 'day', value: '2026-01-01' }])).toEqual([{ name: 'gone', value: '1' }]);
});

test('a value is set in its place, added behind, and taken out', () => {
  const given = [{ name: 'least', value: '7' }, { name: 'mode', value: 'odd' }];
  expect(withSetting(given, 'least', 8)).toEqual([{ name: 'least', value: '8' }, { name: 'mode', value: 'odd' }]);
  expect(withSetting(given, 'strict', false)).toEqual([...given, { name: 'strict', value: 'false' }]);
  expect(withSetting(given, 'least', null)).toEqual([{ name: 'mode', value: 'odd' }]);
});
