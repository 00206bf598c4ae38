import type { Diagnostic, Span } from '../core/diagnostic.ts';

/** A stretch of a prepared text that stands for another stretch of what was written. */
export interface Exchange {
  readonly written: Span;
  readonly prepared: Span;
}

/** A setting's text as it was written, and as the database reads it once flow parameters are in place. */
export interface WrittenText {
  readonly written: string;
  readonly prepared: string;
  /** In order, none overlapping another. */
  readonly exchanges: readonly Exchange[];
}

/** The span of the written text that a span of the prepared text came from; one that touches a parameter's value takes in its whole name. */
export function writtenSpan(text: WrittenText, span: Span): Span {
  const start = writtenOffset(text, span.start, 'start');
  const end = writtenOffset(text, span.end, 'end');
  return { start, end: Math.max(start, end) };
}

function writtenOffset({ exchanges }: WrittenText, offset: number, side: 'start' | 'end'): number {
  let shift = 0;
  for (const { written, prepared } of exchanges) {
    if (offset < prepared.start || (side === 'end' && offset === prepared.start)) break;
    if (offset < prepared.end || (side === 'end' && offset === prepared.end)) return side === 'start' ? written.start : written.end;
    shift = written.end - prepared.end;
  }
  return offset + shift;
}

/** A diagnostic about prepared text, told about the text a person wrote: its span, and the value it suggests instead. */
export function aboutWritten(diagnostic: Diagnostic, texts: ReadonlyMap<string, WrittenText>): Diagnostic {
  const text = texts.get(diagnostic.at.param ?? '');
  if (!text || text.exchanges.length === 0 || !diagnostic.at.span) return diagnostic;
  const found = diagnostic.at.span;
  const span = writtenSpan(text, found);
  const { replacement, ...rest } = diagnostic;
  const at = { ...diagnostic.at, span };
  if (!replacement || typeof replacement.value !== 'string') return { ...rest, at };
  const instead = replacement.value.slice(found.start, replacement.value.length - (text.prepared.length - found.end));
  return { ...rest, at, replacement: { ...replacement, value: text.written.slice(0, span.start) + instead + text.written.slice(span.end) } };
}
