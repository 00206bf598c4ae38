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

/** Where a model file keeps the account of its training, among its metadata. */
export const accountKey = 'millrace.training';

/** Reads what a training wrote into a model file; null for anything else, whoever wrote it. */
export function readTrainingAccount(text: string | undefined): TrainingAccount | null {
  if (text === undefined) return null;
  try {
    const value = JSON.parse(text) as unknown;
    return isAccount(value) ? value : null;
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const listOf = (value: unknown, is: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(is);
const recordOf = (value: unknown, is: (item: unknown) => boolean): boolean => isRecord(value) && Object.values(value).every(is);
const orNull = (value: unknown, holds: boolean): boolean => value === null || holds;

function isAccount(value: unknown): value is TrainingAccount {
  if (!isRecord(value) || !isRecord(value['metrics'])) return false;
  const { metrics, rows, target, classes, confusion, importance } = value;
  return (
    [value['task'], value['algorithm'], value['fingerprint']].every(isText) &&
    orNull(target, isText(target)) &&
    listOf(value['features'], isText) &&
    orNull(classes, listOf(classes, isText)) &&
    isRecord(rows) && [rows['training'], rows['validation'], rows['dropped']].every(isNumber) &&
    recordOf(value['settings'], (v) => isText(v) || isNumber(v)) &&
    recordOf(metrics['training'], isNumber) &&
    orNull(metrics['validation'], recordOf(metrics['validation'], isNumber)) &&
    orNull(confusion, listOf(confusion, (row) => listOf(row, isNumber))) &&
    orNull(importance, listOf(importance, (line) => isRecord(line) && isText(line['feature']) && isNumber(line['drop']))) &&
    listOf(value['warnings'], isText)
  );
}
