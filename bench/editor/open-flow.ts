import type { BenchWindow } from './bench-window.ts';

export interface Opening {
  /** Milliseconds from the choice of the file until all nodes are drawn, and until the check's answer is shown too. */
  readonly drawn: number;
  readonly checked: number;
}

/** Opens a flow of the project; `node` is one of its nodes that can be seen. */
export async function openFlow({ page, project, choose }: BenchWindow, file: string, node: string): Promise<Opening> {
  const choosing = choose === null ? 'click' : 'keydown';
  const listen = () =>
    page.evaluate(
      ([wanted, event]) => {
        const result = { drawn: 0, checked: 0 };
        Object.assign(window, { benchOpen: result });
        addEventListener(
          event!,
          () => {
            const start = performance.now();
            const look = () => {
              const seen = document.querySelector(wanted!) !== null;
              if (seen && result.drawn === 0) requestAnimationFrame(() => (result.drawn = performance.now() - start));
              if (seen && document.querySelector('[data-testid="status"]')?.textContent?.includes('statement')) result.checked = performance.now() - start;
              else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
          },
          { capture: true, once: true },
        );
      },
      [`[data-testid="node-${node}"]`, choosing],
    );
  if (choose === null) {
    await page.keyboard.press('Control+o');
    const button = page.getByRole('dialog').getByRole('button', { name: file });
    await button.waitFor();
    await listen();
    await button.click();
  } else {
    await choose(`${project}/${file}`);
    await listen();
    await page.keyboard.press('Control+o');
  }
  await page.waitForFunction(() => (window as unknown as { benchOpen: Opening }).benchOpen.checked > 0, undefined, { timeout: 120_000 });
  return page.evaluate(() => (window as unknown as { benchOpen: Opening }).benchOpen);
}
