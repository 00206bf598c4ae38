import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';

/** Waits until the window shows its flow. */
export async function flowShown(page: Page, node: string): Promise<void> {
  await page.waitForSelector(`[data-testid="node-${node}"]`, { timeout: 30_000 });
}

/** What a node looks like, such as `fresh` or `failed`. */
export const tone = (page: Page, node: string) => page.getAttribute(`[data-testid="node-${node}"]`, 'data-tone');

/** Runs the flow as a person does and waits until the node is done. */
export async function runFlow(page: Page, node: string): Promise<void> {
  await page.click('[data-testid="run"]');
  await vi.waitFor(async () => expect(await tone(page, node)).toMatch(/fresh|warning/), { timeout: 60_000, interval: 200 });
}

/** Adds a node behind the selected one and gives the ids of all nodes. */
export async function addNode(page: Page, type: string): Promise<readonly string[]> {
  const before = await nodeIds(page);
  await page.click(`[data-testid="palette-${type}"]`);
  await vi.waitFor(async () => expect((await nodeIds(page)).some((id) => !before.includes(id))).toBe(true));
  return nodeIds(page);
}

export const nodeIds = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => [...document.querySelectorAll('.react-flow__node')].map((node) => node.getAttribute('data-id') ?? ''));

/** Waits until every file the flow of a folder writes has the bytes it should have. */
export async function sameOutputs(folder: string, expected: string): Promise<void> {
  const { nodes } = JSON.parse(await readFile(join(folder, 'flow.json'), 'utf8')) as { nodes: Record<string, { type: string; params: { path?: string } }> };
  const targets = Object.values(nodes).filter((node) => node.type.startsWith('write-')).map((node) => node.params.path!);
  expect(targets.length).toBeGreaterThan(0);
  for (const target of targets) {
    const wanted = await readFile(join(expected, basename(target)), 'utf8');
    await vi.waitFor(async () => expect(await readFile(join(folder, target), 'utf8')).toBe(wanted), { timeout: 30_000, interval: 200 });
  }
}
