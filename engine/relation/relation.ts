import type { Expression, SortKey } from '../expression/expression.ts';
import type { Schema } from '../core/schema.ts';
import type { DatabaseRef, DatabaseSource } from './database-ref.ts';
import type { ObjectStore } from './object-store.ts';
import type { LakehouseState } from './lakehouse.ts';
import type { XmlReading } from './xml-reading.ts';
import type { RestRequest } from './rest-request.ts';
import type { ModelCall } from './model-call.ts';
import type { AnyScriptCall } from './script-call.ts';

/** What the output of a node is, as plain data: the stages turn it into SQL, a stream plan or another engine's program. */
export type Relation =
  /** The rows that arrive at a port of this node; `index` counts the edges of a port that takes many. */
  | { readonly op: 'input'; readonly port: string; readonly index: number }
  /** A relation that the node names once under `shared` and reads several times. */
  | { readonly op: 'shared'; readonly name: string }
  | { readonly op: 'scan'; readonly source: ScanSource; readonly schema: Schema }
  | { readonly op: 'values'; readonly schema: Schema; readonly rows: readonly (readonly Cell[])[] }
  | { readonly op: 'filter'; readonly from: Relation; readonly condition: Expression }
  | { readonly op: 'project'; readonly from: Relation; readonly columns: readonly NamedExpression[] }
  /** All columns of `from`, those named in `columns` replaced in place or appended. */
  | { readonly op: 'extend'; readonly from: Relation; readonly columns: readonly NamedExpression[]; readonly without?: readonly string[] }
  | { readonly op: 'join'; readonly kind: JoinKind; readonly left: Relation; readonly right: Relation; readonly on: Expression; readonly columns: readonly NamedExpression[] }
  /** With `sets`, once per set: each lists the groups, by number, that it keeps apart; the others are NULL in its rows. */
  | { readonly op: 'aggregate'; readonly from: Relation; readonly groups: readonly NamedExpression[]; readonly measures: readonly NamedExpression[]; readonly sets?: readonly (readonly number[])[] }
  | { readonly op: 'sort'; readonly from: Relation; readonly keys: readonly SortKey[] }
  | { readonly op: 'limit'; readonly from: Relation; readonly count: number; readonly offset: number }
  | { readonly op: 'distinct'; readonly from: Relation }
  | { readonly op: 'union'; readonly items: readonly Relation[] }
  /** The rows of `left` that are also in `right`, or that are not; with `all` each row as often as the counts of both say, else once. The columns are those of `left`, matched by position. */
  | { readonly op: 'set'; readonly kind: 'intersect' | 'except'; readonly all: boolean; readonly left: Relation; readonly right: Relation }
  /** One row per item of a list column; rows with an empty list vanish. Lists in `also` are opened side by side with it; the shorter ones end in NULLs. */
  | { readonly op: 'unnest'; readonly from: Relation; readonly list: Expression; readonly as: string; readonly also?: readonly NamedExpression[] }
  /** All columns of `from`, then the columns the model gives. */
  | { readonly op: 'model'; readonly from: Relation; readonly call: ModelCall; readonly keepInputs: boolean }
  /** All columns of `from`, then one with what the script gives, in the form of scriptResultType. */
  | { readonly op: 'script'; readonly from: Relation; readonly call: AnyScriptCall; readonly as: string }
  /** A statement of the user; `inputs` are visible in it under their names; `volatile` when it may give other rows when it runs again. */
  | { readonly op: 'sql'; readonly text: string; readonly param: string; readonly volatile: boolean; readonly inputs: readonly { readonly name: string; readonly from: Relation }[] };

/** The rows that arrive at a port; `index` counts the edges of a port that takes many. */
export const input = (port: string, index = 0): Relation => ({ op: 'input', port, index });

/** What the node named under `shared`; a shared relation may read those named before it. */
export const shared = (name: string): Relation => ({ op: 'shared', name });

/** `asof` joins take of several partners the one that is nearest by the one inequality in their condition. */
export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti' | 'cross' | 'asof' | 'asof left';

export interface NamedExpression {
  readonly name: string;
  readonly value: Expression;
  /** In `extend`: takes the place of a column of this name instead of being appended. */
  readonly replaces?: boolean;
}

/** A cell of an inline table as text in DuckDB's own spelling, or null. */
export type Cell = string | number | boolean | null;

export type ScanSource =
  | (FileScan & { readonly format: 'delimited'; readonly options: DelimitedOptions; /** Bad lines go to the errors port instead of failing the run. */ readonly keepBadLines: boolean })
  | (FileScan & { readonly format: 'json'; readonly layout: JsonLayout; readonly keepBadLines: boolean })
  | (FileScan & { readonly format: 'parquet'; /** Columns are matched by name, and those a file lacks are NULL. */ readonly unionByName?: boolean; /** Column that gets the number of the row within its file, from 1. */ readonly rowColumn?: string })
  /** Every line of text files as `_text`, in the order of the file; columns as in lineColumns. */
  | (FileScan & { readonly format: 'lines'; readonly encoding: 'utf-8' | 'utf-16' | 'latin-1'; readonly compression: DelimitedOptions['compression']; readonly skip: number })
  /** Arrow files or streams, which a worker lays into the table called `staged`. */
  | { readonly format: 'arrow'; readonly path: string; readonly staged: string }
  /** The rows a web service gives, which a worker lays into a file called `staged`. */
  | { readonly format: 'rest'; readonly request: RestRequest; readonly staged: string }
  /** The records of an XML file, which a worker lays into a file called `staged`. */
  | { readonly format: 'xml'; readonly path: string; readonly reading: XmlReading; readonly staged: string }
  /** A sheet of a workbook, which a worker lays into the table called `staged`. */
  | { readonly format: 'excel'; readonly path: string; readonly options: ExcelOptions; readonly staged: string }
  /** One state of a Delta or Iceberg table; `path` is its folder. */
  | { readonly format: 'lakehouse'; readonly path: string; readonly state: LakehouseState; readonly store?: ObjectStore }
  /** A table or query of a database outside; filters and columns are asked of it where it can answer. */
  | { readonly format: 'database'; readonly database: DatabaseRef; readonly from: DatabaseSource; /** Column whose values only grow: a run reads what lies above the highest that the run before has read. Whoever else looks reads everything. */ readonly cursor?: string }
  /** `count` rows with one column `_row`: 0, 1, 2, … */
  | { readonly format: 'sequence'; readonly count: number }
  /** The lines that the scan at output port `of` of the same node could not read; columns as in badLineColumns. */
  | { readonly format: 'bad-lines'; readonly of: string }
  /** The rows of the epoch at hand, decoded from an appended file. */
  | { readonly format: 'appended'; readonly path: string; readonly encoding: 'json' | 'delimited'; readonly options: DelimitedOptions | null; /** Column that says when a row happened. */ readonly eventTime: string | null };

/** How objects stand in a JSON file: in one array, one on each line, or one after the other over any lines. */
export type JsonLayout = 'array' | 'newline' | 'objects';

/** A file, or every file a pattern with * matches, read as one table. */
export interface FileScan {
  readonly path: string;
  /** Column that gets the path of the file a row comes from. */
  readonly fileColumn?: string;
  /** Columns that folders called `name=value` stand for, with their types. */
  readonly partitions?: Schema;
  /** Name under which the worker lays a copy before the first statement; the copy is read instead of the file. */
  readonly staged?: string;
  /** The object store that the path leads to. */
  readonly store?: ObjectStore;
}

/** How a sheet of a workbook is read. */
export interface ExcelOptions {
  /** A name, or a pattern with `*` for several sheets under each other; the first sheet when null. */
  readonly sheet: string | null;
  /** Column that gets the name of the sheet a row comes from. */
  readonly sheetColumn: string | null;
  /** Column that gets the path of the workbook a row comes from. */
  readonly fileColumn: string | null;
  /** Cells such as `A1:D20`; all there are when null. */
  readonly range: string | null;
  readonly header: boolean;
  readonly allText: boolean;
}

/** How a delimited file is read, nothing left to guess at run time. */
export interface DelimitedOptions {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  readonly header: boolean;
  readonly skip: number;
  readonly nulls: readonly string[];
  readonly decimal: '.' | ',';
  readonly dateFormat: string | null;
  readonly timestampFormat: string | null;
  readonly encoding: TextEncoding;
  readonly compression: 'none' | 'gzip' | 'zstd';
  /** Lines that start with it are left out; '' where there are none. */
  readonly comment: string;
  /** As DuckDB spells it, for what reads line by line; DuckDB itself finds it out again per file, since a pinned one loses all rows of a file that has another. */
  readonly newLine: string | null;
  /** Whether one file holds several kinds of line ends. */
  readonly mixedEnds?: boolean;
  /** Sign between thousands, left out of numbers. */
  readonly thousands?: string;
  /** Whether cells that lack at the end of a line are NULL; else such a line is bad. */
  readonly padShort?: boolean;
  /** Most bytes of a line where DuckDB's own limit of 2 MB is too small. */
  readonly longestLine?: number;
  /** Whether the encoding was found out, so that another file of the same pattern may have another one. */
  readonly encodingFound?: boolean;
  /** False where a text between quotes is never NULL, so that NULL and a text that is spelled like it stay apart. */
  readonly quotedNulls?: boolean;
}

/** Encodings of text files, by the names of the WHATWG Encoding Standard; `utf-16` goes by its byte order mark, `latin-1` is ISO 8859-1 itself. */
export const textEncodings = ['utf-8', 'utf-16', 'utf-16le', 'utf-16be', 'windows-1252', 'latin-1', 'windows-1250', 'windows-1251', 'windows-1253', 'windows-1254', 'windows-1257', 'iso-8859-2', 'iso-8859-15', 'macintosh', 'koi8-r', 'ibm866', 'shift_jis', 'euc-jp', 'gb18030', 'big5', 'euc-kr'] as const;
export type TextEncoding = (typeof textEncodings)[number];

/** Columns a bad line is described by at an errors port. */
export const badLineColumns: Schema = [
  { name: '_line', type: 'UBIGINT' },
  { name: '_text', type: 'VARCHAR' },
  { name: '_error_code', type: 'VARCHAR' },
  { name: '_error_column', type: 'VARCHAR' },
  { name: '_error_message', type: 'VARCHAR' },
];

/** Columns that a scan of lines gives. */
export const lineColumns: Schema = [{ name: '_text', type: 'VARCHAR' }];
