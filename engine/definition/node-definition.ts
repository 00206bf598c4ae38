import type { Column, Schema } from '../core/schema.ts';
import type { Diagnostic, Location } from '../core/diagnostic.ts';
import type { DiagnosticCode } from '../core/diagnostic-codes.ts';
import type { Expression } from '../expression/expression.ts';
import type { Cell, Relation, TextEncoding } from '../relation/relation.ts';
import type { ObjectStore } from '../relation/object-store.ts';
import type { DatabaseRef, TableName } from '../relation/database-ref.ts';
import type { Fact, Need } from './need.ts';
import type { ParamSpecs, ParamsOf } from './param.ts';
import type { ModelTraining } from '../core/training-spec.ts';

export const categories = ['read', 'rows', 'columns', 'combine', 'reshape', 'quality', 'learn', 'script', 'control', 'stream', 'write'] as const;
export type Category = (typeof categories)[number];

export interface InputPort {
  readonly name: string;
  readonly title: string;
  readonly required: boolean;
  /** What rows belong here. */
  readonly help?: string;
  /** Takes any number of edges, in the order of the flow's edges. */
  readonly many?: boolean;
}

export interface OutputPort {
  readonly name: string;
  readonly title: string;
  /** `rejects` and `errors` carry rows that did not make it, `report` describes the run; both are drawn apart. */
  readonly kind: 'rows' | 'rejects' | 'errors' | 'report';
  readonly help?: string;
}

/** Rows leave the flow into a file that appears whole or not at all. */
export interface Sink {
  readonly from: Relation;
  readonly path: string;
  readonly format: SinkFormat;
  /** The object store that the path leads to. */
  readonly store?: ObjectStore;
  /** Every run writes a file of its own, whose name stands for `versionToken` in the path; of these so many are kept, all when 0. */
  readonly versions?: { readonly keep: number };
}

export type SinkFormat =
  | { readonly kind: 'parquet'; readonly compression: 'snappy' | 'zstd' | 'gzip' | 'none'; readonly rowGroupSize: number; /** Columns whose values are the names of folders; the path is a folder then. */ readonly partitionBy?: readonly string[] }
  | DelimitedFormat
  | { readonly kind: 'json'; readonly layout: 'array' | 'newline'; readonly compression: 'none' | 'gzip' | 'zstd' }
  | { readonly kind: 'arrow'; readonly layout: 'file' | 'stream' }
  /** A sheet; those that nodes write to one path are bound into one workbook, in the order of their positions. */
  | { readonly kind: 'excel'; readonly sheet: string; readonly header: boolean; readonly position: number | null }
  /** An ONNX model learned from the rows: the features, then the target if there is one. */
  | { readonly kind: 'model'; readonly training: ModelTraining; /** After the run the file becomes the next version of this model of the project. */ readonly register?: { readonly name: string; readonly stage: string | null } };

export interface DelimitedFormat {
  readonly kind: 'delimited';
  readonly delimiter: string;
  readonly quote: string;
  readonly header: boolean;
  readonly nullText: string;
  readonly compression: 'none' | 'gzip' | 'zstd';
  /** Every cell that is not NULL stands between quotes. */
  readonly quoteAll?: boolean;
  readonly dateFormat?: string;
  readonly timestampFormat?: string;
  /** UTF-8 when left out. */
  readonly encoding?: WrittenEncoding;
  /** A line feed when left out. */
  readonly lineEnd?: 'lf' | 'crlf';
}

/** Encodings of written text; `utf-8-bom` and `utf-16`, which is little end first, begin with a byte order mark. */
export type WrittenEncoding = 'utf-8' | 'utf-8-bom' | 'utf-16' | Exclude<TextEncoding, 'utf-8' | `utf-16${string}` | 'shift_jis' | 'euc-jp' | 'gb18030' | 'big5' | 'euc-kr'>;

/** How a text that was written as UTF-8 with line feeds is to leave. */
export interface TextFinish {
  readonly encoding: WrittenEncoding;
  readonly lineEnd: 'lf' | 'crlf';
  /** Line feeds between quotes stay what they are; quotes within are doubled. */
  readonly quote: string;
}

/** Rows leave the flow into a table of another database, in one transaction once the whole run has succeeded. */
export interface DatabaseLoad {
  readonly from: Relation;
  readonly database: DatabaseRef;
  readonly table: TableName;
  /** `create` fails where the table is there; `replace` makes it anew, `refill` only exchanges its rows; the last three go by `keys`. */
  readonly mode: 'create' | 'append' | 'replace' | 'refill' | 'upsert' | 'delete-insert' | 'history';
  /** Columns of `from`, which are columns of the table by name. */
  readonly columns: readonly string[];
  readonly keys: readonly string[];
  /** Columns that say from when to when a row was true, and whether it still is. */
  readonly history: { readonly from: string; readonly to: string; readonly current: string } | null;
  /** Whether the table is there already. */
  readonly exists: boolean;
}

export interface View {
  readonly from: Relation;
  readonly chart: ChartSpec | null;
}

export interface ChartSpec {
  readonly mark: 'bar' | 'line' | 'area' | 'point' | 'histogram';
  readonly x: string;
  readonly y: string | null;
  readonly color: string | null;
}

/**
 * A relation with one row per rule: `rule`, `severity` ('warn' | 'reject' | 'fail'), `message`, `success`.
 * A row with severity `fail` and no success stops the run before any sink writes; `warn` becomes a warning.
 */
export interface Gate {
  readonly from: Relation;
}

export interface Built {
  readonly outputs: Readonly<Record<string, Relation>>;
  readonly shared?: Readonly<Record<string, Relation>>;
  readonly sink?: Sink;
  readonly load?: DatabaseLoad;
  readonly view?: View;
  readonly gate?: Gate;
}

export interface BuildContext<P> {
  readonly params: P;
  /** Schemas that arrive, per port in the order of the edges. A port that is not connected is an empty list. */
  readonly inputs: Readonly<Record<string, readonly Schema[]>>;
  readonly fact: Fact | null;
  /** Output ports that have an edge; a node may leave out work that nobody reads. */
  readonly connected: ReadonlySet<string>;
  /** The parsed form of an expression setting, by the path of the setting, such as `condition` or `columns.0.expression`. */
  expression(path: string): Expression;
  /** Whether the statement of a setting may give other rows when it runs again. */
  isVolatileStatement(path: string): boolean;
  /** Reports trouble at a setting of this node; after an error the node gives no outputs. */
  report(code: DiagnosticCode, message: string, at?: Location): void;
  /** Says something a person should know although the node works. */
  warn(code: DiagnosticCode, message: string, at?: Location): void;
  /** Says how the node understood something it found out by itself. */
  note(code: DiagnosticCode, message: string, at?: Location): void;
}

/** What a node knows before it has seen a row. */
export type SeekContext<P> = Pick<BuildContext<P>, 'params' | 'inputs' | 'report'>;

/** Rows to be computed from all rows that arrive, in no order; at most `most` of them are given. Their columns are texts. */
export interface Sought {
  readonly relation: Relation;
  readonly most: number;
}

export interface TableLiteral {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Tiny tables in, expected tables out: a test on every target and a passage of the manual. */
export interface Example {
  readonly title: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, TableLiteral | readonly TableLiteral[]>>;
  /** Files put beside the flow before it runs: text, or the bytes of a binary format, which may be packed. */
  readonly files?: Readonly<Record<string, string | { readonly base64: string } | { readonly gzip: string }>>;
  /** Rows compared in order when `ordered`, else as a bag. */
  readonly outputs?: Readonly<Record<string, TableLiteral>>;
  /** Text of files the node must have written, or the table that is read back from a binary one (by its ending); for a model, columns of the input scored by it. */
  readonly written?: Readonly<Record<string, string | TableLiteral>>;
  readonly ordered?: boolean;
  /** The run stops with this trouble, which is what is shown. */
  readonly stops?: DiagnosticCode;
}

export type ParamRecord = Readonly<Record<string, unknown>>;
export type Migration = (params: Record<string, unknown>) => Record<string, unknown>;

/** One declaration that the form, the checks, the SQL, the stream plan, the manual and the tests all read. */
export interface NodeDefinition<P extends ParamSpecs = ParamSpecs> {
  readonly type: string;
  readonly version: number;
  readonly title: string;
  readonly category: Category;
  /** Two letters for the icon. */
  readonly icon: string;
  readonly summary: string;
  /** What people call it who know another tool, in lower case: found by the searches that add a node, shown in the manual. */
  readonly keywords?: readonly string[];
  readonly inputs: readonly InputPort[];
  readonly outputs: readonly OutputPort[];
  /** Has the ports of the flow that its setting `path` names, beside those that are listed. */
  readonly ownFlow?: boolean;
  readonly params: P;
  /** One line that says how the node is set; '' while nothing is. */
  caption(params: Partial<ParamsOf<P>>): string;
  need?(params: ParamsOf<P>): Need | null;
  /** Values of the rows that arrive which the outputs are named after: the fact `build` is given. Null where none are needed. */
  seek?(context: SeekContext<ParamsOf<P>>): Sought | null;
  build(context: BuildContext<ParamsOf<P>>): Built;
  readonly examples: readonly Example[];
  /** From version n to n + 1, keyed by n. */
  readonly migrations?: Readonly<Record<number, Migration>>;
  /** Reads rows that keep arriving; the flow then runs as a stream. */
  readonly streaming?: boolean;
  /** What to do in place of this node where rows keep arriving, a sentence; the general advice when left out. */
  readonly onStream?: string;
}

/** A definition whose settings are no longer known by type, as the catalogue holds it. */
export type AnyNodeDefinition = Omit<NodeDefinition, 'caption' | 'need' | 'seek' | 'build'> & {
  caption(params: ParamRecord): string;
  need?(params: ParamRecord): Need | null;
  seek?(context: SeekContext<ParamRecord>): Sought | null;
  build(context: BuildContext<ParamRecord>): Built;
};

/** All node types, in palette order. */
export type Catalog = ReadonlyMap<string, AnyNodeDefinition>;

export type Reported = { readonly diagnostics: readonly Diagnostic[] };
