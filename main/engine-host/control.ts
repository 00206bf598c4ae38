/** What the host tells the engine process; under Electron `connect` brings a MessagePort, elsewhere messages are relayed. */
export type HostToEngine =
  | { readonly type: 'connect'; readonly client: number }
  | { readonly type: 'message'; readonly client: number; readonly message: unknown }
  | { readonly type: 'disconnect'; readonly client: number }
  | { readonly type: 'close' }
  /** To be answered at once: who does not, hangs. */
  | { readonly type: 'ping' }
  /** Electron only: the probe that was asked for runs; a port to it comes along. */
  | { readonly type: 'probe-started'; readonly probe: number }
  | { readonly type: 'probe-ended'; readonly probe: number; readonly code: number; readonly output: string };

/** What the engine process tells its host. */
export type EngineToHost =
  | { readonly type: 'ready' }
  | { readonly type: 'pong' }
  /** A run does not hear that it was cancelled: only a new process ends it. */
  | { readonly type: 'stuck' }
  | { readonly type: 'message'; readonly client: number; readonly message: unknown }
  /** The nodes it works on now: what a crash is blamed on. */
  | { readonly type: 'working'; readonly nodes: readonly string[]; /** The one of them that is blamed, where more than one could be. */ readonly suspect?: string }
  /** Electron only: its engine process cannot start processes, main does it. */
  | { readonly type: 'start-probe'; readonly probe: number }
  | { readonly type: 'stop-probe'; readonly probe: number };

/** A running engine process, as its supervisor sees it. */
export interface EngineChild {
  readonly pid: number | undefined;
  /** `transfer` holds Electron ports. */
  post(message: HostToEngine, transfer?: readonly unknown[]): void;
  onMessage(listener: (message: EngineToHost) => void): void;
  /** Called once; `how` is such as "signal SIGSEGV" or "exit code 1", `output` the end of its error output. */
  onExit(listener: (how: string, output: string) => void): void;
  kill(): void;
}
