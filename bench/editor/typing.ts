import type { Page } from 'playwright-core';
import { titleInSight } from './gestures.ts';

/** Milliseconds from a key in the field of a condition until what is wrong with it is shown, or gone. */
export async function typing(page: Page, rounds = 12): Promise<readonly number[]> {
  const title = await titleInSight(page, 'Filter');
  await page.mouse.click(title.x, title.y);
  const editorOf = page.locator('[data-testid="param-condition"] .monaco-editor').first();
  await editorOf.waitFor();
  await editorOf.click();
  await page.keyboard.press('Control+End');
  await page.waitForTimeout(500);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await page.evaluate(() => {
      const result = { time: 0 };
      Object.assign(window, { benchKey: result });
      const field = document.querySelector('[data-testid="param-condition"]')!;
      const said = () => field.querySelector('.field-error, [data-severity="error"]')?.textContent ?? '';
      const before = said();
      addEventListener(
        'keydown',
        () => {
          const start = performance.now();
          const watch = new MutationObserver(() => {
            if (said() === before) return;
            watch.disconnect();
            // What is drawn next holds it.
            requestAnimationFrame(() => (result.time = performance.now() - start));
          });
          watch.observe(field, { subtree: true, childList: true, characterData: true, attributes: true });
        },
        { capture: true, once: true },
      );
    });
    await page.keyboard.press(round % 2 === 0 ? '(' : 'Backspace');
    await page.waitForFunction(() => (window as unknown as { benchKey: { time: number } }).benchKey.time > 0, undefined, { timeout: 20_000, polling: 50 });
    times.push(await page.evaluate(() => (window as unknown as { benchKey: { time: number } }).benchKey.time));
    await page.waitForTimeout(150);
  }
  return times.map(Math.round);
}
