import { expect, test } from 'vitest';
import { stateFolderOf } from './state-folder.ts';

test('a plain name is its folder; any other gets one of its own', () => {
  expect(stateFolderOf('/flows', 'live-weather')).toBe('/flows/.millrace/stream/live-weather');
  const others = ['Live weather', 'live weather', 'Live-Weather', '気象', '', '..', '../x', 'x'.repeat(300)].map((name) => stateFolderOf('/flows', name));
  expect(new Set(others).size).toBe(others.length);
  for (const folder of others) expect(folder).toMatch(/^\/flows\/\.millrace\/stream\/([a-z0-9-]{1,60}-)?[0-9a-f]{8}$/);
});
