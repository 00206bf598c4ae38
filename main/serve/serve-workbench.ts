import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WebSocketServer } from 'ws';
import { channelPorts } from '../../engine/api/transport/channel-ports.ts';
import { serveCalls } from '../../engine/api/transport/serve-calls.ts';
import { webSocketPort } from '../../engine/api/transport/web-socket-port.ts';
import { EngineSupervisor } from '../engine-host/engine-supervisor.ts';
import { startNodeEngine } from '../engine-host/node-engine-child.ts';
import { relayToEngine } from '../engine-host/relay-client.ts';
import { AllowedFolders } from '../files/allowed-folders.ts';
import { fileCalls } from '../files/file-calls.ts';
import { osValidators } from '../files/os-validators.ts';
import { userDataFolder } from '../files/user-data-folder.ts';
import { answerHttp } from './answer-http.ts';
import { guardBases } from './guard-bases.ts';
import { SessionGate } from './session-gate.ts';

export interface ServeOptions {
  /** The folder whose flows and files may be used. */
  readonly folder: string;
  /** The flow to show first, in that folder. */
  readonly flow?: string;
  /** Shows the first sample where no flow is named. */
  readonly firstSample?: boolean;
  /** 0 takes a free one. */
  readonly port: number;
  /** Opens the person's browser on the address. */
  readonly open?: boolean;
  /** The folder of package.json, which holds `dist` and `samples`. */
  readonly appRoot: string;
  readonly version?: string;
  /** Where journal and recent list go; the person's own folder unless told. */
  readonly userData?: string;
  /** The engine process to start; that of `dist` unless told. */
  readonly engineEntry?: URL;
  log?(line: string): void;
}

const LARGEST_FRAME = 128 * 1024 * 1024;

/** Serves the workbench to one browser on this machine; the printed address is good for one client. */
export async function serveWorkbench(options: ServeOptions): Promise<{ readonly url: string; close(): Promise<void> }> {
  const folder = resolve(options.folder);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${options.folder} is not a folder. Name the folder to serve.`);
  const pageFolder = join(options.appRoot, 'dist/renderer');
  if (!existsSync(join(pageFolder, 'index.html'))) throw new Error('The page is not built. Run "npm run build" first.');
  const log = options.log ?? ((line: string) => console.error(line));
  const userData = options.userData ?? userDataFolder();
  const sampleCopies = join(userData, 'samples');
  const samples = join(options.appRoot, 'samples');

  const server = createServer();
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(options.port, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  const gate = new SessionGate(port);
  const engineEntry = options.engineEntry ?? pathToFileURL(join(options.appRoot, 'dist/engine/engine-process.js'));
  const supervisor = new EngineSupervisor(() => startNodeEngine(engineEntry, log, { MILLRACE_OPEN_FOLDER: folder }), log);

  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_FRAME });
  const bases = new AllowedFolders([folder, sampleCopies]);
  sockets.on('connection', (socket) => {
    const ports = channelPorts(webSocketPort(socket), ['engine', 'os']);
    const calls = fileCalls({
      userData,
      samples,
      sampleCopies,
      allowed: [folder],
      initialFlow: options.flow === undefined ? null : resolve(folder, options.flow),
      firstSample: options.firstSample ?? false,
      host: 'browser',
      version: options.version ?? '',
      dialogs: null,
    });
    serveCalls(ports.os, calls, osValidators, (method, error) => log(`bug in ${method}: ${error instanceof Error ? error.stack : String(error)}`));
    relayToEngine(supervisor, guardBases(ports.engine, bases));
  });
  server.on('request', (request, response) => {
    answerHttp(gate, pageFolder, request, response).catch((error: unknown) => {
      log(`bug in ${request.method} ${request.url}: ${String(error)}`);
      response.destroy();
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    const may = request.url === '/bridge' && gate.isOwnHost(request) && gate.isOwnOrigin(request, true) && gate.hasSession(request);
    if (may) sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
    else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });

  const url = `http://127.0.0.1:${port}/?token=${gate.token}`;
  if (options.open) openBrowser(url, log);
  return {
    url,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await Promise.all([new Promise((done) => server.close(done)), supervisor.close()]);
    },
  };
}

function openBrowser(url: string, log: (line: string) => void): void {
  const [command, ...first] = process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
  const child = spawn(command!, [...first, url], { stdio: 'ignore', detached: true });
  child.on('error', () => log('No browser could be opened; open the address yourself.'));
  child.unref();
}
