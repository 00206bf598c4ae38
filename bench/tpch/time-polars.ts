import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface PolarsTimes {
  readonly version: string;
  readonly queries: Readonly<Record<string, { readonly milliseconds: number; readonly rows: number }>>;
}

/** Times the statements in Polars, with the Python that MILLRACE_PYTHON names (python3); null where that has no Polars. */
export function timePolars(data: string, rounds: number): PolarsTimes | null {
  const python = process.env['MILLRACE_PYTHON'] ?? 'python3';
  if (spawnSync(python, ['-c', 'import polars']).status !== 0) return null;
  const run = spawnSync(python, [fileURLToPath(new URL('time-polars.py', import.meta.url)), data, String(rounds)], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as PolarsTimes;
}
