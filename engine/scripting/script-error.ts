/** A script that had to be stopped, or that does not parse: `message` says what is wrong, `advice` what to do. */
export class ScriptError extends Error {
  readonly advice: string;
  /** Line of the script, from 1, where it is known. */
  readonly line: number | null;

  constructor(message: string, advice: string, line: number | null = null) {
    super(message);
    this.name = 'ScriptError';
    this.advice = advice;
    this.line = line;
  }
}
