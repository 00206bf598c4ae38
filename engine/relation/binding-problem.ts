import type { DiagnosticCode } from '../core/diagnostic-codes.ts';

/** Why a model cannot be fed from a table: what is wrong, then what to do; `input` is the tensor concerned. */
export interface BindingProblem {
  readonly code: Extract<DiagnosticCode, 'model-inputs' | 'model-unsupported'>;
  readonly message: string;
  readonly input?: string;
  /** The free dimension concerned, when it is one. */
  readonly dimension?: string;
  /** The setting of the input's images concerned, when it is one. */
  readonly setting?: string;
}
