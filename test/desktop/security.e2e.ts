import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DesktopApp } from './desktop-app.ts';
import { launchDesktop, osCall, root, scratchFolder } from './desktop-app.ts';

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

describe('the window', () => {
  it('is usable soon after the start', () => {
    expect(desktop.milliseconds).toBeLessThan(15_000);
    console.log(`window usable after ${desktop.milliseconds} ms`);
  });

  it('shows our page in a sandbox without Node', async () => {
    expect(desktop.page.url()).toBe('app://millrace/');
    const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
      const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag };
    });
    expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false });
    expect(await desktop.page.evaluate(() => ['process', 'require', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter((name) => name in globalThis))).toEqual([]);
  });

  it('is given exactly the contract', async () => {
    const exposed = await desktop.page.evaluate(() => {
      const { millrace } = window as unknown as { millrace: Record<string, object> };
      return { names: Object.keys(millrace).sort(), os: Object.keys(millrace['os']!).sort() };
    });
    expect(exposed).toEqual({
      names: ['connectEngine', 'onEngineNews', 'onOsEvent', 'os', 'pathOf'],
      os: ['autosave', 'chooseFile', 'chooseFlow', 'environments', 'initial', 'listFiles', 'open', 'platform', 'preferences', 'readVersion', 'recent', 'revisions', 'samples', 'save', 'saveEnvironments', 'saveNew', 'savePreferences', 'saveSchedules', 'saveSettings', 'schedules', 'settings', 'showLanguage'],
    });
  });

  it('stays on its page and opens no other', async () => {
    const { page } = desktop;
    await page.evaluate(() => {
      location.href = 'https://example.org/';
    });
    await page.evaluate(() => {
      const link = Object.assign(document.createElement('a'), { href: 'file:///etc/passwd' });
      document.body.append(link);
      link.click();
      link.remove();
    });
    expect(await page.evaluate(() => window.open('https://example.org/') === null)).toBe(true);
    await new Promise((done) => setTimeout(done, 300));
    expect(page.url()).toBe('app://millrace/');
    expect(desktop.app.windows()).toHaveLength(1);
  });

  it('runs no script but its own and talks to no other server', async () => {
    const { page } = desktop;
    expect(
      await page.evaluate(() => {
        const script = document.createElement('script');
        script.textContent = 'globalThis.injected = true';
        document.body.append(script);
        script.remove();
        return 'injected' in globalThis;
      }),
    ).toBe(false);
    // In a later task: the evaluation itself is exempt from the policy.
    const evaluated = await page.evaluate(async () => {
      await new Promise((done) => setTimeout(done));
      try {
        return new Function('return 1')() as number;
      } catch {
        return 'refused';
      }
    });
    expect(evaluated).toBe('refused');
    expect(await page.evaluate(() => fetch('https://example.org/').then(() => 'answered', () => 'refused'))).toBe('refused');
    expect(await page.evaluate(() => fetch('app://elsewhere/').then(() => 'answered', () => 'refused'))).toBe('refused');
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/..%2f..%2fpackage.json']) {
      expect([path, await page.evaluate((p) => fetch(p).then((r) => r.status), path)]).toEqual([path, 404]);
    }
  });

  it('is denied every permission but putting text on the clipboard', async () => {
    const { page } = desktop;
    const states = await page.evaluate(async () => {
      const names = ['geolocation', 'camera', 'microphone', 'notifications', 'clipboard-read'] as PermissionName[];
      return Promise.all(names.map((name) => navigator.permissions.query({ name }).then((s) => s.state, () => 'denied')));
    });
    expect(new Set(states)).toEqual(new Set(['denied']));
  });
});

describe('calls from the page', () => {
  it('are validated', async () => {
    for (const [method, argument] of [
      ['open', { path: 5 }],
      ['open', { path: 'a\0b' }],
      ['open', undefined],
      ['save', { path: '/x', text: 'x', suggestedName: '', more: 1 }],
      ['listFiles', { base: '/', extensions: ['../x'] }],
    ] as const) {
      expect(await osCall(desktop.page, method, argument)).toMatchObject({ failure: { bug: expect.stringContaining('refused') as string } });
    }
  });

  it('are refused from any other page', async () => {
    const reply = await desktop.app.evaluate(async ({ BrowserWindow }, preload) => {
      const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } });
      await other.loadURL('data:text/html,<p>x</p>');
      const answer: unknown = await other.webContents.executeJavaScript('millrace.os.recent()');
      other.destroy();
      return answer;
    }, join(root, 'dist/main/preload.cjs'));
    expect(reply).toEqual({ failure: { bug: 'This page may not call.' } });
  });
});
