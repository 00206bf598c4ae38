import { beforeEach, expect, test, vi } from 'vitest';
import { emptyDocument } from '../../engine/document/document.ts';
import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { saveEnvironments } from './environment-actions.ts';
import { attachBridge } from './session.ts';
import { change, workbench } from './workbench.ts';

const write = vi.fn<(request: { readonly before: string | null; readonly text: string }) => Promise<void>>();
const before = { test: { least: '1' } };

beforeEach(() => {
  write.mockReset().mockResolvedValue(undefined);
  // A changed parameter has the flow checked again.
  attachBridge({ os: { saveEnvironments: write }, engine: { check: () => Promise.resolve({ diagnostics: [], nodes: {}, plan: null }) } } as unknown as Bridge);
  change({ document: emptyDocument('t'), base: '/p', path: '/p/flow.json', environments: { all: before, text: 'old text', problem: null }, environment: 'test', notices: [] });
});

test('what was changed of the environments is taken back by one click, the choice included', async () => {
  await saveEnvironments({ live: { least: '9' } }, 'live');
  expect([write.mock.calls[0]![0].before, workbench().environment]).toEqual(['old text', 'live']);
  const { text } = workbench().environments;
  workbench().notices.at(-1)!.action!.run();
  await vi.waitFor(() => expect(workbench().environments.all).toEqual(before));
  // Only what this window wrote is taken back: the file has to be as it left it.
  expect([write.mock.calls[1]![0].before, workbench().environment]).toEqual([text, 'test']);
});

test('a file that another program changed meanwhile is left alone', async () => {
  await saveEnvironments({ live: { least: '9' } }, 'live');
  write.mockRejectedValue(new DiagnosticError(problem('environment-unknown', 'The file is another one by now.')));
  workbench().notices.at(-1)!.action!.run();
  await vi.waitFor(() => expect(workbench().notices.at(-1)).toMatchObject({ tone: 'danger', text: 'The file is another one by now.' }));
  expect(workbench().environments.all).toEqual({ live: { least: '9' } });
});
