export type TensorType =
  | 'float32' | 'float64' | 'float16' | 'int8' | 'int16' | 'int32' | 'int64'
  | 'uint8' | 'uint16' | 'uint32' | 'uint64' | 'bool' | 'string';

/** Columns copied side by side into one input tensor: `[N, width]`, or `[N]` when `width` is 0. */
export interface ModelInputBinding {
  readonly name: string;
  readonly elementType: TensorType;
  readonly width: number;
  readonly columns: readonly { readonly column: string; readonly sqlType: string }[];
}

/** One result column taken from an output tensor: a component of `[N, K]`, the scalar of `[N]`/`[N, 1]`, or the whole row as a LIST. */
export interface ModelOutputBinding {
  readonly output: string;
  readonly column: string;
  readonly sqlType: string;
  readonly elementType: TensorType;
  readonly index: number | null;
  readonly list: boolean;
}

/** How a model is called on rows; a row with a NULL input gives NULL outputs under `null`, 0 or '' is put in its place under `zero`. */
export interface ModelCall {
  readonly path: string;
  readonly hash: string;
  readonly inputs: readonly ModelInputBinding[];
  readonly outputs: readonly ModelOutputBinding[];
  readonly nulls: 'null' | 'reject' | 'zero';
  /** The only number of rows the model takes at once; null = any. */
  readonly fixedBatch: number | null;
  readonly threads: number;
}
