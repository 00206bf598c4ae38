import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { until } from './editor-actions.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Axe {
  run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { target: unknown; failureSummary: string }[] }[] }>;
}

/** What keeps people from using the page as it is now, in both themes; the browser has to let scripts of the test in. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: axe });
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // A page without a theme of its own follows at once.
    await until(async () => expect(await page.evaluate((scheme) => document.documentElement.dataset['theme'] ?? scheme, colorScheme)).toBe(colorScheme));
    // Themes differ in colours and in nothing else.
    const rules = colorScheme === 'dark' ? {} : { runOnly: ['color-contrast'] };
    const { violations: all } = await page.evaluate((options) => (window as unknown as { axe: Axe }).axe.run(options), { resultTypes: ['violations'], preload: false, ...rules });
    found.push(...all.flatMap((v) => v.nodes.map((n) => `${colorScheme} ${v.id} ${String(n.target)} ${n.failureSummary.split('\n')[1] ?? ''}`)));
  }
  return found;
}
