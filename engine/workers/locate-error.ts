import type { Diagnostic, Location } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import type { DiagnosticCode } from '../core/diagnostic-codes.ts';
import { nearestName } from '../core/schema.ts';
import type { Piece, SqlText } from '../compile/sql-text.ts';
import { fromByteOffset, fromCodePointOffset, tokenEnd } from '../expression/byte-offset.ts';
import type { DatabaseError } from './database-error.ts';

/** Turns an error of binding `statement` into a diagnostic at the token of the user's text that caused it. */
export function locateBindError(error: DatabaseError, statement: SqlText, node: string, columns: readonly string[]): Diagnostic {
  const offset = error.type === 'Parser' ? fromCodePointOffset : fromByteOffset;
  const at = error.position === null ? null : offset(statement.sql, error.position);
  const piece = at === null ? onlyPiece(statement) : (statement.pieces.find((p) => at >= p.start && at <= p.end) ?? null);
  const location: Location = { node, ...(piece ? { param: piece.param } : {}), ...(piece && at !== null && at >= piece.start ? { span: spanIn(piece, at) } : {}) };
  return describe(error, location, piece, columns);
}

/** Where only one piece is a user's, an error without a position can only be in it. */
const onlyPiece = (statement: SqlText): Piece | null => (new Set(statement.pieces.map((p) => p.param)).size === 1 ? statement.pieces[0]! : null);

function spanIn(piece: Piece, at: number): { start: number; end: number } {
  const start = Math.min(at - piece.start, Math.max(0, piece.text.length - 1));
  return { start, end: tokenEnd(piece.text, start) };
}

function describe(error: DatabaseError, at: Location, piece: Piece | null, columns: readonly string[]): Diagnostic {
  const where = at.param === undefined ? `node "${at.node}"` : `"${at.param}" of node "${at.node}"`;
  if (error.subtype === 'COLUMN_NOT_FOUND' && error.name !== null) {
    const near = nearestName(error.name, columns) ?? error.candidates.find((candidate) => holds(candidate, error.name!));
    const advice = near ? `Did you mean ${near}?` : columns.length > 0 ? `The columns are ${columns.slice(0, 12).join(', ')}${columns.length > 12 ? ', …' : ''}.` : 'There are no columns here.';
    const replacement = near && piece && at.span && at.param ? { title: `Use ${near}`, param: at.param, value: piece.text.slice(0, at.span.start) + identifier(near) + piece.text.slice(at.span.end) } : undefined;
    return problem('expression-column', `There is no column ${error.name} for ${where}. ${advice}`, at, replacement);
  }
  const dangling = error.name?.endsWith('__postfix') === true ? error.name.slice(0, -'__postfix'.length) : null;
  if (dangling !== null) return problem('expression-syntax', `The operator ${dangling} has nothing to its right (${where}). Write the second value, or remove the operator.`, at);
  if (error.subtype === 'MISSING_ENTRY') {
    const near = error.candidates[0];
    return problem('expression-function', `There is no ${error.name === null ? 'such thing' : `function or table "${error.name}"`} for ${where}.${near ? ` Did you mean ${near}?` : ' Check its spelling.'}`, at);
  }
  const code: DiagnosticCode = error.type === 'Parser' ? 'expression-syntax' : 'expression-type';
  return problem(code, `${firstLine(error.message)} (${where}). ${error.type === 'Parser' ? 'Mend the expression at that place.' : 'Change the expression, or cast the column to a type that fits.'}`, at);
}

/** Whether one name is a part of the other, such as amount of net_amount. What else the database holds for alike, such as product for count, misleads. */
const holds = (a: string, b: string): boolean => [[a, b], [b, a]].some(([whole, part]) => part!.length > 1 && whole!.toLowerCase().includes(part!.toLowerCase()));

const identifier = (name: string): string => (/^[a-z_][a-z0-9_]*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

/** The first sentence of what DuckDB says, without its hints about SQL nobody wrote. */
export function firstLine(message: string): string {
  const line = message.split('\n')[0]!.trim();
  return /[.!?]$/.test(line) ? line.slice(0, -1) : line;
}
