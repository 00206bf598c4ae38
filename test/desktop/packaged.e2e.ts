import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { emptyDocument } from '../../engine/document/document.ts';
import { electronPath, engineCall, osCall, root, scratchFolder } from './desktop-app.ts';

const rootUser = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
let program: string;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let child: ChildProcess;
let browser: Browser | undefined;
let page: Page;

beforeAll(async () => {
  // A run of all tests has made it with its build; alone, this file makes its own.
  program = process.env['MILLRACE_PACKAGED'] ?? (await makeProgram());
  folder = await scratchFolder();
  // The packaged program takes no inspector, so it is driven by the protocol of its pages.
  child = spawn(program, [`--user-data-dir=${folder.path}`, '--remote-debugging-port=0', ...rootUser], { stdio: 'ignore' });
  const portFile = join(folder.path, 'DevToolsActivePort');
  const port = await vi.waitFor(async () => /^(\d+)\n/.exec(await readFile(portFile, 'utf8'))![1]!, { timeout: 20_000 });
  const address = `http://127.0.0.1:${port}`;
  // A driver that connects while the first page is still being made is sometimes never answered.
  await vi.waitUntil(async () => ((await (await fetch(`${address}/json/list`)).json()) as { url: string }[]).some((target) => target.url.startsWith('app://')), { timeout: 20_000, interval: 100 });
  const connected = await chromium.connectOverCDP(address, { timeout: 15_000 }).catch((error: unknown) => {
    console.log(`The packaged program did not answer its driver, which connects once more: ${String(error).split('\n')[0]}`);
    return chromium.connectOverCDP(address, { timeout: 15_000 });
  });
  browser = connected;
  const pages = () => connected.contexts()[0]!.pages();
  page = await vi.waitUntil(() => pages()[0], { timeout: 20_000 });
  await page.waitForSelector('#root > *');
}, 240_000);

async function makeProgram(): Promise<string> {
  const dist = join(await electronPath(), '..');
  const { stdout } = await promisify(execFile)(process.execPath, ['tools/unpacked.mjs'], {
    cwd: root,
    env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: dist },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.trim().split('\n').at(-1)!;
}

afterAll(async () => {
  await browser?.close();
  const ended = once(child, 'exit');
  child.kill();
  await ended;
  await folder.dispose();
});

it('has every fuse set as decided', async () => {
  const wire = await getCurrentFuseWire(program);
  const on = (fuse: FuseV1Options) => wire[fuse] === FuseState.ENABLE;
  expect({
    runAsNode: on(FuseV1Options.RunAsNode),
    cookieEncryption: on(FuseV1Options.EnableCookieEncryption),
    nodeOptions: on(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    inspect: on(FuseV1Options.EnableNodeCliInspectArguments),
    integrity: on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    onlyAsar: on(FuseV1Options.OnlyLoadAppFromAsar),
    fileProtocol: on(FuseV1Options.GrantFileProtocolExtraPrivileges),
  }).toEqual({ runAsNode: false, cookieEncryption: true, nodeOptions: false, inspect: false, integrity: true, onlyAsar: true, fileProtocol: false });
});

it('does not run as Node', async () => {
  // With the fuse off the variable means nothing: the second start finds the first and ends without running the code.
  const { stdout } = await promisify(execFile)(program, ['-e', 'console.log("as " + "node")', `--user-data-dir=${folder.path}`, ...rootUser], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeout: 20_000,
  });
  expect(stdout).not.toContain('as node');
});

it('shows its page from the archive and lists the samples that ship', async () => {
  expect(page.url()).toBe('app://millrace/');
  expect(await osCall(page, 'platform')).toMatchObject({ value: { host: 'desktop' } });
  const { value } = (await osCall(page, 'samples')) as { value: { path: string }[] };
  const shipped = existsSync(join(root, 'samples'));
  expect(value.length > 0).toBe(shipped);
  for (const { path } of value) expect(await osCall(page, 'open', { path })).toMatchObject({ value: { text: expect.stringContaining('millrace') as string } });
});

it('has a working engine: DuckDB is found and checks a flow', async () => {
  expect(await engineCall(page, 'check', { document: emptyDocument('f'), base: folder.path })).toMatchObject({ kind: 'value' });
  expect(await engineCall(page, 'functions')).toMatchObject({ kind: 'value', value: expect.arrayContaining([]) as unknown[] });
});

it('computes in a worker thread inside the archive', async () => {
  const document = {
    ...emptyDocument('f'),
    nodes: { rows: { type: 'inline-table', version: 1, params: { table: { columns: [{ name: 'a', type: 'INTEGER' }], rows: [[1], [2]] } } } },
  };
  expect(await engineCall(page, 'preview', { document, base: folder.path, node: 'rows', port: 'out', rows: 10 })).toMatchObject({ kind: 'value', value: { rows: 2 } });
});

it('opens a model in a throw-away process, without running as Node', async () => {
  const base = join(root, 'samples/penguin-species');
  expect(await engineCall(page, 'describeModel', { base, path: join(base, 'models/species.onnx') })).toMatchObject({ kind: 'value', value: { description: { inputs: expect.any(Array) as unknown[] } } });
});
