import type { Page } from 'playwright-core';

export interface HeldMemory {
  /** Bytes of the script's heap, elements and listeners that something still holds. */
  readonly heap: number;
  readonly elements: number;
  readonly listeners: number;
  /** Bytes of the engine's process; there nothing can be collected from outside. */
  readonly engine: number;
}

/** What the page holds once the garbage is collected. A driver's handles on elements would be among it: wait for them by `locator`, which keeps none. */
export async function heldMemory(page: Page): Promise<Omit<HeldMemory, 'engine'>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  for (let i = 0; i < 3; i++) await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((m) => m.name === name)!.value;
  const held = { heap: of('JSHeapUsedSize'), elements: of('Nodes'), listeners: of('JSEventListeners') };
  await devtools.detach();
  return held;
}
