import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readBounds, writeBounds } from './window-bounds.ts';

let file: string;
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'millrace-bounds-')), 'window.json');
});
afterEach(() => rm(join(file, '..'), { recursive: true, force: true }));

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const bounds = { x: 100, y: 50, width: 1200, height: 800, maximized: false };

it('gives back what was remembered', async () => {
  await writeBounds(file, bounds);
  expect(readBounds(file, [screen])).toEqual(bounds);
});

it('forgets a place no screen shows, a damaged file and a missing one', async () => {
  expect(readBounds(file, [screen])).toBeNull();
  await writeBounds(file, { ...bounds, x: 2500 });
  expect(readBounds(file, [screen])).toBeNull();
  expect(readBounds(file, [screen, { ...screen, x: 1920 }])).not.toBeNull();
  await writeBounds(file, { ...bounds, y: -500 });
  expect(readBounds(file, [screen])).toBeNull();
  await writeFile(file, '{"x": 1');
  expect(readBounds(file, [screen])).toBeNull();
});
