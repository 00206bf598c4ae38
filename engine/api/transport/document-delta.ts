import { z } from 'zod';
import { documentSchema, type FlowDocument } from '../../document/document.ts';
import { applyDelta, recordDelta, type RecordDelta } from './record-delta.ts';

/** A document as the changes since the one sent before it over the same port. */
export interface DocumentDelta {
  /** Counts the documents of a port from 1. */
  readonly number: number;
  /** The number of the one that was changed; 0 for an empty record, when all of it is sent. */
  readonly since: number;
  /** Parts other than those below, whole. */
  readonly parts: RecordDelta<unknown>;
  readonly nodes?: RecordDelta<unknown>;
  readonly layout?: RecordDelta<unknown>;
}

/** Parts that hold a value per node, of which few change at a time. */
const wide = ['nodes', 'layout'] as const;

type Parts = Readonly<Record<string, unknown>>;

/** Packs the documents that are sent over a port. */
export class DocumentSender {
  private last: Parts = {};
  private number = 0;

  pack(document: FlowDocument): DocumentDelta {
    const delta = this.number === 0 ? null : recordDelta(this.last, document);
    if (delta === null) return this.whole(document);
    const parts = { ...delta.set };
    const packed: { nodes?: RecordDelta<unknown>; layout?: RecordDelta<unknown> } = {};
    for (const name of wide) {
      if (!Object.hasOwn(parts, name) || !Object.hasOwn(this.last, name)) continue;
      const inner = recordDelta(this.last[name] as Parts, parts[name] as Parts);
      if (inner === null) continue;
      packed[name] = inner;
      delete parts[name];
    }
    this.last = document;
    return { number: ++this.number, since: this.number - 1, parts: { set: parts, gone: delta.gone }, ...packed };
  }

  whole(document: FlowDocument): DocumentDelta {
    this.last = document;
    return { number: ++this.number, since: 0, parts: { set: document, gone: [] } };
  }

  /** The other end knows nothing of what was sent. */
  forget(): void {
    this.number = 0;
    this.last = {};
  }
}

const names = z.array(z.string());
const inner = z.strictObject({ set: z.record(z.string(), z.unknown()), gone: names });
const deltaSchema = z.strictObject({ number: z.int().min(1), since: z.int().min(0), parts: inner, nodes: inner.exactOptional(), layout: inner.exactOptional() });
const required = ['millrace', 'nodes', 'edges', 'parameters', 'layout'] as const;
const nothing = documentSchema.parse({ millrace: 1 });

const received = new WeakSet<object>();

/** Whether a document was put together, and its parts validated, by a `DocumentReceiver`. */
export const isReceived = (value: unknown): value is FlowDocument => typeof value === 'object' && value !== null && received.has(value);

/** Puts the documents of a port together; what did not change keeps its identity. */
export class DocumentReceiver {
  private last: Parts = {};
  private number = 0;

  /** Null when the document that was changed is not known here: all of it has to be sent. Throws ZodError on what is no document. */
  unpack(packed: unknown): FlowDocument | null {
    const delta = deltaSchema.parse(packed);
    if (delta.since !== 0 && delta.since !== this.number) return null;
    const before: Parts = delta.since === 0 ? {} : this.last;
    // Only what came is validated; what it is compared with has been.
    const came: Parts = documentSchema.parse({ ...nothing, ...delta.parts.set, ...(delta.nodes ? { nodes: delta.nodes.set } : {}), ...(delta.layout ? { layout: delta.layout.set } : {}) });
    const set: Record<string, unknown> = Object.fromEntries(Object.keys(delta.parts.set).map((name) => [name, came[name]]));
    for (const name of wide) {
      const change = delta[name];
      if (change) set[name] = applyDelta((before[name] ?? {}) as Parts, { set: came[name] as Parts, gone: change.gone });
    }
    const made = applyDelta(delta.since === 0 ? nothing : before, { set, gone: delta.parts.gone });
    if (required.some((name) => !Object.hasOwn(made, name))) return null;
    this.last = made;
    this.number = delta.number;
    received.add(made);
    return made as FlowDocument;
  }
}
