import { performance } from 'node:perf_hooks';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Pauses } from '../execute/run-job.ts';
import type { Job } from '../plan/job.ts';
import type { Pause } from '../plan/pause.ts';
import { readRows } from './read-rows.ts';
import type { PausedRows } from './worker-messages.ts';

/** Rows that are shown of a port at which a run waits. */
const shownRows = 1000;

/** Lets a run wait until it is told to go on, and reads the rows it waits for. */
export class RunPauses implements Pauses {
  private asked = false;
  private over = false;
  private goOn: ((job: Job | null) => void) | null = null;
  private readonly tell: (pause: Pause, shown: PausedRows | null) => void;
  private connection: DuckDBConnection | null = null;

  constructor(tell: (pause: Pause, shown: PausedRows | null) => void) {
    this.tell = tell;
  }

  /** The connection that the run's tables are in. */
  use(connection: DuckDBConnection): void {
    this.connection = connection;
  }

  ask(): void {
    this.asked = true;
  }

  isAsked(): boolean {
    return this.asked;
  }

  /** Ends the wait, if there is one; what was asked for before is forgotten. */
  end(job: Job | null): void {
    this.asked = false;
    this.goOn?.(job);
    this.goOn = null;
  }

  /** Nothing waits from now on: the run was cancelled. */
  close(): void {
    this.over = true;
    this.end(null);
  }

  async wait(pause: Pause): Promise<Job | null> {
    this.asked = false;
    const shown = pause.sql === null || !this.connection ? null : await this.look(this.connection, pause.sql);
    if (this.over) return null;
    return new Promise((resolve) => {
      this.goOn = resolve;
      this.tell(pause, shown);
    });
  }

  private async look(connection: DuckDBConnection, sql: string): Promise<PausedRows> {
    const started = performance.now();
    try {
      const rows = await readRows(connection, sql, shownRows, true, () => undefined);
      return { ...rows, milliseconds: Math.round(performance.now() - started) };
    } finally {
      await connection.run('DROP TABLE IF EXISTS "_look"');
    }
  }
}
