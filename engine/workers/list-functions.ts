import type { DuckDBConnection } from '@duckdb/node-api';
import type { FunctionInfo } from '../relation/function-info.ts';

/** All scalar and aggregate functions with a plain name, with their signatures. */
export async function listFunctions(connection: DuckDBConnection): Promise<readonly FunctionInfo[]> {
  const reply = await connection.runAndReadAll(`
    SELECT function_name, any_value(function_type), list(DISTINCT function_name || '(' || array_to_string(list_transform(list_zip(parameters, parameter_types), lambda p: concat_ws(' ', p[1], p[2])), ', ') || ')' || coalesce(' → ' || return_type, '')), coalesce(any_value(description), '')
    FROM duckdb_functions()
    WHERE function_type IN ('scalar', 'aggregate', 'macro') AND regexp_full_match(function_name, '[a-z][a-z0-9_]*') AND NOT starts_with(function_name, 'pg_') AND NOT starts_with(function_name, 'duckdb_')
    GROUP BY function_name ORDER BY function_name`);
  return reply.getRowsJS().map((row) => ({ name: String(row[0]), kind: row[1] === 'aggregate' ? 'aggregate' : 'scalar', signatures: (row[2] as string[]).slice(0, 12), description: String(row[3]) }));
}
