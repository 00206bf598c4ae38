/** Element types a model's tensor may have and a column can carry. */
export type TensorType =
  | 'float32' | 'float64' | 'float16' | 'int8' | 'int16' | 'int32' | 'int64'
  | 'uint8' | 'uint16' | 'uint32' | 'uint64' | 'bool' | 'string';

export interface ModelColumn {
  readonly column: string;
  readonly sqlType: string;
}

/**
 * Columns that feed one tensor: `width` columns side by side give `[N, width]`, 0 gives `[N]`. `inner` are the dimensions
 * after the first. One column of a list type (`FLOAT[]`) gives its elements as the row.
 */
export interface ModelInputBinding {
  readonly name: string;
  readonly elementType: TensorType;
  readonly width: number;
  readonly inner: readonly number[];
  readonly columns: readonly ModelColumn[];
}

/** One result column: component `index` of a row of tensor `output`, the only value of the row (null), or the whole row as a LIST. */
export interface ModelOutputBinding {
  readonly output: string;
  readonly column: string;
  readonly sqlType: string;
  readonly elementType: TensorType;
  readonly index: number | null;
  readonly list: boolean;
}

/** What happens to a row with a NULL input: NULL outputs, NULL outputs for a row that the node sends elsewhere, or 0, '' and false in its place. */
export type NullPolicy = 'null' | 'reject' | 'zero';

/** How a model is called on rows: everything but its bytes. */
export interface ModelCall {
  readonly path: string;
  readonly hash: string;
  readonly inputs: readonly ModelInputBinding[];
  readonly outputs: readonly ModelOutputBinding[];
  readonly nulls: NullPolicy;
  readonly threads: number;
  /** The only number of rows the model takes at once; null for any. */
  readonly fixedBatch: number | null;
}

const sqlTypes: Readonly<Record<TensorType, string>> = {
  float32: 'FLOAT',
  float64: 'DOUBLE',
  float16: 'FLOAT',
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
export const sqlTypeOf = (elementType: TensorType): string => sqlTypes[elementType];

/** The arguments of the scoring function in order: cast each column to its `sqlType`. */
export const modelArguments = (call: ModelCall): ModelColumn[] => call.inputs.flatMap((input) => input.columns);
