import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';

/** The kind and words of a database failure, however the database spells them. */
export interface Failure {
  readonly type: string;
  readonly message: string;
}

/** A user's sentence for a statement that failed at `node`; `untouched` says what became of the outputs. */
export function describeFailure(failure: Failure, node: string | null, untouched = 'No output was changed'): Diagnostic {
  const at = node === null ? {} : { node };
  const who = node === null ? 'The run' : `Node "${node}"`;
  const first = failure.message.split('\n')[0]!.trim().replace(/[.!]$/, '');
  if (isInterrupt(failure)) return problem('run-cancelled', `The run was cancelled. ${untouched}.`, at);
  if (/no space left|disk full|ENOSPC/i.test(failure.message)) return problem('disk-full', `${who} ran out of disk space (${first}). ${untouched}; make room, or lower the amount of data.`, at);
  if (/max_temp_directory_size|temp.* directory.* exceed/i.test(failure.message)) return problem('disk-full', `${who} filled the spill folder (${first}). ${untouched}; make room, or lower the amount of data.`, at);
  if (/out of memory/i.test(failure.type)) return problem('memory-exceeded', `${who} needs more memory than the run may use (${first}). Give the run more with --memory, or filter earlier.`, at);
  if (badPattern.test(first)) return problem('expression-syntax', `${who} cannot use a pattern: ${first}. Patterns are regular expressions of RE2, which has no lookahead, lookbehind or back reference. Mend it, or write it without them.`, at);
  if (damagedFile.test(first)) {
    const [, file, reason] = /^Failed to read file "(.+?)": (.+)$/.exec(first) ?? [null, 'its file', first];
    return problem('file-format', `${who} cannot read ${file}: it is damaged (${reason}). ${untouched}; write it again, or choose another file.`, at);
  }
  if (failure.message.includes('CSV Error')) return problem('value-unreadable', `${who} cannot read a line: ${csvDetail(failure.message)}. Mend the file, change the column's type, or send bad lines to the errors port.`, at);
  // Rows of a web service lie in a file of the run, one to a line.
  const row = /in file "[^"]*[\\/]staged[\\/][0-9a-f]{16}[\\/]rows\.jsonl", in line (\d+): (.+)$/.exec(first);
  if (row) return problem('value-unreadable', `${who} cannot read row ${row[1]} of what the service gives: ${row[2]}. Set the type of its column, VARCHAR if nothing else fits.`, { ...at, param: 'columns' });
  if (/JSON/i.test(failure.message) && /malformed|transform|expected/i.test(failure.message)) return problem('value-unreadable', `${who} cannot read the JSON: ${first}. Mend the file at that place, or change the column's type.`, at);
  if (failure.message.startsWith('No files found') || /No such file/i.test(failure.message)) return problem('file-missing', `${who} cannot find its file (${first}). Put it back or choose another.`, at);
  if (/^http$/i.test(failure.type) || /^HTTP .*error|could not establish connection|error for HTTP (GET|HEAD)/i.test(first)) {
    const code = /\b404\b/.test(first) ? 'file-missing' : /\b40[13]\b/.test(first) ? 'access-refused' : 'file-unreadable';
    return problem(code, `${who} cannot get its file (${first}). ${code === 'access-refused' ? 'Check how it signs in, and what its key may read' : 'Check the address, and whether its server answers'}.`, at);
  }
  if (/permission denied|read-only file system/i.test(failure.message)) return problem('target-read-only', `${who} may not open a file (${first}). Change its permissions or choose another place.`, at);
  if (failure.message.includes('no column is listed for')) return problem('value-unreadable', `${who} stopped: ${first.replace(/^.*?(?=no column)/, '')}. List it, or change what is done with rows that hold another value. ${untouched}.`, at);
  // Nodes say which column it is; so do the arguments of a model.
  const told = /^(?:Invalid Input Error: )?(".+" cannot be converted to [^]+)$/.exec(failure.message.trim())?.[1];
  if (told !== undefined) return problem('value-unreadable', `${who} stopped: ${told}${/[.!]$/.test(told) ? '' : '.'} Mend the value, have such rows sent to Errors, or, where it is a word for a missing value such as NA, list it with the texts that mean NULL where the file is read. ${untouched}.`, at);
  if (/conversion|out of range|invalid input/i.test(failure.type)) return problem('value-unreadable', `${who} met a value it cannot convert: ${first}. Use TRY_CAST in a formula, convert the column with Convert types before, or filter those rows out first.`, at);
  return problem('run-failed', `${who} stopped: ${first}. Look at its settings and the rows that reach it.`, at);
}

/** What the library of regular expressions says of one it does not understand. */
const badPattern = /^(?:Invalid Input Error: )?(?:missing [\])]: |unexpected \): |invalid (?:perl operator|escape sequence|character class(?: range)?|repetition size|named capture group|UTF-8): |no argument for repetition operator: |bad repetition operator: |trailing \\)/;

/** What the readers of Parquet and of packed files say of bytes that do not fit, found by changing bytes of files. */
const damagedFile = /^(?:Failed to read file|TProtocolException|don't know what type|invalid TType|Out of buffer|Failed to decompress|Input is invalid\/unsupported GZIP|Mismatch in parquet read|Could not read enough bytes|No magic bytes|Footer length error)/;

/** The line and the reason of a failure of the reader of delimited text. */
export function csvDetail(message: string): string {
  const lines = message.split('\n').map((l) => l.trim());
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  const reason = lines.find((l) => /^(Error when|Expected|Value with|Invalid unicode|Maximum line)/i.test(l)) ?? lines[1] ?? '';
  return `line ${line ?? '?'}: ${reason.replace(/\.$/, '')}`;
}

export const isInterrupt = ({ type, message }: Failure): boolean => /interrupt/i.test(type) || /^interrupted/i.test(message);

/** DuckDB tripped over itself; its database answers nothing from then on. */
export const isInternal = ({ type }: Failure): boolean => /^(internal|fatal)$/i.test(type);
