/** What an expression gives on the first rows; `summary` says it in one line of English, empty where nothing can be said. */
export interface Evaluation {
  readonly summary: string;
  /** Of a condition: how many of the rows that were looked at it is true for. */
  readonly hits?: number;
  readonly looked?: number;
  /** Of a value: the first ones as text, NULL as null. */
  readonly values?: readonly (string | null)[];
}
