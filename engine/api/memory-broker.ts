/** A share of the memory budget, held until it is given back. */
export interface MemoryLease {
  /** Bytes; null where there is no budget to share and the database's own limit holds. */
  readonly bytes: number | null;
  release(): void;
}

interface Waiting {
  readonly take: () => boolean;
}

/** A run gets no less than this part of the budget, and waits where less is left. */
const leastPart = 1 / 8;
/** Where other runs may follow, a run leaves them so much of what is free. */
const leftFree = 1 / 3;

/** Parts one budget between the runs of an engine: each gets most of what is free, and one that would get too little waits its turn. */
export class MemoryBroker {
  private total: number | null;
  private used = 0;
  private readonly sharing: boolean;
  private readonly waiting: Waiting[] = [];

  /** `sharing` says that several runs may come at once; else the first takes all. */
  constructor(total: number | null, sharing: boolean) {
    this.total = total;
    this.sharing = sharing;
  }

  get budget(): number | null {
    return this.total;
  }

  get free(): number | null {
    return this.total === null ? null : Math.max(0, this.total - this.used);
  }

  get queued(): number {
    return this.waiting.length;
  }

  /** Another budget for the runs that start from now on. */
  resize(total: number | null): void {
    this.total = total;
    this.serve();
  }

  /** A share, now or when other runs have given theirs back; `onWait` is called when it takes that, and null comes when `signal` ends the wait. */
  lease(onWait: () => void, signal: AbortSignal): Promise<MemoryLease | null> {
    return new Promise((resolve) => {
      const take = (): boolean => {
        const lease = this.takeNow();
        if (lease) resolve(lease);
        return lease !== null;
      };
      if (signal.aborted) return resolve(null);
      if (this.waiting.length === 0 && take()) return;
      const place: Waiting = { take };
      this.waiting.push(place);
      signal.addEventListener('abort', () => {
        const at = this.waiting.indexOf(place);
        if (at < 0) return;
        this.waiting.splice(at, 1);
        resolve(null);
      });
      onWait();
    });
  }

  private takeNow(): MemoryLease | null {
    if (this.total === null) return { bytes: null, release: () => undefined };
    const free = this.total - this.used;
    const bytes = Math.floor(this.sharing ? free * (1 - leftFree) : free);
    // Whoever is alone starts, however small the budget is.
    if (this.used > 0 && bytes < this.total * leastPart) return null;
    const share = Math.max(1, bytes);
    this.used += share;
    let held = true;
    return {
      bytes: share,
      release: () => {
        if (!held) return;
        held = false;
        this.used -= share;
        this.serve();
      },
    };
  }

  private serve(): void {
    while (this.waiting.length > 0 && this.waiting[0]!.take()) this.waiting.shift();
  }
}
