import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import { problem } from '../../engine/core/diagnostic.ts';
import type { EngineChild } from './control.ts';

/** One window at the engine. */
export interface EngineClient {
  /** A process is ready; called again for each new one. */
  attach(engine: EngineChild, id: number): void;
  /** A relayed message for the window; never called where a port was handed over. */
  received(message: unknown): void;
  /** The process ended: calls that are open fail with this. */
  gone(reason: Diagnostic): void;
  /** The next process is ready. */
  restarted(reason: Diagnostic): void;
}

/** What the process last said it was at. */
interface Working {
  readonly nodes: readonly string[];
  readonly suspect?: string;
}

/** How a process that hangs is found out: so many pings in a row without an answer. */
export interface Watch {
  readonly everyMilliseconds: number;
  readonly unanswered: number;
}

const usualWatch: Watch = { everyMilliseconds: 2_000, unanswered: 10 };
const CLOSE_GRACE = 2_000;
const SLOWEST_RESTART = 5_000;

/** Keeps one engine process alive and every window connected to it. */
export class EngineSupervisor {
  readonly #start: () => EngineChild;
  readonly #log: (line: string) => void;
  readonly #clients = new Map<number, EngineClient>();
  #child: EngineChild;
  #ready = false;
  #closing = false;
  #working: Working = { nodes: [] };
  #crash: Diagnostic | null = null;
  /** Processes in a row that ended before they were ready. */
  #failedStarts = 0;
  #nextClient = 1;
  #restart: NodeJS.Timeout | null = null;

  /** Crashes by the node they are blamed on. */
  readonly #crashes = new Map<string, number>();
  /** Why this supervisor ended the process itself. */
  #ending: Diagnostic | null = null;
  #unanswered = 0;
  readonly #watch: NodeJS.Timeout;

  constructor(start: () => EngineChild, log: (line: string) => void, watch: Watch = usualWatch) {
    this.#start = start;
    this.#log = log;
    this.#child = this.#launch();
    this.#watch = setInterval(() => this.#ping(watch), watch.everyMilliseconds);
    this.#watch.unref();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Connects a window; returns the function that disconnects it. */
  connect(client: EngineClient): () => void {
    const id = this.#nextClient++;
    this.#clients.set(id, client);
    if (this.#ready) client.attach(this.#child, id);
    return () => {
      if (this.#clients.delete(id) && this.#ready) this.#child.post({ type: 'disconnect', client: id });
    };
  }

  /** Ends the engine process, by force when it does not end by itself within 2 s. */
  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#watch);
    if (this.#restart) {
      clearTimeout(this.#restart);
      return;
    }
    const child = this.#child;
    const ended = new Promise<void>((resolve) => child.onExit(() => resolve()));
    if (this.#ready) child.post({ type: 'close' });
    else child.kill();
    const timer = setTimeout(() => child.kill(), CLOSE_GRACE);
    await ended;
    clearTimeout(timer);
  }

  #launch(): EngineChild {
    const child = this.#start();
    this.#ready = false;
    this.#working = { nodes: [] };
    this.#unanswered = 0;
    this.#ending = null;
    child.onMessage((message) => {
      if (message.type === 'ready') this.#becameReady(child);
      else if (message.type === 'pong') this.#unanswered = 0;
      else if (message.type === 'stuck') this.#end(child, stuckProblem());
      else if (message.type === 'working') this.#working = message;
      else if (message.type === 'message') this.#clients.get(message.client)?.received(message.message);
    });
    child.onExit((how, output) => this.#ended(how, output));
    return child;
  }

  /** Pings are counted, not timed: a machine that slept is no process that hangs. */
  #ping(watch: Watch): void {
    if (!this.#ready || this.#closing) return;
    if (this.#unanswered >= watch.unanswered) this.#end(this.#child, hangProblem(this.#working));
    else {
      this.#unanswered++;
      this.#child.post({ type: 'ping' });
    }
  }

  #end(child: EngineChild, why: Diagnostic): void {
    if (this.#closing || this.#ending || child !== this.#child) return;
    this.#ending = why;
    child.kill();
  }

  #becameReady(child: EngineChild): void {
    this.#ready = true;
    this.#failedStarts = 0;
    for (const [id, client] of this.#clients) {
      client.attach(child, id);
      if (this.#crash) client.restarted(this.#crash);
    }
    this.#crash = null;
  }

  #countCrash(): number {
    const blamed = blamedOf(this.#working);
    if (blamed === undefined) return 1;
    const times = (this.#crashes.get(blamed) ?? 0) + 1;
    this.#crashes.set(blamed, times);
    return times;
  }

  #ended(how: string, output: string): void {
    if (this.#closing) return;
    const neverReady = !this.#ready;
    this.#ready = false;
    if (neverReady) this.#failedStarts++;
    this.#log(`engine process ended: ${how}${output ? `\n${output}` : ''}`);
    const reason = neverReady ? startProblem(how, output) : (this.#ending ?? crashProblem(how, this.#working, this.#countCrash()));
    this.#crash = reason;
    for (const client of this.#clients.values()) client.gone(reason);
    const wait = this.#failedStarts === 0 ? 0 : Math.min(SLOWEST_RESTART, 250 * 2 ** (this.#failedStarts - 1));
    this.#restart = setTimeout(() => {
      this.#restart = null;
      this.#child = this.#launch();
    }, wait);
  }
}

const stuckProblem = (): Diagnostic =>
  problem('run-cancelled', 'The cancelled run did not stop, so its process was ended and a new one started. No file is left half-written; what else was running has to be started again.');

function hangProblem({ nodes }: Working): Diagnostic {
  const at = nodes.length === 1 ? { node: nodes[0]! } : {};
  return problem('engine-crashed', `The engine process no longer answered${nodes.length === 0 ? '' : ` while it worked on ${nodes.slice(0, 5).join(', ')}`}, so it was ended and a new one started. The flow is intact. Try again; if it happens again, please report it with the flow.`, at);
}

const blamedOf = ({ nodes, suspect }: Working): string | undefined => (nodes.length === 1 ? nodes[0] : suspect);

/** `times` counts the crashes at the blamed node, this one included. */
function crashProblem(how: string, working: Working, times: number): Diagnostic {
  const { nodes } = working;
  const blamed = blamedOf(working);
  const at = blamed === undefined ? {} : { node: blamed };
  const others = nodes.filter((node) => node !== blamed);
  const first = blamed === undefined ? others : [blamed];
  const also = blamed === undefined || others.length === 0 ? '' : ` together with ${others.slice(0, 5).join(', ')}${others.length > 5 ? ' …' : ''}`;
  const what = nodes.length === 0 ? '' : ` while it worked on ${first.slice(0, 5).join(', ')}${also}`;
  if (blamed !== undefined && times > 1) {
    return problem('engine-crashed', `The engine process ended (${how})${what}, for the ${times === 2 ? 'second' : `${times}th`} time at this node. The run was stopped and the flow is intact. Running it as it is will end the same way: disable ${blamed} or give it another model, less data or less memory-hungry work, and report it if none of that helps.`, at);
  }
  const then = nodes.length === 0 ? 'Try again' : 'Give it less data or memory-hungry work there, or another model, and run again';
  return problem('engine-crashed', `The engine process ended (${how})${what}. A new one was started and the flow is intact. ${then}.`, at);
}

function startProblem(how: string, output: string): Diagnostic {
  const last = output.split('\n').map((line) => line.trim()).filter((line) => /error/i.test(line)).at(0);
  return problem('engine-crashed', `The engine process could not start (${how})${last ? `: ${last.slice(0, 300)}` : ''}. It is tried again; if it keeps failing, install Millrace again.`);
}
