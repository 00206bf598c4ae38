import type { DiagnosticCode } from './diagnostic-codes.ts';

export type Severity = 'error' | 'warning' | 'info';

/** A half-open range of UTF-16 offsets in the text of one setting. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a diagnostic belongs: the flow, a node, one of its settings, a part of that setting's text. */
export interface Location {
  readonly node?: string;
  readonly port?: string;
  /** Path of the setting, such as `condition` or `columns.2.expression`. */
  readonly param?: string;
  readonly span?: Span;
}

export interface Replacement {
  readonly title: string;
  /** The setting's new value as a whole. */
  readonly param: string;
  readonly value: unknown;
}

/** Trouble a person can act on; the message says what is wrong with which thing, then what to do. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly at: Location;
  readonly replacement?: Replacement;
}

/** Carries a diagnostic through a throw, with others found beside it; any other error class is a bug. */
export class DiagnosticError extends Error {
  readonly diagnostic: Diagnostic;
  readonly all: readonly Diagnostic[];
  constructor(diagnostic: Diagnostic, beside: readonly Diagnostic[] = []) {
    super(diagnostic.message);
    this.name = 'DiagnosticError';
    this.diagnostic = diagnostic;
    this.all = [diagnostic, ...beside];
  }
}

export function problem(code: DiagnosticCode, message: string, at: Location = {}, replacement?: Replacement): Diagnostic {
  return { code, severity: 'error', message, at, ...(replacement ? { replacement } : {}) };
}

export function warning(code: DiagnosticCode, message: string, at: Location = {}): Diagnostic {
  return { code, severity: 'warning', message, at };
}

export function note(code: DiagnosticCode, message: string, at: Location = {}): Diagnostic {
  return { code, severity: 'info', message, at };
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some((d) => d.severity === 'error');
