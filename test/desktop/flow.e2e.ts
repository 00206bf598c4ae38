import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { addNode, flowShown, nodeIds, runFlow, sameOutputs } from '../browser/workbench-page.ts';
import type { DesktopApp } from './desktop-app.ts';
import { engineCall, enginePids, launchDesktop, root, scratchFolder } from './desktop-app.ts';

const sample = join(root, 'samples/penguin-species');
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let project: string;
let desktop: DesktopApp;
beforeAll(async () => {
  folder = await scratchFolder();
  project = join(folder.path, 'project');
  await cp(sample, project, { recursive: true, filter: (path) => !path.endsWith('/expected') });
  desktop = await launchDesktop({ userData: join(folder.path, 'user'), flow: join(project, 'flow.json') });
  const start = performance.now();
  await flowShown(desktop.page, 'penguins');
  console.log(`flow shown ${desktop.milliseconds + Math.round(performance.now() - start)} ms after the start`);
});
afterAll(async () => {
  await desktop.quit();
  await folder.dispose();
});

/** Chooses an item of the native menu. */
const choose = (app: ElectronApplication, command: string) =>
  app.evaluate(({ BrowserWindow, Menu }, id) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(id);
    if (!item) throw new Error(`The menu has no ${id}.`);
    item.click(undefined, BrowserWindow.getAllWindows()[0], undefined);
  }, command);

it('opens a model first in a throw-away process, which is gone afterwards', async () => {
  expect(await engineCall(desktop.page, 'describeModel', { base: project, path: join(project, 'models/species.onnx') })).toMatchObject({ kind: 'value', value: { description: { inputs: expect.any(Array) as unknown[] } } });
  const probes = () => desktop.app.evaluate(({ app }) => app.getAppMetrics().filter((metric) => metric.name === 'Millrace model probe').length);
  await vi.waitFor(async () => expect(await probes()).toBe(0), { timeout: 5_000 });
});

it('runs the flow by the button; its files are those of the command line', async () => {
  await runFlow(desktop.page, 'confusion-file');
  await sameOutputs(project, join(sample, 'expected'));
});

it('saves by the native menu', async () => {
  await desktop.page.click('[data-testid="node-verdict"]');
  const ids = await addNode(desktop.page, 'limit-rows');
  await desktop.page.waitForSelector('[data-testid="save"]');
  await choose(desktop.app, 'file.save');
  await desktop.page.waitForSelector('[data-testid="saved"]');
  const saved = JSON.parse(await readFile(join(project, 'flow.json'), 'utf8')) as { nodes: Record<string, unknown> };
  expect(Object.keys(saved.nodes).sort()).toEqual([...ids].sort());
});

it('undoes by the native menu, and shows the change in the title', async () => {
  const before = await nodeIds(desktop.page);
  await choose(desktop.app, 'edit.undo');
  await vi.waitFor(async () => expect((await nodeIds(desktop.page)).length).toBe(before.length - 1));
  const title = () => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getTitle());
  await vi.waitFor(async () => expect(await title()).toBe('• project — Millrace'), { timeout: 5_000 });
});

it('keeps the unsaved flow through the death of the engine, and runs again', async () => {
  const before = await nodeIds(desktop.page);
  const [pid] = await enginePids(desktop.app);
  process.kill(pid!, 'SIGKILL');
  await vi.waitFor(async () => expect(await enginePids(desktop.app)).not.toContain(pid), { timeout: 10_000 });
  expect(await nodeIds(desktop.page)).toEqual(before);
  await runFlow(desktop.page, 'confusion-file');
});

it('offers the unsaved work after it was killed', async () => {
  await desktop.page.click('[data-testid="node-verdict"]');
  const ids = await addNode(desktop.page, 'sort-rows');
  const title = () => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getTitle());
  await vi.waitFor(async () => expect(await title()).toMatch(/^•/), { timeout: 5_000 });
  // The autosave is written half a second after the last change.
  await new Promise((done) => setTimeout(done, 1_000));
  desktop.app.process().kill('SIGKILL');
  await new Promise((done) => setTimeout(done, 500));
  desktop = await launchDesktop({ userData: join(folder.path, 'user'), flow: join(project, 'flow.json') });
  await flowShown(desktop.page, 'penguins');
  await desktop.page.click('[data-testid="recovery"] button >> nth=0');
  await vi.waitFor(async () => expect((await nodeIds(desktop.page)).length).toBe(ids.length), { timeout: 5_000 });
});
