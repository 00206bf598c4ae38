import type { IncomingMessage, ServerResponse } from 'node:http';
import { pageHeaders } from '../assets/content-policy.ts';
import { readPageFile } from '../assets/page-files.ts';
import type { SessionGate } from './session-gate.ts';

/** Answers a plain request: the token's exchange, or a file of the page for the client that holds the session. */
export async function answerHttp(gate: SessionGate, pageFolder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refuse = (status: number, text: string) => {
    response.writeHead(status, { ...pageHeaders, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : `${text}\n`);
  };
  if (!gate.isOwnHost(request) || !gate.isOwnOrigin(request, false)) return refuse(403, 'This server answers its own page only.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET is answered.');
  const url = new URL(request.url ?? '/', 'http://localhost');
  const token = url.searchParams.get('token');
  if (token !== null && url.pathname === '/') {
    const cookie = gate.redeem(token);
    if (cookie !== null) return enter(response, cookie);
    if (gate.hasSession(request)) return enter(response, null);
    return refuse(403, 'This address was used before. Start "millrace serve" again for a new one.');
  }
  if (!gate.hasSession(request)) return refuse(403, 'Open the address that "millrace serve" printed.');
  const file = await readPageFile(pageFolder, url.pathname);
  if (file === null) return refuse(404, 'Not found.');
  response.writeHead(200, {
    ...pageHeaders,
    'Content-Type': file.type,
    'Content-Length': file.bytes.length,
    'Cache-Control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
}

/** Goes on to the page by a step of our own: after a redirect from another site's link a strict cookie would not be sent. */
function enter(response: ServerResponse, cookie: string | null): void {
  response.writeHead(200, {
    ...pageHeaders,
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(cookie ? { 'Set-Cookie': cookie } : {}),
  });
  response.end('<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><link rel="icon" href="data:,"><title>Millrace</title><a href="/">Millrace</a>');
}
