import type { TensorType } from './model-call.ts';

export interface ModelPort {
  readonly name: string;
  readonly elementType: TensorType;
  /** A number where the size is fixed, a name or null where it is free. */
  readonly shape: readonly (number | string | null)[];
}

export interface ModelOutputPort extends ModelPort {
  readonly kind: 'tensor' | 'sequence-map' | 'map' | 'sequence';
  /** Class names, where a ZipMap carries them. */
  readonly classes: readonly string[] | null;
}

/** What an ONNX file says of itself, read without running it. */
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
  readonly operators: readonly string[];
  /** The batch size when the model takes only that one. */
  readonly fixedBatch: number | null;
}
