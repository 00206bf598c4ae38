import type { EngineCalls, EngineEvent } from '../../engine/api/contract.ts';
import type { OsCalls, OsEvent } from '../../main/contract/os-calls.ts';

/** Everything the window can reach outside itself; the same over a MessagePort (desktop) and a WebSocket (browser). */
export interface Bridge {
  readonly engine: EngineCalls;
  readonly os: OsCalls;
  /** Returns the function that stops listening. */
  onEngineEvent(listener: (event: EngineEvent) => void): () => void;
  onOsEvent(listener: (event: OsEvent) => void): () => void;
  /** The absolute path of a dropped file, or null where the host does not tell, as in a browser. */
  pathOf(file: File): string | null;
}
