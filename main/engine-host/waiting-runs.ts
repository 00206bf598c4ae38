import type { EngineEvent } from '../../engine/api/contract.ts';

/** Knows which runs wait for a person, and which window each of them belongs to: one whose window has gone would wait for ever, and hold its files. */
export class WaitingRuns {
  readonly #owners = new Map<string, number>();
  readonly #waiting = new Set<string>();
  readonly #gone = new Set<number>();
  readonly #cancel: (run: string) => void;

  constructor(cancel: (run: string) => void) {
    this.#cancel = cancel;
  }

  started(run: string, client: number): void {
    this.#owners.set(run, client);
    if (this.#waiting.has(run) && this.#gone.has(client)) this.#cancel(run);
  }

  event(event: EngineEvent): void {
    if (event.type === 'paused') {
      this.#waiting.add(event.run);
      const owner = this.#owners.get(event.run);
      if (owner !== undefined && this.#gone.has(owner)) this.#cancel(event.run);
    } else if (event.type === 'resumed') this.#waiting.delete(event.run);
    else if (event.type === 'finished') {
      this.#waiting.delete(event.run);
      this.#owners.delete(event.run);
    }
  }

  left(client: number): void {
    this.#gone.add(client);
    for (const run of this.#waiting) if (this.#owners.get(run) === client) this.#cancel(run);
  }
}
