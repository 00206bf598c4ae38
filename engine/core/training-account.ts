/** What is to be known of a trained model: from what, how, and how well. Shares and rates are from 0 to 1. */
export interface TrainingAccount {
  readonly task: string;
  readonly algorithm: string;
  readonly target: string | null;
  readonly features: readonly string[];
  readonly classes: readonly string[] | null;
  readonly rows: { readonly training: number; readonly validation: number; /** Left out because their target is missing. */ readonly dropped: number };
  /** SHA-256 of the values learned from, hexadecimal. */
  readonly fingerprint: string;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly metrics: { readonly training: Readonly<Record<string, number>>; readonly validation: Readonly<Record<string, number>> | null };
  /** Rows by true class (first index) and predicted class, of the rows kept out of training or else of all. */
  readonly confusion: readonly (readonly number[])[] | null;
  /** How much worse the model gets without a feature: accuracy lost, or RMSE gained. */
  readonly importance: readonly { readonly feature: string; readonly drop: number }[] | null;
  readonly warnings: readonly string[];
}
