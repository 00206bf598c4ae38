import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import type { ScanToEnd } from '../plan/reading.ts';
import type { Database } from './database.ts';
import type { Operator, Profile } from './profile.ts';
import { below, joins, type Asked } from './read-marks.ts';

/**
 * Reads files whose bad lines are asked for to their end where the statement that read them, with this profile, may not have: one that needs few of
 * the rows stops early, or is known to give none, and which lines are bad is only found out by reading on.
 */
export async function readToEnd(scans: readonly ScanToEnd[], { sql }: { readonly sql: string }, profile: Profile | null, database: Database): Promise<void> {
  // Where other text files are read as well, the profile does not tell which is which.
  const files = sql.split('read_csv(').length - 1;
  if (scans.length === 0 || (profile !== null && files === scans.length && wentThrough(profile) === files)) return;
  for (const { table, sql } of scans) {
    // The database puts a file with bad lines down when it has come to its end.
    const asked = await database.run(`SELECT count(*) FROM duckdb_tables() WHERE table_name = ${quotedText(table)}`);
    const done = asked.changed > 0 ? (await database.run(`SELECT count(*) FROM ${quotedIdentifier(table)}`)).changed : 0;
    if (done === 0) await database.run(sql);
  }
}

/** How many text files a statement read of which it asked for every row; none where that is in doubt for one of them. */
function wentThrough(profile: Profile): number {
  let [files, sure] = [0, true];
  const visit = ({ type, rows, info, children }: Operator, asked: Asked): void => {
    // What is empty may have kept what it meets from being read.
    if (type === 'EMPTY_RESULT' || (joins.has(type) && (rows === 0 || children.some((c) => c.rows === 0)))) sure = false;
    if (info['Function'] === 'READ_CSV') {
      files += 1;
      sure &&= asked === 'whole';
    }
    // What is computed once for several readers is gone through first.
    children.forEach((child, i) => visit(child, type === 'CTE' ? (i === 0 ? 'whole' : asked) : below(type, asked)));
  };
  for (const root of profile.roots) visit(root, 'whole');
  return sure ? files : 0;
}
