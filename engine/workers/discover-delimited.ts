import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { canonicalJson } from '../core/json.ts';
import { nullTexts, printReadCsv, rewrittenEnds, usualLine } from '../compile/print-scan.ts';
import { quotedText } from '../core/quoting.ts';
import { distinctNames, type Schema } from '../core/schema.ts';
import type { Fact, Need } from '../definition/need.ts';
import { TextRewriting } from '../io/rewrite-text.ts';
import { packedAs } from '../relation/packed-as.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import { needsRewrite, recipeOf } from '../plan/staging.ts';
import type { DelimitedOptions } from '../relation/relation.ts';
import { refineColumns } from './refine-columns.ts';
import { formBeside, hasDateWords, wordsBesideForm } from './date-words.ts';
import { databaseError } from './database-error.ts';
import { isEndlessLine, longestRead, sniffHead, type Head } from './sniff-head.ts';
import { unfitColumns } from './unfit-columns.ts';
import { whereQuotesBreak } from './where-quotes-break.ts';
import { fileText } from './file-text.ts';

type DelimitedNeed = Extract<Need, { kind: 'delimited' }>;

interface Sniffed {
  readonly Delimiter: string;
  readonly Quote: string;
  readonly Escape: string;
  readonly NewLineDelimiter: string;
  readonly SkipRows: number | string;
  readonly HasHeader: boolean;
  readonly Columns: readonly { readonly name: string; readonly type: string }[];
  readonly DateFormat: string | null;
  readonly TimestampFormat: string | null;
}

/** Said of a file whose double quotes stand anywhere but around cells. */
const noQuotes = '(none)';

const orEmpty = (text: string): string => (text === '(empty)' ? '' : text);

/** Finds out how a delimited file is written; what the person set is taken as it is, the rest is found out from its start. `pattern` is the absolute path as set. Throws DuckDB's error. */
export async function discoverDelimited(connection: DuckDBConnection, need: DelimitedNeed, path: string, pattern: string): Promise<Extract<Fact, { kind: 'delimited' }>> {
  const compression = need.given.compression ?? packedAs(path);
  const head = isRemotePath(path) ? null : await sniffHead(path, compression, need.given.encoding, need.given);
  if (head?.empty === true && head.text.length < 16) throw new DiagnosticError(problem('file-format', `"${need.path}" is empty. Choose another file, or run again once it is filled.`, { param: 'path' }));
  if (head !== null && head.lines === 1 && compression === 'none' && (await isEndlessLine(path))) throw new DiagnosticError(problem('file-format', `"${need.path}" has no line end in its first ${longestRead >> 20} MB, and no longer line is read. Choose another file, or have it written with a line for each row.`, { param: 'path' }));
  const given: DelimitedNeed['given'] = {
    ...need.given,
    ...(head?.between == null || need.given.delimiter !== undefined ? {} : { delimiter: head.between }),
    ...(head?.separator == null ? {} : { delimiter: need.given.delimiter ?? head.separator, skip: need.given.skip ?? 1 }),
  };
  const mixedEnds = given.mixedEnds ?? head?.mixedEnds ?? false;
  const encoding = head?.encoding ?? given.encoding ?? 'utf-8';
  const comment = given.comment ?? '';
  const known = { encoding, mixedEnds, comment, compression };
  if (head === null && (encoding !== 'utf-8' || mixedEnds || comment !== '')) throw new DiagnosticError(problem('file-format', `"${need.path}" is ${isRemotePath(path) ? 'on a web server' : 'compressed with Zstandard'}, and only UTF-8 with one kind of line ends and without comments can be read that way. ${isRemotePath(path) ? 'Copy it next to the flow' : 'Unpack it'} first.`, { param: encoding === 'utf-8' ? 'comment' : 'encoding' }));
  const asFound = await sniff(connection, { ...need, given }, path, head, known);
  const first = (await withoutComments(connection, { ...need, given }, path, head, known, asFound)) ?? asFound;
  const found = isLineOfNames(first, given, head) ? await sniff(connection, { ...need, given: { ...given, header: true } }, path, head, known) : first;
  const { options } = found;
  const types = Object.entries(need.types);
  const schema = found.columns.map((c) => ({ name: c.name, type: types.find(([name]) => name.toLowerCase() === c.name.toLowerCase())?.[1] ?? c.type }));
  await verify(connection, need, path, head, schema, options);
  const words = head !== null && !needsRewrite(options) && hasDateWords(head.text) ? await wordsBesideForm(connection, need.path, path, schema, options) : null;
  if (words !== null) throw new DiagnosticError(words);
  const note = noteOf(options, need, head, found.note);
  return {
    kind: 'delimited',
    schema,
    options,
    ...(needsRewrite(options) ? { staged: createHash('sha256').update(canonicalJson([pattern, options, schema.length])).digest('hex').slice(0, 16) } : {}),
    ...(note === null ? {} : { note }),
  };
}

/** What the database found out, and what follows from it and from what was given. */
interface Found {
  readonly columns: Schema;
  readonly options: DelimitedOptions;
  readonly note: string | null;
}

type Known = Pick<DelimitedOptions, 'encoding' | 'comment' | 'compression'> & { readonly mixedEnds: boolean };

function optionsOf(need: DelimitedNeed, sniffed: Sniffed, head: Head | null, { encoding, compression, comment, mixedEnds }: Known): DelimitedOptions {
  const { given } = need;
  // A sample without quotes says nothing about the rest of the file.
  const quote = given.quote ?? (sniffed.Quote === noQuotes ? '' : orEmpty(sniffed.Quote) || '"');
  return {
    delimiter: given.delimiter ?? sniffed.Delimiter,
    quote,
    escape: given.escape ?? (orEmpty(sniffed.Escape) || quote),
    header: given.header ?? sniffed.HasHeader,
    skip: given.skip ?? Number(sniffed.SkipRows),
    nulls: given.nulls ?? [''],
    decimal: given.decimal ?? '.',
    dateFormat: given.dateFormat ?? formBeside(sniffed.DateFormat, head?.text, '%Y-%m-%d'),
    timestampFormat: given.timestampFormat ?? formBeside(sniffed.TimestampFormat, head?.text, '%Y-%m-%d %H:%M:%S'),
    encoding,
    compression,
    comment,
    newLine: /^(\\r|\\n)+$/.test(sniffed.NewLineDelimiter) ? sniffed.NewLineDelimiter : null,
    ...(mixedEnds ? { mixedEnds } : {}),
    ...(given.thousands === undefined ? {} : { thousands: given.thousands }),
    ...(given.padShort === true ? { padShort: true } : {}),
    ...(head?.longestLine == null ? {} : { longestLine: head.longestLine }),
    ...(given.encoding === undefined && encoding !== 'utf-8' ? { encodingFound: true } : {}),
    ...(need.allText ? { quotedNulls: false } : {}),
  };
}

/** Asks DuckDB's sniffer, which looks at the first 20,480 rows; of a file that has to be rewritten it is given the rewritten start. */
async function sniff(connection: DuckDBConnection, need: DelimitedNeed, path: string, head: Head | null, known: Known): Promise<Found> {
  const done = async (sniffed: Sniffed, at: string, compression: DelimitedOptions['compression']): Promise<Found> => {
    const options = optionsOf(need, sniffed, head, known);
    // The database tells names apart that differ in the case of letters beyond A to Z.
    const names = distinctNames(sniffed.Columns.map(({ name }) => name));
    const columns = sniffed.Columns.map(({ type }, i) => ({ name: names[i]!, type }));
    const unfit = unfitColumns(columns, need.path);
    if (unfit !== null) throw new DiagnosticError(unfit);
    const refined = await refineColumns(connection, at, columns, { ...options, encoding: 'utf-8', compression }, { dateFormat: need.given.dateFormat === undefined ? sniffed.DateFormat : null });
    return { ...refined, options };
  };
  const text = head?.text.replace(/^\uFEFF/, '') ?? '';
  // Behind a mark of UTF-8 the database does not see the quotes of the first cell.
  const rewrite = head !== null && (known.encoding !== 'utf-8' || known.mixedEnds || known.comment !== '' || text !== head.text);
  if (!rewrite) return done(await ask(connection, need, path, head, known.compression, []), path, known.compression);
  const folder = await mkdtemp(join(tmpdir(), 'millrace-text-'));
  try {
    const start = join(folder, 'start.csv');
    const { given } = need;
    const rewritten = async (columns: number): Promise<Sniffed> => {
      const recipe = recipeOf({ ...unset, ...known, delimiter: given.delimiter ?? ',', quote: given.quote ?? '"', escape: given.escape ?? given.quote ?? '"' }, columns);
      await writeFile(start, new TextRewriting(recipe).push(text, true));
      return ask(connection, need, start, head, 'none', known.mixedEnds ? [rewrittenEnds] : []);
    };
    const alone = await rewritten(1);
    // Beside other cells an empty line counts for nothing, so comments need not move the numbers of the lines after them.
    return await done(known.comment === '' || alone.Columns.length === 1 ? alone : await rewritten(2), start, 'none');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file whose first lines begin with # and melt all cells into one: what is found out when such lines are comments. Null where that makes no table of several columns of it. */
async function withoutComments(connection: DuckDBConnection, need: DelimitedNeed, path: string, head: Head | null, known: Known, found: Found): Promise<Found | null> {
  const { comment, delimiter, skip } = need.given;
  if (found.columns.length > 1 || (comment ?? '') !== '' || delimiter !== undefined || skip !== undefined || head === null || !/^\uFEFF?#/.test(head.text)) return null;
  const rest = await sniff(connection, { ...need, given: { ...need.given, comment: '#' } }, path, head, { ...known, comment: '#' }).catch(() => null);
  return rest !== null && rest.columns.length > 1 ? rest : null;
}

/** Whether the one line of a file is taken for a row only because names such as f and t are truth values to the database as well. */
function isLineOfNames({ columns, options }: Found, given: DelimitedNeed['given'], head: Head | null): boolean {
  if (options.header || given.header !== undefined || head === null || !columns.every(({ type }) => type === 'BOOLEAN' || type === 'VARCHAR')) return false;
  const lines = head.text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  if (lines.length !== 1 + (given.skip ?? 0)) return false;
  const line = lines.at(-1)!;
  const letters = line.match(/(?<![\p{L}\p{N}_])[ft](?![\p{L}\p{N}_])/giu) ?? [];
  // Whole words of truth are values; so is a letter that stands there twice.
  return letters.length > 0 && new Set(letters.map((l) => l.toLowerCase())).size === letters.length && !/(?<![\p{L}\p{N}_])(true|false)(?![\p{L}\p{N}_])/iu.test(line);
}

const unset: DelimitedOptions = { delimiter: ',', quote: '"', escape: '"', header: true, skip: 0, nulls: [], decimal: '.', dateFormat: null, timestampFormat: null, encoding: 'utf-8', compression: 'none', comment: '', newLine: null };

async function ask(connection: DuckDBConnection, need: DelimitedNeed, path: string, head: Head | null, compression: DelimitedOptions['compression'], ends: readonly string[]): Promise<Sniffed> {
  const { given } = need;
  const wide = head?.wide ?? undefined;
  const options = [
    `compression = ${quotedText(compression)}`,
    ...text('delim', given.delimiter ?? wide),
    ...text('quote', given.quote ?? (wide === undefined ? undefined : '"')),
    ...text('escape', given.escape ?? (wide === undefined ? undefined : (given.quote ?? '"'))),
    ...text('decimal_separator', given.decimal),
    ...text('thousands', given.thousands),
    ...text('dateformat', given.dateFormat ?? undefined),
    ...text('timestampformat', given.timestampFormat ?? undefined),
    // DuckDB would find comments that are none, cut lines at their sign, and say nothing of it.
    "comment = ''",
    ...(given.header === undefined ? [] : [`header = ${given.header}`]),
    ...(given.skip === undefined ? [] : [`skip = ${given.skip}`]),
    ...(given.nulls === undefined ? [] : [`nullstr = ${nullTexts(given.nulls)}`]),
    ...(need.allText ? ['all_varchar = true'] : []),
    ...(given.padShort === true ? ['null_padding = true'] : []),
    `max_line_size = ${head?.longestLine ?? usualLine}`,
    'hive_partitioning = false',
    ...ends,
  ];
  const once = async (more: readonly string[]): Promise<Sniffed> => {
    const reply = await connection.runAndReadAll(`FROM sniff_csv(${fileText(path)}, ${[...options, ...more].join(', ')})`);
    return reply.getRowObjectsJson()[0] as unknown as Sniffed;
  };
  const attempt = async (more: readonly string[]): Promise<Sniffed> => {
    let found = await once(more);
    // A file of one kind of cells has made it leave out all lines but the last.
    const before = head === null ? 0 : linesBefore(head.text, given.comment ?? '');
    const skipsMost = given.skip === undefined && head !== null && (Number(found.SkipRows) - before) * 2 > head.lines - before;
    if (skipsMost) found = await once([...more, 'skip = 0']);
    const overlooks = given.quote === undefined && orEmpty(found.Quote) === '' && head?.quotes === true && wide === undefined;
    if (!overlooks) return found;
    const quoted = [...(skipsMost ? ['skip = 0'] : []), 'quote = chr(34)', ...(given.escape === undefined ? ['escape = chr(34)'] : [])];
    for (const mode of [['ignore_errors = true'], ['ignore_errors = true', 'strict_mode = false']]) {
      const asked = await once([...quoted, ...mode]).catch(() => null);
      if (asked !== null && asked.Columns.length > 1) return asked;
    }
    // One quote too many is a line to be told about, not a sign like others.
    return head.text.split('"').length % 2 === 0 ? found : { ...found, Quote: noQuotes };
  };
  const lenient = ['ignore_errors = true'];
  // Not looking away from bad lines finds what stands before the table; but one bad line must not melt all cells into one.
  const strict = await attempt([]).catch(() => null);
  if (strict !== null && (strict.Columns.length > 1 || given.delimiter !== undefined)) return strict;
  const loose = await attempt(lenient).catch((error: unknown) => {
    if (strict !== null) return strict;
    if (!/sniffing file/i.test(databaseError(error).message)) throw error;
    const broken = head === null ? null : whereQuotesBreak(head.text, given);
    throw new DiagnosticError(problem('file-format', `"${need.path}" cannot be cut into cells: ${broken === null ? 'no usual delimiter and quote sign fit all of its lines. Set delimiter, quote sign and the lines to leave out.' : `in line ${broken.line} ${broken.what}. Mend that line, or set delimiter and quote sign.`}`, { param: 'path' }));
  });
  return strict === null || loose.Columns.length > 1 ? loose : strict;
}

/** How many lines at the start of a text are empty or comments. */
function linesBefore(text: string, comment: string): number {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/, 10_000);
  const first = lines.findIndex((line) => line.trim() !== '' && (comment === '' || !line.startsWith(comment)));
  return first < 0 ? lines.length : first;
}

const text = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [`${name} = ${quotedText(value)}`]);

/** DuckDB gives no rows and says nothing where already the first line does not fit the quotes. */
async function verify(connection: DuckDBConnection, need: DelimitedNeed, path: string, head: Head | null, schema: Schema, options: DelimitedOptions): Promise<void> {
  if (head === null || needsRewrite(options) || head.text.split(/[\r\n]+/).filter((line) => line.trim() !== '').length <= options.skip + (options.header ? 1 : 0)) return;
  const rowsWith = (asked: DelimitedOptions): Promise<number | null> =>
    connection.runAndReadAll(`SELECT 1 FROM ${printReadCsv(fileText(path), schema.map(({ name }) => ({ name, type: 'VARCHAR' })), asked, null)} LIMIT 1`).then((reply) => reply.currentRowCount, () => null);
  let rows = await rowsWith(options);
  // A header of several lines may be all there is.
  if (rows === 0 && options.header) rows = await rowsWith({ ...options, header: false });
  if (rows === 0) throw new DiagnosticError(problem('file-format', `"${need.path}" cannot be cut into cells with ${JSON.stringify(options.delimiter)} between them and ${options.quote === '' ? 'no quotes' : `${options.quote} around them`}: no line fits. Set delimiter, quote sign and the lines to leave out.`, { param: 'delimiter' }));
}

/** What was found out and is not what everybody expects. */
function noteOf(options: DelimitedOptions, need: DelimitedNeed, head: Head | null, types: string | null): string | null {
  const said = [
    ...(options.encodingFound === true ? [`its encoding is taken for ${options.encoding}`] : []),
    ...(need.given.mixedEnds === undefined && options.mixedEnds === true ? ['it has several kinds of line ends'] : []),
    ...(need.given.skip === undefined && options.skip > linesBefore(head?.text ?? '', options.comment) && head?.separator == null ? [`its first ${options.skip === 1 ? 'line is' : `${options.skip} lines are`} left out`] : []),
    ...((need.given.comment ?? '') === '' && options.comment !== '' ? [`lines that begin with ${options.comment} are taken for comments and left out`] : []),
    ...(types === null ? [] : [types]),
  ];
  return said.length === 0 ? null : said.join(', ');
}
