import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { problem, warning } from '../core/diagnostic.ts';
import type { RunReport } from '../core/run-report.ts';
import { runNotice } from './run-notice.ts';
import { sendNotice } from './send-notice.ts';

const node = { type: 'write-parquet', title: 'Load', state: 'done', rowsIn: {}, rowsOut: {}, rejected: 2, milliseconds: 1, written: { path: 'a', rows: 7, bytes: 1 } } as const;
const report: RunReport = { status: 'failed', flow: 'Sales', started: '2026-11-27T06:00:00.000Z', milliseconds: 12, nodes: { load: node }, rules: [], diagnostics: [warning('file-read-as', 'as text'), problem('run-failed', 'the key hunter2-hunter2 was refused', { node: 'load' })] };
const notice = runNotice('nightly', 'nightly: 2026-11-27 06:00 UTC', report);
const times = { answer: 30_000, again: [5, 5] };
const closing: (() => void)[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) close();
});

async function receiver(answer: (request: IncomingMessage, response: ServerResponse, body: string) => void): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => answer(request, response, body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(() => (server.closeAllConnections(), server.close()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/s3cr3t`;
}
const send = (webhook: string, secret?: string, told = notice, answer = times.answer) => sendNotice({ on: ['failed'], webhook, ...(secret === undefined ? {} : { secret }) }, told, '/', new AbortController().signal, { ...times, answer });

test('a webhook gets the notice as JSON, with the secret that it wants and none that a run met', async () => {
  vi.stubEnv('MILLRACE_SECRET_HOOK', 'hunter2-hunter2');
  const got: unknown[] = [];
  const url = await receiver((request, response, body) => {
    got.push([request.method, request.headers['content-type'], request.headers.authorization, JSON.parse(body)]);
    response.writeHead(204).end();
  });
  // As from a process of its own: nothing here has asked for that secret yet.
  expect(await send(url, 'hook', runNotice('nightly', 'nightly: 2026-11-27 06:00 UTC', report))).toBeNull();
  expect(got).toEqual([['POST', 'application/json', 'Bearer hunter2-hunter2', { schedule: 'nightly', flow: 'Sales', status: 'failed', trigger: 'nightly: 2026-11-27 06:00 UTC', started: '2026-11-27T06:00:00.000Z', milliseconds: 12, rowsWritten: 7, rowsRejected: 2, errors: 1, warnings: 1, messages: [{ severity: 'error', code: 'run-failed', node: 'load', message: 'the key ••• was refused' }, { severity: 'warning', code: 'file-read-as', message: 'as text' }] }]]);
});

test('a receiver that is busy is asked again; one that refuses is not, and neither may send the notice elsewhere', async () => {
  let asked = 0;
  expect(await send(await receiver((_, response) => response.writeHead(++asked < 3 ? 503 : 200).end()))).toBeNull();
  expect(asked).toBe(3);
  asked = 0;
  const refused = await send(await receiver((_, response) => (asked++, response.writeHead(404).end())));
  expect([asked, refused?.code, refused?.severity]).toEqual([1, 'notify-failed', 'warning']);
  const elsewhere = vi.fn((_: IncomingMessage, response: ServerResponse) => void response.end());
  const target = await receiver(elsewhere);
  expect((await send(await receiver((_, response) => response.writeHead(307, { location: target }).end())))?.message).toContain('sends on');
  expect(elsewhere).not.toHaveBeenCalled();
});

test('a receiver that never answers or is not there is told of without its path, which may be what lets one in', async () => {
  const silent = await send(await receiver(() => undefined), undefined, notice, 500);
  expect(silent?.message).toMatch(/no answer within 0.5 s, 3 times in a row/);
  const gone = await send('http://127.0.0.1:9/hook/s3cr3t');
  expect(gone?.message).toContain('127.0.0.1:9');
  expect(`${silent?.message}${gone?.message}`).not.toContain('s3cr3t');
});

test('a secret that is not there keeps the notice here', async () => {
  const asked = vi.fn((_: IncomingMessage, response: ServerResponse) => void response.end());
  expect((await send(await receiver(asked), 'absent'))?.message).toContain('MILLRACE_SECRET_ABSENT');
  expect(asked).not.toHaveBeenCalled();
});
