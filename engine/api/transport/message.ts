import { z } from 'zod';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { CallFailure } from '../contract.ts';

/** What the calling side sends. */
export interface CallMessage {
  readonly kind: 'call';
  readonly id: number;
  readonly method: string;
  readonly argument?: unknown;
}

/** What the answering side sends. */
export type AnswerMessage<E> =
  | { readonly kind: 'value'; readonly id: number; readonly value?: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: CallFailure }
  | { readonly kind: 'event'; readonly event: E }
  /** The document that the call changes is not known: it is to be sent whole. See `delta-ports.ts`. */
  | { readonly kind: 'resend'; readonly id: number }
  /** The answering process ended: every call that waits fails with this. */
  | { readonly kind: 'gone'; readonly problem: Diagnostic };

export const callMessage = z.strictObject({
  kind: z.literal('call'),
  id: z.int().min(0),
  method: z.string().max(80),
  argument: z.unknown().optional(),
});

/** How one call ended, as plain data. */
export type Outcome = { readonly value: unknown } | { readonly failure: CallFailure };
