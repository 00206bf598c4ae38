// A data worker whose database fails by itself at a statement that holds TRIP_AT, as often as the file TRIP_FILE has letters.
import { readFileSync, writeFileSync } from 'node:fs';
import { DuckDBConnection } from '@duckdb/node-api';

const { TRIP_AT: at = '', TRIP_FILE: file = '' } = process.env;
const real = DuckDBConnection.prototype.run;
DuckDBConnection.prototype.run = async function trip(this: DuckDBConnection, sql: string, ...rest) {
  const left = sql.includes(at) ? readFileSync(file, 'utf8') : '';
  if (left === '') return real.call(this, sql, ...rest);
  writeFileSync(file, left.slice(1));
  throw new Error('{"exception_type":"INTERNAL","exception_message":"Attempted to access index 0 within vector of size 0"}');
};

await import('../../engine/workers/data-worker.ts');
