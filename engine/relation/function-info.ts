/** A function of the expression language, for completion and hover. */
export interface FunctionInfo {
  readonly name: string;
  readonly kind: 'scalar' | 'aggregate';
  readonly signatures: readonly string[];
  readonly description: string;
}
