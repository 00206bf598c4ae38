import { expect, test } from 'vitest';
import { environmentDrafts, environmentProblem, environmentsOf, environmentValueProblem, strangersOf } from './environment-drafts.ts';
import { draftOf } from './parameter-drafts.ts';

const parameters = [draftOf({ name: 'since', type: 'date', default: '2024-01-01' }, 0), draftOf({ name: 'limit', type: 'integer', default: 1 }, 1), draftOf({ name: 'note', type: 'text', default: 'x' }, 2)];
const all = { test: { since: '2020-02-29', limit: '9007199254740993' }, prod: { limit: null, note: '' } };

test('what is not touched is stored as it was read', () => {
  expect(environmentsOf(environmentDrafts(all, parameters), parameters)).toEqual(all);
});

test('a typed value is stored in the kind of its type, an empty one not at all', () => {
  const [first, second] = environmentDrafts(all, parameters);
  const edited = { ...first!, name: ' trial ', texts: { ...first!.texts, 0: '', 1: '7' } };
  expect(environmentsOf([edited, second!], parameters)).toEqual({ trial: { limit: 7 }, prod: all.prod });
  expect(environmentValueProblem({ ...edited, texts: { 1: 'many' } }, parameters[1]!)).toContain('trial: “many” is not a whole number');
  expect(environmentValueProblem(edited, parameters[0]!)).toBeNull();
});

test('a value follows the new name of its parameter; one the flow does not declare is named and left out', () => {
  const renamed = parameters.map((p) => (p.key === 1 ? { ...p, name: 'most' } : p));
  const drafts = environmentDrafts({ test: { limit: 3, odd: 1 } }, parameters);
  expect(strangersOf(drafts[0]!, renamed)).toEqual(['odd']);
  expect(environmentsOf(drafts, renamed)).toEqual({ test: { most: 3 } });
  expect(environmentsOf(drafts, [])).toEqual({ test: {} });
});

test('environments have names of their own', () => {
  const [first, second] = environmentDrafts(all, parameters);
  expect(environmentProblem({ ...first!, name: '' }, [])).toContain('name');
  expect(environmentProblem({ ...first!, name: 'prod ' }, [first!, second!])).toContain('Two environments');
  expect(environmentProblem(first!, [first!, second!])).toBeNull();
});
