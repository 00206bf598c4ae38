import { z } from 'zod';
import type { FlowDocument } from '../../document/document.ts';
import type { CheckResult } from '../contract.ts';
import { DocumentReceiver, DocumentSender, type DocumentDelta } from './document-delta.ts';
import type { Port } from './port.ts';
import { applyDelta, recordDelta, type RecordDelta } from './record-delta.ts';

/*
 * A flow of a thousand nodes is asked about with every key, and next to nothing of it changes: between a window and its
 * engine only the changes go, of documents one way and of what a check found the other. An engine that does not know the
 * document that was changed, because it is a new process, asks for all of it again.
 */
type CheckedNodes = CheckResult['nodes'];
/** `whole`: what was found is no change of what was found before. */
type SentCheck = Omit<CheckResult, 'nodes'> & { readonly whole: boolean; readonly changed: RecordDelta<CheckedNodes[string]> };

interface FlowCall {
  readonly kind: 'call';
  readonly id: number;
  readonly method: string;
  readonly argument: { readonly document: FlowDocument | DocumentDelta };
}

interface Answer {
  readonly kind: string;
  readonly id: number;
  readonly value?: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const isFlowCall = (message: unknown): message is FlowCall => isObject(message) && message['kind'] === 'call' && typeof message['id'] === 'number' && isObject(message['argument']) && isObject(message['argument']['document']);
const isAnswer = (message: unknown): message is Answer => isObject(message) && typeof message['id'] === 'number';
const isDelta = (document: object): document is DocumentDelta => !('millrace' in document) && 'since' in document;

/** The window's end: calls about flows go out as changes. */
export function callingWithDeltas(port: Port): Port {
  const documents = new DocumentSender();
  const open = new Map<number, FlowCall>();
  let nodes: CheckedNodes = {};
  const packed = (call: FlowCall, document: DocumentDelta): FlowCall => ({ ...call, argument: { ...call.argument, document } });
  const answered = (message: Answer): unknown => {
    const call = open.get(message.id);
    open.delete(message.id);
    if (message.kind !== 'value' || call?.method !== 'check') return message;
    const { whole, changed, ...rest } = message.value as SentCheck;
    nodes = whole ? changed.set : applyDelta(nodes, changed);
    return { ...message, value: { ...rest, nodes } satisfies CheckResult };
  };
  return {
    send(message) {
      if (!isFlowCall(message) || isDelta(message.argument.document)) return port.send(message);
      open.set(message.id, message);
      port.send(packed(message, documents.pack(message.argument.document)));
    },
    onMessage(listener) {
      port.onMessage((message) => {
        if (isObject(message) && message['kind'] === 'gone') {
          open.clear();
          documents.forget();
        }
        if (!isAnswer(message)) return listener(message);
        if (message.kind !== 'resend') return listener(answered(message));
        const call = open.get(message.id);
        if (call && !isDelta(call.argument.document)) port.send(packed(call, documents.whole(call.argument.document)));
      });
    },
    onClose: (listener) => port.onClose(listener),
    close: () => port.close(),
  };
}

/** The engine's end. A caller that sends whole documents gets whole answers. */
export function answeringDeltas(port: Port): Port {
  const documents = new DocumentReceiver();
  const checks = new Set<number>();
  /** Null until the first answer: an engine that comes anew knows nothing of what the one before it said. */
  let sent: CheckedNodes | null = null;
  const packed = (value: CheckResult): SentCheck => {
    const { nodes, ...rest } = value;
    const delta = sent === null ? null : recordDelta(sent, nodes);
    sent = nodes;
    return { ...rest, whole: delta === null, changed: delta ?? { set: nodes, gone: [] } };
  };
  return {
    send(message) {
      if (!isAnswer(message) || !checks.delete(message.id) || message.kind !== 'value') return port.send(message);
      port.send({ ...message, value: packed(message.value as CheckResult) });
    },
    onMessage(listener) {
      port.onMessage((message) => {
        if (!isFlowCall(message) || !isDelta(message.argument.document)) return listener(message);
        let document: FlowDocument | null;
        try {
          document = documents.unpack(message.argument.document);
        } catch (error) {
          if (!(error instanceof z.ZodError)) throw error;
          // Whoever validates the call says what is wrong with it.
          return listener(message);
        }
        if (document === null) return port.send({ kind: 'resend', id: message.id });
        if (message.method === 'check') checks.add(message.id);
        listener({ ...message, argument: { ...message.argument, document } });
      });
    },
    onClose: (listener) => port.onClose(listener),
    close: () => port.close(),
  };
}
