import type { DuckDBConnection } from '@duckdb/node-api';
import type { Column } from '../core/schema.ts';
import { leavingExpression } from '../results/arrow-columns.ts';
import { profileQueries, readProfiles, type ColumnProfile } from '../results/column-profile.ts';
import type { LookResult } from './look.ts';

/** Columns that are profiled by one statement. */
const profiledAtOnce = 50;

/** At most `most` rows of a SELECT as Arrow, with a profile of their columns. They lie in the temporary table `_look` meanwhile and afterwards; `goOn` throws when nobody waits any more. */
export async function readRows(connection: DuckDBConnection, sql: string, most: number, profiled: boolean, goOn: () => void): Promise<Omit<LookResult, 'cut' | 'unusable'>> {
  await connection.run(`CREATE TEMP TABLE "_look" AS SELECT * FROM (${sql}\n) LIMIT ${most + 1}`);
  const described = await connection.runAndReadAll('DESCRIBE "_look"');
  const schema: Column[] = described.getRows().map((r) => ({ name: String(r[0]), type: String(r[1]) }));
  const { arrowStream } = await import('./arrow-out.ts');
  const result = await connection.run(`SELECT ${schema.map(leavingExpression).join(', ')} FROM "_look" LIMIT ${most}`);
  const { bytes, rows } = await arrowStream(result, schema);
  const counted = await connection.runAndReadAll('SELECT count(*) FROM "_look"');
  const total = Number(counted.getRows()[0]![0]);
  const profile: ColumnProfile[] = [];
  // What an aggregate costs grows with the square of its columns.
  const asked = profiled ? schema.length : 0;
  for (let from = 0; from < asked; from += profiledAtOnce) {
    goOn();
    const columns = schema.slice(from, from + profiledAtOnce);
    const { figures, values } = profileQueries(columns, total > most ? `(SELECT * FROM "_look" LIMIT ${most})` : '"_look"');
    const row = (await connection.runAndReadAll(figures)).getRowsJS()[0]!;
    goOn();
    profile.push(...readProfiles(columns, row, (await connection.runAndReadAll(values)).getColumnsJS()));
  }
  return { schema, arrow: bytes, rows, more: total > most, profile };
}
