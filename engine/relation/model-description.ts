import type { ModelContainer, TensorType } from './model-call.ts';

/** One tensor a model takes. */
export interface ModelPort {
  readonly name: string;
  readonly elementType: TensorType;
  /** A number where the size is fixed, a name or null where it is free. */
  readonly shape: readonly (number | string | null)[];
  /** False when the file states no shape at all. */
  readonly ranked: boolean;
  /** The port holds tensors in this; type and shape are theirs. */
  readonly container?: ModelContainer;
  /** It is a map in the file: what the places of the second dimension stand for. */
  readonly keys?: { readonly names: readonly string[]; readonly type: 'text' | 'integer' };
  /** Whether the graph shows that the model knows what to do with NaN or an empty text here. */
  readonly takesMissing?: boolean;
}

/** One value a model gives; `elementType` is that of the numbers inside, for a sequence of maps that of the maps' values. */
export interface ModelOutputPort extends ModelPort {
  readonly kind: 'tensor' | 'sequence-map' | 'map' | 'sequence';
  /** Its name once the model is prepared for scoring, ZipMap stripped. */
  readonly tensor: string;
  /** Class names of the last dimension, where the model carries them. */
  readonly classes: readonly string[] | null;
}

/** How many dimensions an output had in trial runs, and whether the first was always as long as that of the inputs. */
export interface TriedRank {
  readonly rank: number;
  readonly rows: boolean;
}

/** What trial runs showed of outputs for which the file states no shape, by their names once prepared. */
export interface TriedRanks {
  /** The rank that every input without a stated one was given; null when all state theirs. */
  readonly given: number | null;
  readonly outputs: Readonly<Record<string, TriedRank>>;
}

/** What an ONNX file says of itself, read without running it; `tried` alone comes of runs. */
export interface ModelDescription {
  /** SHA-256 of the file, hexadecimal. */
  readonly hash: string;
  readonly bytes: number;
  readonly opset: number;
  readonly irVersion: number;
  readonly producer: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly inputs: readonly ModelPort[];
  readonly outputs: readonly ModelOutputPort[];
  /** Inputs for which the model has values of its own, which columns may take the place of. */
  readonly defaults?: readonly ModelPort[];
  readonly operators: readonly string[];
  /** The batch size when the model takes only that one. */
  readonly fixedBatch: number | null;
  /** Ranks of outputs that the file does not state; left out where it states all. */
  readonly tried?: readonly TriedRanks[];
  /** Absolute paths of the files beside it that hold weights. */
  readonly besides?: readonly string[];
}
