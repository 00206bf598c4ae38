export type ModelErrorCode =
  | 'model-corrupt'
  | 'model-missing'
  | 'model-unsupported'
  | 'model-aborts'
  | 'provider-missing'
  | 'model-run-failed';

/** A model that cannot be used: `message` says what is wrong with which thing, `advice` what to do. */
export class ModelError extends Error {
  readonly code: ModelErrorCode;
  readonly advice: string;
  /** The column whose value is at fault, where it is one. */
  readonly column: string | null;

  /** The code a person meets. */
  get diagnosticCode(): Exclude<ModelErrorCode, 'model-run-failed'> | 'model-failed' {
    return this.code === 'model-run-failed' ? 'model-failed' : this.code;
  }

  constructor(code: ModelErrorCode, message: string, advice: string, options: ErrorOptions & { column?: string | undefined } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ModelError';
    this.code = code;
    this.advice = advice;
    this.column = options.column ?? null;
  }
}

/** Says that what a model is to run on is not here, or does not work. */
export const providerMissing = (provider: string, reason: string, cause?: unknown): ModelError =>
  new ModelError('provider-missing', `The model cannot run on "${provider}" here: ${reason}.`, 'Run it on the processor, or on a machine with that hardware, its driver and its libraries; start Millrace again once they are there.', { cause });
