import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DesktopApp } from './desktop-app.ts';
import { engineCall, enginePids, launchDesktop, scratchFolder } from './desktop-app.ts';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let desktop: DesktopApp;
beforeAll(async () => {
  folder = await scratchFolder();
  desktop = await launchDesktop({ userData: folder.path });
});
afterAll(async () => {
  await desktop.quit();
  await folder.dispose();
});

it('answers the page over a port of its own', async () => {
  expect(await engineCall(desktop.page, 'status')).toMatchObject({ kind: 'value', value: { threads: expect.any(Number) as number } });
  expect(await engineCall(desktop.page, 'check', { document: {}, base: '/' })).toMatchObject({ kind: 'failure', failure: { bug: expect.stringContaining('refused') as string } });
});

it('comes back after it is killed, and the page is told why', async () => {
  const { app, page } = desktop;
  await engineCall(page, 'status');
  await page.evaluate(() => {
    const seen = ((window as unknown as { news: unknown[] }).news = []) as unknown[];
    (window as unknown as { millrace: { onEngineNews(l: (n: unknown) => void): void } }).millrace.onEngineNews((news) => seen.push(news));
  });
  const [pid] = await enginePids(app);
  const start = performance.now();
  process.kill(pid!, 'SIGKILL');
  const news = () => page.evaluate(() => (window as unknown as { news: { kind: string; problem: { code: string } }[] }).news.map((n) => `${n.kind} ${n.problem.code}`));
  await expect.poll(news, { timeout: 10_000 }).toEqual(['gone engine-crashed', 'restarted engine-crashed']);
  console.log(`engine back after ${Math.round(performance.now() - start)} ms`);
  expect(await engineCall(page, 'status')).toMatchObject({ kind: 'value' });
  expect(await enginePids(app)).not.toContain(pid);
});
