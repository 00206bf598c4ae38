import type { Diagnostic } from '../core/diagnostic.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import type { StoreObject } from '../relation/object-store.ts';

/** An object that the store has been told of and nobody sees yet. */
export interface PendingObject {
  /** Brings the bytes of a file there. */
  send(file: string, onShare: (share: number) => void): Promise<void>;
  /** Makes it the object of its key, at once and as a whole; gives the ETag. */
  publish(): Promise<string>;
  discard(): Promise<void>;
}

/** A sink whose file becomes an object. */
export interface StagedObject {
  readonly node: string;
  readonly staging: string;
  readonly target: string;
  readonly object: StoreObject;
}

interface ObjectHost {
  /** Throws a DiagnosticError where the store would not take the object. */
  begin(node: string, object: StoreObject): Promise<PendingObject>;
  isCancelled(): boolean;
}

/** The objects a run writes: sent while it goes on, published at its end. */
export class StagedObjects {
  /** ETags by node, of what has been published, and the addresses of these objects. */
  readonly tags = new Map<string, string>();
  readonly published: string[] = [];
  private readonly pending = new Map<string, PendingObject>();
  private readonly host: ObjectHost;

  constructor(host: ObjectHost) {
    this.host = host;
  }

  /** Says why an object could not be written, before anything is computed. */
  async prepare({ node, object }: StagedObject): Promise<Diagnostic | null> {
    try {
      this.pending.set(node, await this.host.begin(node, object));
      return null;
    } catch (error) {
      // Whoever stops a run hears of that, not of the question it kept from being answered.
      if (this.host.isCancelled()) return null;
      if (error instanceof DiagnosticError) return error.diagnostic;
      throw error;
    }
  }

  async send({ node, staging }: StagedObject, onShare: (share: number) => void): Promise<void> {
    await this.pending.get(node)!.send(staging, onShare);
  }

  /** Publishes objects one after the other. Throws a DiagnosticError at the first that fails; those before it stay. */
  async publish(objects: readonly StagedObject[]): Promise<void> {
    for (const { node, target } of objects) {
      this.tags.set(node, await this.pending.get(node)!.publish());
      this.published.push(target);
      this.pending.delete(node);
    }
  }

  /** Takes back all that has not been published. */
  async discard(): Promise<void> {
    await Promise.all([...this.pending.values()].map((p) => p.discard()));
    this.pending.clear();
  }
}
