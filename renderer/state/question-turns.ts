import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';

interface Waiting {
  readonly purpose: string | null;
  readonly begin: () => void;
  readonly giveUp: () => void;
}

const supersededError = () => new DiagnosticError(problem('run-cancelled', 'A newer question took the place of this one.'));

/** Lets questions about rows run one after the other: two at once would cancel each other in the engine, again and again. */
export class QuestionTurns {
  private waiting: Waiting[] = [];
  private readonly running = new Map<symbol, string | null>();

  /**
   * Runs `ask` when no other question runs. One that has a `purpose` takes the place of an older one for the same: of
   * one that waits, which throws `run-cancelled`, and of one that runs, which `ask` learns from `isWanted`.
   */
  take<T>(purpose: string | null, ask: (isWanted: () => boolean) => Promise<T>): Promise<T> {
    const older = purpose === null ? [] : this.waiting.filter((w) => w.purpose === purpose);
    this.waiting = this.waiting.filter((w) => !older.includes(w));
    for (const w of older) w.giveUp();
    const overtakes = purpose !== null && [...this.running.values()].includes(purpose);
    return new Promise<T>((resolve, reject) => {
      const begin = () => {
        const id = Symbol(purpose ?? 'question');
        for (const [running, of] of this.running) if (purpose !== null && of === purpose) this.running.delete(running);
        this.running.set(id, purpose);
        ask(() => this.running.has(id))
          .then(resolve, reject)
          .finally(() => this.ended(id));
      };
      if (overtakes || this.running.size === 0) begin();
      else this.waiting.push({ purpose, begin, giveUp: () => reject(supersededError()) });
    });
  }

  private ended(id: symbol): void {
    this.running.delete(id);
    if (this.running.size === 0) this.waiting.shift()?.begin();
  }
}

/** The turns of this window. */
export const questionTurns = new QuestionTurns();
