/** Element types a model's tensor may have and a column can carry. */
export type ElementType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'bool'
  | 'string';

/** One tensor a model takes; a named or null dimension is free, `ranked: false` means the file states no shape at all. */
export interface ModelPort {
  name: string;
  elementType: ElementType;
  shape: (number | string | null)[];
  ranked: boolean;
}

/**
 * One value a model gives. `tensor` is its name once the model is prepared (ZipMap stripped); `elementType` is that of
 * the numbers inside (the map's values for a sequence of maps); `classes` are the labels of its last dimension.
 */
export interface ModelOutput extends ModelPort {
  kind: 'tensor' | 'sequence-map' | 'map' | 'sequence';
  tensor: string;
  classes?: string[] | null;
}

/** What a model file says about itself; plain data. `fixedBatch` is the only number of rows it takes at once, null = any. */
export interface ModelDescription {
  hash: string;
  bytes: number;
  opset: number;
  irVersion: number;
  producer: string;
  metadata: Record<string, string>;
  inputs: ModelPort[];
  outputs: ModelOutput[];
  operators: string[];
  fixedBatch: number | null;
}

export interface ModelColumn {
  column: string;
  sqlType: string;
}

/**
 * Columns that feed one tensor: `width` columns side by side give [N,width], 0 gives [N]. `inner` are the dimensions
 * after the first. One column of a list type (`FLOAT[]`) gives its elements as the row.
 */
export interface ModelInputBinding {
  name: string;
  elementType: ElementType;
  width: number;
  inner: number[];
  columns: ModelColumn[];
}

/** One field of the result: component `index` of a row of tensor `output`, the only value (null), or the whole row as a list. */
export interface ModelOutputBinding {
  output: string;
  column: string;
  sqlType: string;
  elementType: ElementType;
  index: number | null;
  list: boolean;
}

/** What happens to a row with a NULL input: NULL result, NULL result that the plan routes to `errors`, or 0 / '' / false instead. */
export type NullPolicy = 'null' | 'reject' | 'zero';

/** Everything a worker needs to score rows with a model, except its bytes. */
export interface ModelCall {
  path: string;
  hash: string;
  inputs: ModelInputBinding[];
  outputs: ModelOutputBinding[];
  nulls: NullPolicy;
  threads: number;
  fixedBatch: number | null;
}

const SQL_TYPES: Record<ElementType, string> = {
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
export function sqlTypeOf(elementType: ElementType): string {
  return SQL_TYPES[elementType];
}

/** The arguments of the scoring function in order: cast each column to its `sqlType`. */
export function modelArguments(call: ModelCall): ModelColumn[] {
  return call.inputs.flatMap((input) => input.columns);
}
