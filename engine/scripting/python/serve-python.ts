import { spawn, type ChildProcess } from 'node:child_process';
import { bootstrap } from './bootstrap.ts';
import { childEnvironment } from './child-environment.ts';
import { FrameReader, writeFrame } from './frames.ts';
import type { PythonReply, PythonRequest, PythonTables } from './python-messages.ts';

/** An interpreter loads its libraries from a slow disk, perhaps. */
const startWithin = 120_000;

/** What a process that ends says last. */
const tailLength = 2000;

/** Starts an interpreter for a thread that waits, carries what they say to each other, and ends it with all it has started when it is late or no longer wanted. */
export function servePython({ port, wake, start }: PythonRequest): void {
  const flag = new Int32Array(wake);
  let [over, ready, tail] = [false, false, ''];
  let late: NodeJS.Timeout | null = null;
  const say = (reply: PythonReply): void => {
    port.postMessage(reply, reply.kind === 'tables' ? [reply.rows.buffer as ArrayBuffer] : []);
    Atomics.add(flag, 0, 1);
    Atomics.notify(flag, 0);
  };
  const child = spawn(start.interpreter, ['-c', bootstrap], { cwd: start.folder, env: childEnvironment(), detached: process.platform !== 'win32', stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
  const end = (last: PythonReply | null): void => {
    if (over) return;
    over = true;
    if (late !== null) clearTimeout(late);
    killGroup(child);
    if (last !== null) say(last);
    port.close();
  };
  const expectSoon = (): void => {
    if (late !== null) clearTimeout(late);
    late = setTimeout(() => end({ kind: 'late', starting: !ready }), ready ? start.seconds * 1000 : startWithin);
  };
  const reader = new FrameReader((header, data) => {
    const said = header as { readonly kind: 'ready' } | { readonly kind: 'progress' } | Exclude<PythonReply, { kind: 'late' | 'ended' }>;
    if (said.kind === 'ready') ready = true;
    if (said.kind === 'ready' || said.kind === 'progress') return expectSoon();
    if (late !== null) clearTimeout(late);
    if (said.kind === 'refused') return end(said);
    say({ ...said, rows: data });
  });
  child.stdout!.on('data', (bytes: Buffer) => {
    if (!over) reader.take(bytes);
  });
  child.stderr!.on('data', (bytes: Buffer) => (tail = `${tail}${bytes.toString()}`.slice(-tailLength)));
  // A process that ends takes its pipes with it; what is said of it comes from 'close'.
  child.stdin!.on('error', () => undefined);
  child.on('error', (error: NodeJS.ErrnoException) => end({ kind: 'ended', why: `it cannot be started (${error.code ?? error.message})` }));
  child.on('close', (code, signal) => end({ kind: 'ended', why: `${signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`}${tail.trim() === '' ? '' : `: ${tail.trim().split('\n').at(-1)!}`}` }));
  port.on('message', ({ tables, rows }: PythonTables) => {
    expectSoon();
    writeFrame(child.stdin!, { tables }, rows);
  });
  port.on('close', () => end(null));
  writeFrame(child.stdin!, { code: start.code, frame: start.frame, megabytes: start.megabytes }, start.columns);
}

/** Ends a process and whatever it has started. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
