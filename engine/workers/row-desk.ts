import { RowSet } from './row-set.ts';
import type { RowsAnswer, RowsAsk } from './row-messages.ts';
import { Stopping } from './stopping.ts';

/** Holds all rows of ports and answers questions about them. */
export class RowDesk {
  private readonly sets = new Map<number, RowSet>();

  async ask(ask: RowsAsk, onCancel: (cancel: () => void) => void): Promise<RowsAnswer> {
    const stopping = new Stopping();
    onCancel(() => stopping.stop());
    if (ask.op === 'open') {
      const set = new RowSet(ask);
      this.sets.set(ask.set, set);
      try {
        const opened = await set.open(stopping);
        if (opened.unusable) this.sets.delete(ask.set);
        return opened;
      } catch (error) {
        this.sets.delete(ask.set);
        await set.close();
        throw error;
      }
    }
    const set = this.sets.get(ask.set);
    if (!set) throw new Error(`No rows are held under number ${ask.set}.`);
    switch (ask.op) {
      case 'progress':
        return set.progress();
      case 'arrange':
        return set.arrange(ask.look, stopping);
      case 'read':
        return set.read(ask.arrangement, ask.from, ask.count, ask.columns, stopping);
      case 'profile':
        return set.profile(ask.column, stopping);
      case 'close':
        this.sets.delete(ask.set);
        await set.close();
        return null;
    }
  }

  async close(): Promise<void> {
    for (const set of this.sets.values()) await set.close();
    this.sets.clear();
  }
}
