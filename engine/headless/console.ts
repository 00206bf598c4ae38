import type { Diagnostic } from '../core/diagnostic.ts';
import { visibleText } from './visible-text.ts';

/** Where a command writes; tests put their own in its place. */
export interface Console {
  out(text: string): void;
  error(text: string): void;
  /** Raw bytes to standard output. */
  bytes(data: Uint8Array): void;
  /** True when standard error is a terminal. */
  readonly interactive: boolean;
  readonly columns: number;
}

export const processConsole: Console = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  bytes: (data) => void process.stdout.write(data),
  interactive: process.stderr.isTTY === true,
  columns: process.stderr.columns ?? 80,
};

/** One diagnostic on one line: severity, place, sentence, code. */
export function diagnosticLine(d: Diagnostic): string {
  const span = d.at.span ? `:${d.at.span.start + 1}` : '';
  const place = d.at.node === undefined ? '' : ` ${d.at.node}${d.at.param === undefined ? '' : `.${d.at.param}${span}`}`;
  return `${visibleText(`${d.severity}${place}: ${d.message} [${d.code}]`)}\n`;
}

/** Exit codes of every command. */
export const exit = { done: 0, failed: 1, wrongCall: 2 } as const;
