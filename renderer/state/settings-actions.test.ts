import { beforeEach, expect, test } from 'vitest';
import type { EngineSettings } from '../../engine/api/contract.ts';
import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { receiveEngineEvent } from './run-actions.ts';
import { attachBridge } from './session.ts';
import { loadSettings, saveSettings } from './settings-actions.ts';
import { change, workbench } from './workbench.ts';

const own: EngineSettings = { memory: null, threads: null, spillFolder: null, spillLimit: null, cacheSize: null };
let stored: EngineSettings;
let given: EngineSettings[];
let refused: string | null;

beforeEach(() => {
  stored = own;
  given = [];
  refused = null;
  change({ settings: own, notices: [] });
  const engine = {
    configure: async (settings: EngineSettings) => {
      if (refused !== null) throw new DiagnosticError(problem('param-invalid', refused, { param: 'memory' }));
      given.push(settings);
    },
    status: async () => ({ threads: 2, memoryLimit: '', spillFolder: '', cacheLimit: null, residentBytes: 0 }),
    check: () => new Promise(() => undefined),
  };
  const os = { settings: async () => stored, saveSettings: async (settings: EngineSettings) => void (stored = settings) };
  attachBridge({ engine, os } as unknown as Bridge);
});

test('an engine is told what was set, at the start and each time it is started anew', async () => {
  await loadSettings();
  expect(given).toEqual([]);
  stored = { ...own, threads: 3 };
  await loadSettings();
  receiveEngineEvent({ type: 'restarted', problem: problem('engine-crashed', 'It ended.') });
  await Promise.resolve();
  expect(given).toEqual([stored, stored]);
});

test('what the engine refuses is not kept', async () => {
  refused = 'That is too little.';
  await expect(saveSettings({ ...own, memory: '1MB' })).rejects.toThrow('too little');
  expect([stored, workbench().settings]).toEqual([own, own]);
});

test('settings that no longer hold are told, with the way to mend them', async () => {
  stored = { ...own, spillFolder: '/gone' };
  refused = 'There is no folder /gone.';
  await loadSettings();
  expect(workbench().notices.at(-1)).toMatchObject({ tone: 'danger', text: expect.stringContaining('/gone'), action: { title: 'Settings' } });
});
