import type { ImageReading } from './image-reading.ts';

/** Element types a model's tensor may have and a column can carry. */
export type TensorType =
  | 'float32' | 'float64' | 'float16' | 'int8' | 'int16' | 'int32' | 'int64'
  | 'uint8' | 'uint16' | 'uint32' | 'uint64' | 'bool' | 'string'
  | 'bfloat16' | 'float8e4m3fn' | 'float8e4m3fnuz' | 'float8e5m2' | 'float8e5m2fnuz' | 'float4e2m1' | 'int4' | 'uint4' | 'int2' | 'uint2';

/** Element types that lie in columns, and in the runtime's memory, as they are. */
export type PlainType = Exclude<TensorType, keyof typeof carriers>;

/** What carries an element type that is no column type; the model casts between the two. */
const carriers = {
  float16: 'float32',
  bfloat16: 'float32',
  float8e4m3fn: 'float32',
  float8e4m3fnuz: 'float32',
  float8e5m2: 'float32',
  float8e5m2fnuz: 'float32',
  float4e2m1: 'float32',
  int4: 'int8',
  uint4: 'uint8',
  int2: 'int8',
  uint2: 'uint8',
} as const;

/** The type that values of an element type have outside the model. */
export const carrierOf = (elementType: TensorType): PlainType => (elementType in carriers ? carriers[elementType as keyof typeof carriers] : (elementType as PlainType));

export interface ModelColumn {
  readonly column: string;
  readonly sqlType: string;
  /** The column is text that is read as `sqlType`; an empty one is missing. */
  readonly written?: boolean;
  /** Whether a value of the column may not be convertible to `sqlType`. */
  readonly mayFail?: boolean;
  /** The value is whether the column holds this text. */
  readonly equals?: string;
  /** The column is a MAP, whose values of these keys make the list; a key that is not there has 0 or ''. */
  readonly keys?: { readonly names: readonly string[]; readonly sqlType: string };
  /** Text of the value that stands in for a missing one. */
  readonly fill?: string;
}

/** A value that is no tensor: a sequence of tensors, a tensor that may be missing, or a sequence that may be. */
export type ModelContainer = 'sequence' | 'optional' | 'optional-sequence';

/** Levels of lists that a container adds to those of its tensors. */
export const levelsOfContainer = (container: ModelContainer): number => (container === 'optional' ? 0 : 1);

/** What a NULL becomes for a model: nothing, so that its row is not scored; 0, '' or false; or NaN or '', which the model knows as missing. */
export type MissingValue = 'skip' | 'zero' | 'pass';

/**
 * Columns that feed one tensor: `width` columns side by side give `[N, width]`, 0 gives `[N]`. `inner` are the dimensions
 * after the first. One column of lists, `depth` levels deep (`FLOAT[]` is 1), gives its elements as the row.
 */
export interface ModelInputBinding {
  readonly name: string;
  readonly elementType: TensorType;
  readonly width: number;
  readonly inner: readonly number[];
  readonly columns: readonly ModelColumn[];
  /** Levels of lists in the only column; 0 for columns of single values. */
  readonly depth: number;
  /** Where each row is a tensor of its own: dimensions of size 1 put before those of the column. */
  readonly lift: number;
  /** The dimensions of the tensor as the file states them, which complete those of an empty list; null for free. */
  readonly shape: readonly (number | null)[];
  readonly missing: MissingValue;
  /** The column's outermost lists are sequences, or its NULLs are values that are not given. Each row is then a call of its own. */
  readonly container?: ModelContainer;
  /** The only column holds images or their paths, and this says how they become tensors of three dimensions. */
  readonly image?: ImageReading;
}

/** One result column: component `index` of a row of tensor `output`, the only value of the row (null), or the whole row as lists, `depth` levels deep. */
export interface ModelOutputBinding {
  readonly output: string;
  readonly column: string;
  readonly sqlType: string;
  readonly elementType: TensorType;
  readonly index: number | null;
  readonly depth: number;
  /** Whether it is known how many dimensions the tensor has, stated by the model or seen in its trial; where not, a row is one flat list. */
  readonly ranked: boolean;
  /** Where each row is a call of its own: the first dimension is there for the row and left out. */
  readonly first: boolean;
  /** The column's outermost lists are sequences, or its NULLs are values that are not given. */
  readonly container?: ModelContainer;
}

/**
 * What happens to a row with a NULL input. `auto`: it goes to inputs that take missing values as NaN or '', else the outputs are NULL. `null`: they
 * always are. `reject`: they are, for a row that the node sends elsewhere. `zero`: 0, '' and false in its place. `pass`: NaN and '' in its place.
 */
export type NullPolicy = 'auto' | 'null' | 'reject' | 'zero' | 'pass';

/** What of a machine the runtime may compute on, by its own names. */
export const executionProviders = ['cpu', 'webgpu', 'cuda', 'tensorrt', 'dml', 'coreml'] as const;
export type ExecutionProvider = (typeof executionProviders)[number];

/** How the runtime holds a model. */
export interface ModelSession {
  readonly provider: ExecutionProvider;
  /** Threads of one call. */
  readonly threads: number;
  /** Branches of the graph that are computed at the same time. */
  readonly branches: number;
  /** How far the runtime rewrites the graph before it runs. */
  readonly optimisation: 'all' | 'extended' | 'basic' | 'disabled';
  /** Memory that was used by a call is kept for the next. */
  readonly arena: boolean;
}

export const plainSession: ModelSession = { provider: 'cpu', threads: 1, branches: 1, optimisation: 'all', arena: true };

/** How a model is called on rows: everything but its bytes. */
export interface ModelCall {
  readonly path: string;
  readonly hash: string;
  readonly inputs: readonly ModelInputBinding[];
  readonly outputs: readonly ModelOutputBinding[];
  /** A row the model refuses ends the run, or has NULL outputs. */
  readonly onFailure: 'fail' | 'null';
  /** With `onFailure: 'null'`: names of the three columns, after the outputs, that tell the code, the column and the reason of a refused row. */
  readonly told: readonly [code: string, column: string, message: string] | null;
  readonly session: ModelSession;
  /** The only number of rows the model takes at once; null for any. */
  readonly fixedBatch: number | null;
  /** Each row is a call of its own with whole tensors, instead of an entry of the first dimension. */
  readonly whole: boolean;
}

const sqlTypes: Readonly<Record<PlainType, string>> = {
  float32: 'FLOAT',
  float64: 'DOUBLE',
  int8: 'TINYINT',
  int16: 'SMALLINT',
  int32: 'INTEGER',
  int64: 'BIGINT',
  uint8: 'UTINYINT',
  uint16: 'USMALLINT',
  uint32: 'UINTEGER',
  uint64: 'UBIGINT',
  bool: 'BOOLEAN',
  string: 'VARCHAR',
};

/** The DuckDB type that carries an element type without loss. */
export const sqlTypeOf = (elementType: TensorType): string => sqlTypes[carrierOf(elementType)];

/** The arguments of the scoring function in order: cast each column to its `sqlType`. */
export const modelArguments = (call: ModelCall): ModelColumn[] => call.inputs.flatMap((input) => input.columns);

/** The columns that scoring adds, with their SQL types. */
export const modelResults = ({ outputs, told }: ModelCall): ModelColumn[] => [...outputs.map(({ column, sqlType }) => ({ column, sqlType })), ...(told ?? []).map((column) => ({ column, sqlType: 'VARCHAR' }))];

/** Whether values may not be convertible before the model sees them although the run shall go on: one more argument then tells which. */
export const tellsRefused = (call: ModelCall): boolean => call.onFailure === 'null' && modelArguments(call).some((argument) => argument.mayFail === true);
