import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isVersion, readChanges } from './changes-text.ts';

test('versions with what is under their headings', () => {
  expect(readChanges('# Changelog\n\nWords.\n\n## [1.1.0] - 2026-11-02\n\nA word first.\n\n### Added\n\n- One\n  goes on\n\n### Fixed\n- Two\n\n## 1.0.0\n')).toEqual([
    { title: '1.1.0 - 2026-11-02', parts: [{ title: '', text: 'A word first.' }, { title: 'Added', text: '- One\n  goes on' }, { title: 'Fixed', text: '- Two' }] },
    { title: '1.0.0', parts: [] },
  ]);
  expect(isVersion('1.1.0 - 2026-11-02', '1.1.0')).toBe(true);
  expect(isVersion('1.1.0', '1.1')).toBe(false);
});

test('the changelog tells of the version that is built', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const found = readChanges(readFileSync('CHANGELOG.md', 'utf8')).find((v) => isVersion(v.title, version));
  expect(found?.parts.length).toBeGreaterThan(0);
});
