import { MessageChannel, parentPort, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { hearMessages } from '../hear-messages.ts';
import { ScriptError } from '../script-error.ts';
import type { PythonReply, PythonRequest, PythonStart, PythonTables } from './python-messages.ts';

/** Milliseconds after which a thread that waits looks whether it is still wanted. */
const lookAgain = 20;

/**
 * The waiting side of servePython, for a thread that has to answer before it goes on and so hears nothing by itself: the thread
 * that started this one runs the process. It is started at the first call, and there is one as long as this is open.
 */
export class PythonClient {
  private open: { readonly port: MessagePort; readonly wake: Int32Array } | null = null;
  private readonly start: PythonStart;
  private readonly isCancelled: () => boolean;

  constructor(start: PythonStart, isCancelled: () => boolean) {
    this.start = start;
    this.isCancelled = isCancelled;
  }

  /** Gives what became of each table. Throws a ScriptError when the process cannot go on. */
  run(request: PythonTables): Extract<PythonReply, { kind: 'tables' }> {
    this.open ??= this.ask();
    this.open.port.postMessage(request, [request.rows.buffer as ArrayBuffer]);
    const reply = this.wait(this.open);
    if (reply.kind === 'tables') return reply;
    this.close();
    throw this.error(reply);
  }

  close(): void {
    this.open?.port.close();
    this.open = null;
  }

  private ask(): NonNullable<typeof this.open> {
    if (parentPort === null) throw new Error('Python is asked for in a worker thread only.');
    const { port1, port2 } = new MessageChannel();
    const wake = new SharedArrayBuffer(4);
    parentPort.postMessage({ kind: 'python', request: { port: port2, wake, start: this.start } satisfies PythonRequest }, [port2]);
    return { port: port1, wake: new Int32Array(wake) };
  }

  private wait({ port, wake }: NonNullable<typeof this.open>): PythonReply {
    for (;;) {
      const seen = Atomics.load(wake, 0);
      const heard = receiveMessageOnPort(port);
      if (heard !== undefined) return heard.message as PythonReply;
      Atomics.wait(wake, 0, seen, lookAgain);
      hearMessages();
      if (this.isCancelled()) {
        this.close();
        throw new ScriptError('The script was stopped because the run was cancelled.', 'Run again.');
      }
    }
  }

  private error(reply: Exclude<PythonReply, { kind: 'tables' }>): ScriptError {
    const { interpreter, seconds, megabytes, frame } = this.start;
    switch (reply.kind) {
      case 'refused':
        if (reply.lacks) return new ScriptError(`${interpreter} cannot load pyarrow${frame === 'pandas' ? ' and pandas' : ''} (${reply.message}).`, `Install it with: "${interpreter}" -m pip install pyarrow${frame === 'pandas' ? ' pandas' : ''}`);
        if (reply.memory) return tooMuchMemory(megabytes);
        return new ScriptError(`The script failed before it was given a table: ${failureText(reply)}${/[.!?]$/.test(failureText(reply)) ? '' : '.'}`, 'Change the script.', reply.line);
      case 'late':
        if (reply.starting) return new ScriptError(`${interpreter} took longer than two minutes to start.`, 'Try it in a terminal, or choose another interpreter.');
        return new ScriptError(`The script took longer than ${seconds} ${seconds === 1 ? 'second' : 'seconds'} for one table.`, 'Look for a loop without an end, or allow more seconds.');
      case 'ended':
        return new ScriptError(`${interpreter} did not finish the script: ${reply.why}.`, 'Look for code in a library that ends the process, or allow more memory.');
    }
  }
}

export const tooMuchMemory = (megabytes: number): ScriptError => new ScriptError(`The script needs more than its ${megabytes} MB of memory.`, 'Give it fewer rows or columns, or allow more.');

export const failureText = ({ message, line }: { readonly message: string; readonly line: number | null }): string => (line === null ? message : `${message} (line ${line})`);
