import { beforeEach, expect, test, vi } from 'vitest';
import { emptyDocument } from '../../engine/document/document.ts';
import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { goToStep, redo, setParameters, undo } from './edit-actions.ts';
import { saveEnvironments } from './environment-actions.ts';
import { emptyHistory } from './history.ts';
import { attachBridge } from './session.ts';
import { change, workbench } from './workbench.ts';

const write = vi.fn<(request: { readonly before: string | null; readonly text: string }) => Promise<void>>();
const before = { test: { least: '1' } };

beforeEach(() => {
  write.mockReset().mockResolvedValue(undefined);
  // A changed parameter has the flow checked again.
  attachBridge({ os: { saveEnvironments: write }, engine: { check: () => Promise.resolve({ diagnostics: [], nodes: {}, plan: null }) } } as unknown as Bridge);
  change({ document: emptyDocument('t'), base: '/p', path: '/p/flow.json', environments: { all: before, text: 'old text', problem: null }, environment: 'test', notices: [], history: emptyHistory() });
});

test('what was changed of the environments is a step of the history, the choice and the parameters included', async () => {
  const least = { name: 'least', type: 'number' as const, default: 3 };
  await saveEnvironments({ live: { least: '9' } }, 'live', [least]);
  expect([write.mock.calls[0]![0].before, workbench().environment, workbench().document.parameters]).toEqual(['old text', 'live', [least]]);
  expect(workbench().history.done.map((s) => s.label)).toEqual(['Change parameters and environments']);
  const { text } = workbench().environments;
  await undo();
  expect([workbench().environments.all, workbench().environment, workbench().document.parameters, workbench().history.done]).toEqual([before, 'test', [], []]);
  // Only what this window wrote is taken back: the file has to be as it left it.
  expect(write.mock.calls[1]![0].before).toEqual(text);
  await redo();
  expect([workbench().environments.all, workbench().environment, workbench().document.parameters]).toEqual([{ live: { least: '9' } }, 'live', [least]]);
  setParameters([]);
  await goToStep(0);
  expect([workbench().environments.all, workbench().history.undone.length]).toEqual([before, 2]);
});

test('a file that another program changed meanwhile is left alone, and the step stays', async () => {
  await saveEnvironments({ live: { least: '9' } }, 'live');
  write.mockRejectedValue(new DiagnosticError(problem('environment-unknown', 'The file is another one by now.')));
  await undo();
  expect(workbench().notices.at(-1)).toMatchObject({ tone: 'danger', text: 'The file is another one by now.' });
  expect(workbench().environments.all).toEqual({ live: { least: '9' } });
  expect(workbench().history.done.map((s) => s.label)).toEqual(['Change environments']);
  await goToStep(0);
  expect(workbench().history.done).toHaveLength(1);
});

test('keys pressed while the file is written take one step back', async () => {
  await saveEnvironments({ a: {} }, null);
  await saveEnvironments({ b: {} }, null);
  await Promise.all([undo(), undo()]);
  expect([workbench().environments.all, workbench().history.done.length]).toEqual([{ a: {} }, 1]);
});
