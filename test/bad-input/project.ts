import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { commandLine } from '../../engine/headless/command-line.ts';
import type { DiagnosticCode } from '../../engine/core/diagnostic-codes.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

export type Nodes = Readonly<Record<string, readonly [type: string, params?: Readonly<Record<string, unknown>>]>>;

/** Text of a flow; edges are written `a.out > b.in`. */
export const flowText = (nodes: Nodes, edges: readonly string[] = [], more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    millrace: 1,
    name: 'f',
    nodes: Object.fromEntries(Object.entries(nodes).map(([id, [type, params]]) => [id, { type, params: params ?? {} }])),
    edges: edges.map((edge) => ({ from: edge.split(' > ')[0], to: edge.split(' > ')[1] })),
    ...more,
  });

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a person must have been told. */
export interface Told {
  readonly exit: 1 | 2;
  readonly code: DiagnosticCode;
  readonly node?: string;
  readonly param?: string;
  /** Counted from 1, as the command line prints it. */
  readonly column?: number;
  /** Holds for the whole message: what is wrong, and what to do. */
  readonly says: RegExp;
}

export interface CallHooks {
  /** Given the function an interrupt would call. */
  readonly onSignal?: (stop: () => void) => void;
}

/** One engine for all calls of a test process that set no options of their own; several files may use it one after the other, so it stays open to the end. */
let shared: Promise<Engine> | null = null;

/** A folder with a flow and its files, removed after the test. */
export class Project {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  read(path: string): Promise<string> {
    return readFile(this.path(path), 'utf8');
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(this.path(path)), { recursive: true });
    await writeFile(this.path(path), content);
  }

  /** Every file with its bytes, what was left over included. */
  async files(): Promise<Record<string, string>> {
    const found = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const names = found.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name)).sort();
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name.slice(this.folder.length + 1), (await readFile(name)).toString('latin1')])));
  }

  /** Drives the real command line; FLOW is this project. */
  async call(command: string, args: readonly string[] = [], hooks: CallHooks = {}): Promise<Ended> {
    return callCommandLine([command, this.folder, ...args], hooks);
  }

  /** Names of all files; what goes while they are read is left out. */
  async names(): Promise<string[]> {
    const list = async (folder: string, prefix: string): Promise<string[]> => {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      return (await Promise.all(entries.map((e) => (e.isDirectory() ? list(join(folder, e.name), `${prefix}${e.name}/`) : [`${prefix}${e.name}`])))).flat();
    };
    return list(this.folder, '');
  }

  /** Expects a refusal that says `told`, and every file as it was. */
  async refuses(command: string, told: Told, args: readonly string[] = [], hooks: CallHooks = {}): Promise<Ended> {
    const before = await this.files();
    const ended = await this.call(command, args, hooks);
    expectTold(ended, told);
    expect(await this.files()).toEqual(before);
    return ended;
  }
}

export async function newProject(flow: string | null, files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bad-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const project = new Project(folder);
  if (flow !== null) await project.write('flow.json', flow);
  for (const [path, content] of Object.entries(files)) await project.write(path, content);
  return project;
}

export async function callCommandLine(args: readonly string[], hooks: CallHooks = {}): Promise<Ended> {
  let out = '';
  let err = '';
  const code = await commandLine(args, {
    console: { out: (text) => void (out += text), error: (text) => void (err += text), bytes: (data) => void (out += Buffer.from(data).toString('latin1')), interactive: false, columns: 80 },
    catalog,
    version: '0',
    async openEngine({ trustScripts, ...options }) {
      if (trustScripts === true) return openTestEngine(catalog, { ...options, scripts: 'all' });
      if (Object.keys(options).length > 0) return openTestEngine(catalog, options);
      shared ??= openTestEngine(catalog);
      return { ...(await shared), close: async () => undefined };
    },
    onSignal: (stop) => hooks.onSignal?.(stop),
    serve: () => Promise.reject(new Error('not served here')),
    appRoot: new URL('../../', import.meta.url),
    programEntry: new URL('../../main/cli/cli.ts', import.meta.url),
    probeEntry: new URL('../../engine/inference/probe-child.ts', import.meta.url),
  });
  return { code, out, err };
}

/** The command line's source, which this Node runs as it is. */
export const cli = fileURLToPath(new URL('../../main/cli/cli.ts', import.meta.url));

/** Runs the command line in a process of its own. */
export function processOf(args: readonly string[], cwd?: string, started?: (child: ChildProcess) => void): Promise<{ readonly code: number | null; readonly signal: string | null; readonly out: string; readonly err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { ...(cwd === undefined ? {} : { cwd }), stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
    started?.(child);
  });
}

export function expectTold(ended: Ended, told: Told): void {
  const place = told.node === undefined ? '' : ` ${told.node}${told.param === undefined ? '' : `.${told.param}${told.column === undefined ? '' : `:${told.column}`}`}`;
  const lines = ended.err.split('\n');
  const line = lines.find((l) => l.startsWith(`error${place}: `) && l.endsWith(` [${told.code}]`));
  expect(line, `error${place}: … [${told.code}] in\n${ended.err}${ended.out.slice(0, 2000)}`).toBeDefined();
  expect(line).toMatch(told.says);
  expect(ended.code, ended.err).toBe(told.exit);
  // No stack traces, no database jargon in JSON.
  expect(ended.err).not.toMatch(/^\s+at |exception_type/m);
}
