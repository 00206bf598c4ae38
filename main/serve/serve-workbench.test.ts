import { request } from 'node:http';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { EngineCalls, EngineEvent } from '../../engine/api/contract.ts';
import { callClient, callProxy } from '../../engine/api/transport/call-client.ts';
import { channelPorts } from '../../engine/api/transport/channel-ports.ts';
import { engineMethods } from '../../engine/api/transport/engine-methods.ts';
import { webSocketPort } from '../../engine/api/transport/web-socket-port.ts';
import { emptyDocument } from '../../engine/document/document.ts';
import type { OsCalls } from '../contract/os-calls.ts';
import { osMethods } from '../contract/os-methods.ts';
import { serveWorkbench } from './serve-workbench.ts';

let folder: string;
let server: Awaited<ReturnType<typeof serveWorkbench>>;
let origin: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'millrace-serve-')));
  await mkdir(join(folder, 'app/dist/renderer/assets'), { recursive: true });
  await mkdir(join(folder, 'project'));
  await writeFile(join(folder, 'app/dist/renderer/index.html'), 'the page');
  await writeFile(join(folder, 'project/flow.json'), '{"millrace":1}');
  await writeFile(join(folder, 'secret.json'), 'secret');
  server = await serveWorkbench({
    folder: join(folder, 'project'),
    flow: 'flow.json',
    port: 0,
    appRoot: join(folder, 'app'),
    userData: join(folder, 'user'),
    engineEntry: new URL('../engine-host/testing/fake-engine-process.ts', import.meta.url),
    log: () => undefined,
  });
  origin = new URL(server.url).origin;
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}
/** Sends the path exactly as it is, with any header. */
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Promise<Answer>((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    sent.on('error', reject);
    sent.end();
  });
const enter = async () => String((await get(`/${new URL(server.url).search}`)).headers['set-cookie']).split(';')[0]!;
const connect = (headers: Record<string, string>) =>
  new Promise<WebSocket>((resolve, reject) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/bridge`, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('error', reject);
  });

describe('the one-time address', () => {
  it('gives its first client a strict session cookie and no other client anything', async () => {
    const first = await get(`/${new URL(server.url).search}`);
    const cookie = String(first.headers['set-cookie']);
    expect(first.status).toBe(200);
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    const held = { cookie: cookie.split(';')[0]! };
    expect(await get('/', held)).toMatchObject({ status: 200, text: 'the page' });
    expect((await get(`/${new URL(server.url).search}`)).status).toBe(403);
    expect((await get(`/${new URL(server.url).search}`, held)).status).toBe(200);
    expect((await get('/')).status).toBe(403);
    expect((await get('/', { cookie: `${held.cookie}x` })).status).toBe(403);
  });

  it('is not given for a wrong token', async () => {
    expect((await get('/?token=')).status).toBe(403);
    expect((await get('/?token=x')).status).toBe(403);
    expect((await get(`/${new URL(server.url).search}`)).status).toBe(200);
  });
});

describe('plain requests', () => {
  it('carry the content policy and never lead out of the page', async () => {
    const cookie = await enter();
    const page = await get('/', { cookie });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    for (const path of ['/../../../secret.json', '/%2e%2e/%2e%2e/%2e%2e/secret.json', '/..%2f..%2f..%2fsecret.json', '//etc/passwd']) {
      expect([path, (await get(path, { cookie })).status]).toEqual([path, 404]);
    }
  });

  it('are refused for another host name (DNS rebinding), another origin and other methods', async () => {
    const cookie = await enter();
    const { port } = new URL(origin);
    expect((await get('/', { cookie, host: `evil.example:${port}` })).status).toBe(403);
    expect((await get('/', { cookie, host: '127.0.0.1' })).status).toBe(403);
    expect((await get('/', { cookie, origin: 'http://evil.example' })).status).toBe(403);
    expect((await get('/', { cookie, origin: 'null' })).status).toBe(403);
    expect((await get('/', { cookie }, 'POST')).status).toBe(405);
    expect((await get('/', { cookie, host: `localhost:${port}` })).status).toBe(200);
  });
});

describe('the WebSocket', () => {
  it('opens for our own page with the session, and for nobody else', async () => {
    const cookie = await enter();
    const { port } = new URL(origin);
    for (const headers of [
      { origin },
      { cookie },
      { cookie, origin: 'http://evil.example' },
      { cookie, origin: `http://evil.example:${port}`, host: `evil.example:${port}` },
      { cookie: 'millrace=1', origin },
    ] as Record<string, string>[]) await expect(connect(headers)).rejects.toThrow('403');
    (await connect({ cookie, origin })).terminate();
  });

  it('answers calls for files in the folder only, and for the engine', async () => {
    const socket = await connect({ cookie: await enter(), origin });
    const ports = channelPorts(webSocketPort(socket), ['engine', 'os']);
    const os = callProxy<OsCalls>(ports.os, osMethods);
    expect(await os.initial()).toMatchObject({ path: join(folder, 'project/flow.json'), text: '{"millrace":1}' });
    expect(await os.platform()).toMatchObject({ host: 'browser', nativeDialogs: false });
    await expect(os.open({ path: '../secret.json' })).rejects.toMatchObject({ diagnostic: { code: 'file-outside-project' } });
    await expect(os.open({ path: 1 as unknown as string })).rejects.toThrow(/refused/);

    const client = callClient<EngineCalls, EngineEvent>(engineMethods);
    const events: EngineEvent[] = [];
    client.onEvent((event) => events.push(event));
    client.attach(ports.engine);
    const document = { ...emptyDocument('f'), nodes: { a: { type: 'x', version: 1, params: {} } } };
    expect((await client.calls.check({ document, base: join(folder, 'project') })).nodes['a']?.caption).toBe('a');
    await expect(client.calls.check({ document, base: '/' })).rejects.toMatchObject({ diagnostic: { code: 'file-outside-project' } });

    const { threads: pid } = await client.calls.status();
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => events.map((e) => e.type), { timeout: 15_000 }).toContain('restarted');
    expect((await client.calls.status()).threads).not.toBe(pid);
    socket.terminate();
  });

  it('ends a connection that sends what is no frame', async () => {
    const socket = await connect({ cookie: await enter(), origin });
    const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)));
    socket.send('text');
    expect(await closed).toBe(1003);
  });
});
