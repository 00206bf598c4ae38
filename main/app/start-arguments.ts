import { resolve } from 'node:path';

/** The flow named on a command line after the program (and its folder, in a checkout), as an absolute path; null when none is. */
export function flowArgument(argv: readonly string[], packaged: boolean, cwd: string): string | null {
  const named = argv.slice(packaged ? 1 : 2).find((argument) => !argument.startsWith('-') && argument !== '.');
  return named === undefined ? null : resolve(cwd, named);
}
