interface Lease {
  readers: number;
  writer: boolean;
  readonly waiting: (() => void)[];
}

/** A file of a database that is read, or that one alone may change. */
export interface LeaseRequest {
  readonly path: string;
  readonly write: boolean;
}

/**
 * Who has which database file open in this process: many may read, or one may write. Two threads that open one file for
 * writing lose rows without any error, since the lock of the system holds between processes only (H2).
 */
export class DatabaseLeases {
  private readonly leases = new Map<string, Lease>();

  /** Waits until all files are free in the way they are asked for, taken in one order so that nobody waits in a circle; gives the way back. */
  async acquire(requests: readonly LeaseRequest[]): Promise<() => void> {
    const wanted = new Map<string, boolean>();
    for (const { path, write } of requests) wanted.set(path, write || wanted.get(path) === true);
    const held: LeaseRequest[] = [];
    for (const [path, write] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
      await this.take(path, write);
      held.push({ path, write });
    }
    let released = false;
    return () => {
      if (released) return;
      released = true;
      for (const request of held) this.release(request);
    };
  }

  private async take(path: string, write: boolean): Promise<void> {
    const lease = this.leases.get(path) ?? { readers: 0, writer: false, waiting: [] };
    this.leases.set(path, lease);
    const taken = (): boolean => lease.writer || (write && lease.readers > 0);
    while (taken()) await new Promise<void>((resolve) => lease.waiting.push(resolve));
    if (write) lease.writer = true;
    else lease.readers++;
  }

  private release({ path, write }: LeaseRequest): void {
    const lease = this.leases.get(path)!;
    if (write) lease.writer = false;
    else lease.readers--;
    for (const wake of lease.waiting.splice(0)) wake();
    // Those who were woken hold on to this lease, so it goes only when nobody is left.
    if (lease.readers === 0 && !lease.writer) queueMicrotask(() => queueMicrotask(() => this.forget(path, lease)));
  }

  private forget(path: string, lease: Lease): void {
    if (lease.readers === 0 && !lease.writer && lease.waiting.length === 0 && this.leases.get(path) === lease) this.leases.delete(path);
  }
}

/** The leases of this process. */
export const databaseLeases = new DatabaseLeases();
