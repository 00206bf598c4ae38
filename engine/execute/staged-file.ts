/** A file being written beside its target until the whole run has succeeded. */
export interface StagedFile {
  readonly node: string;
  readonly staging: string;
  readonly target: string;
  readonly folder?: boolean;
}
