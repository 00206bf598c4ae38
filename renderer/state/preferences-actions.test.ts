import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Bridge } from '../bridge/bridge.ts';
import { keepPreferences, setPreferences } from './preferences-actions.ts';
import { parsePreferences } from './preferences.ts';
import { attachBridge } from './session.ts';
import { change, workbench } from './workbench.ts';

let kept: string | null;
let stop = (): void => undefined;

beforeEach(() => {
  vi.useFakeTimers({ now: 1000 });
  kept = null;
  change({ preferences: parsePreferences(null) });
  attachBridge({ os: { preferences: async () => kept, savePreferences: async ({ text }: { text: string }) => void (kept = text) } } as unknown as Bridge);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

test('a window at another address knows what another one was told', async () => {
  stop = await keepPreferences();
  setPreferences({ theme: 'dark' });
  vi.advanceTimersByTime(1000);
  stop();
  change({ preferences: parsePreferences(null) });
  stop = await keepPreferences();
  expect(workbench().preferences.theme).toBe('dark');
});

test('a change of which the person\'s folder has not heard yet is not taken back', async () => {
  kept = JSON.stringify({ theme: 'light', changed: 500 });
  setPreferences({ theme: 'dark' });
  stop = await keepPreferences();
  expect(workbench().preferences.theme).toBe('dark');
  expect(parsePreferences(kept)).toMatchObject({ theme: 'dark', changed: 1000 });
});
