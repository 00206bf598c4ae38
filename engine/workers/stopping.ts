import type { DuckDBConnection } from '@duckdb/node-api';
import { keepInterrupting } from './keep-interrupting.ts';

/** Something that can be stopped while it is under way. */
export class Stopping {
  private readonly interrupts = new Set<() => void>();
  private readonly running: { readonly stop: () => void }[] = [];
  readonly abort = new AbortController();

  get stopped(): boolean {
    return this.abort.signal.aborted;
  }

  stop(): void {
    if (this.stopped) return;
    this.abort.abort();
    for (const interrupt of this.interrupts) this.running.push(keepInterrupting(interrupt));
  }

  /** Does `work` on a connection, which is interrupted when this is stopped. */
  async on<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
    if (this.stopped) throw new Error('Interrupt Error: superseded');
    const interrupt = (): void => connection.interrupt();
    this.interrupts.add(interrupt);
    try {
      return await work();
    } finally {
      this.interrupts.delete(interrupt);
      this.running.splice(0).forEach((r) => r.stop());
    }
  }
}
