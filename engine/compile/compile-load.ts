import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import type { DatabaseLoad } from '../definition/index.ts';
import type { LoadStatements } from '../plan/job.ts';
import { databaseAlias, databaseLabel, resolvedDatabase, type DatabaseSource, type TableName } from '../relation/database-ref.ts';

/** SQL name of a table in an attached database. */
export const tableText = (alias: string, { schema, name }: TableName): string => [alias, ...(schema === null ? [] : [schema]), name].map(quotedIdentifier).join('.');

/** The same with the snapshot that is meant. */
export const tableAt = (alias: string, { table, at }: Extract<DatabaseSource, { readonly table: TableName }>): string => `${tableText(alias, table)}${at === undefined ? '' : ` AT (${'version' in at ? `VERSION => ${at.version}` : `TIMESTAMP => TIMESTAMPTZ ${quotedText(at.time)}`})`}`;

/** How the rows that wait in a table of `node` are put in place. */
export function compileLoad(node: string, load: DatabaseLoad, resolvePath: (path: string) => string): LoadStatements {
  const database = resolvedDatabase(load.database, resolvePath);
  const alias = databaseAlias(database);
  const staged = `memory.main.${quotedIdentifier(`_load_${node}`)}`;
  const target = tableText(alias, load.table);
  const common = { alias, staged, label: databaseLabel(load.database, load.table), guard: guardOf(load, staged) };
  if (load.database.kind === 'mysql' && load.keys.length > 0) return { ...common, ...onMysql(node, load, alias, staged) };
  return { ...common, prepare: [], cleanUp: [], apply: applyOf(load, target, staged) };
}

const list = (names: readonly string[], alias?: string): string => names.map((n) => (alias === undefined ? '' : `${alias}.`) + quotedIdentifier(n)).join(', ');

const sameKeys = (keys: readonly string[]): string => keys.map((k) => `t.${quotedIdentifier(k)} IS NOT DISTINCT FROM s.${quotedIdentifier(k)}`).join(' AND ');

function guardOf(load: DatabaseLoad, staged: string): string | null {
  if (load.keys.length === 0) return null;
  return `SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM ${staged} GROUP BY ${list(load.keys)} HAVING count(*) > 1)`;
}

function applyOf(load: DatabaseLoad, target: string, staged: string): string[] {
  const { mode, columns, keys } = load;
  const insert = (where = ''): string => `INSERT INTO ${target} (${list(columns)}) SELECT ${list(columns, 's')} FROM ${staged} s${where}`;
  // The history columns are there from the first load on.
  const history = load.history === null ? '' : `, CAST(NULL AS TIMESTAMP) AS ${quotedIdentifier(load.history.from)}, CAST(NULL AS TIMESTAMP) AS ${quotedIdentifier(load.history.to)}, CAST(NULL AS BOOLEAN) AS ${quotedIdentifier(load.history.current)}`;
  const create = `CREATE TABLE ${target} AS SELECT ${list(columns)}${history} FROM ${staged} LIMIT 0`;
  const made = load.exists ? [] : [create];
  const absent = (extra = ''): string => ` WHERE NOT EXISTS (SELECT 1 FROM ${target} t WHERE ${sameKeys(keys)}${extra})`;
  switch (mode) {
    case 'create':
    case 'append':
      return [...made, insert()];
    case 'refill':
      return load.exists ? [`DELETE FROM ${target}`, insert()] : [create, insert()];
    case 'replace':
      return [`DROP TABLE IF EXISTS ${target}`, create, insert()];
    case 'upsert': {
      const rest = columns.filter((c) => !keys.includes(c));
      const update = rest.length === 0 || !load.exists ? [] : [`UPDATE ${target} AS t SET ${rest.map((c) => `${quotedIdentifier(c)} = s.${quotedIdentifier(c)}`).join(', ')} FROM ${staged} s WHERE ${sameKeys(keys)}`];
      return [...made, ...update, insert(absent())];
    }
    case 'delete-insert':
      return [...made, ...(load.exists ? [`DELETE FROM ${target} AS t WHERE EXISTS (SELECT 1 FROM ${staged} s WHERE ${sameKeys(keys)})`] : []), insert()];
    case 'history': {
      const { from, to, current } = load.history!;
      const now = "CAST(now() AT TIME ZONE 'UTC' AS TIMESTAMP)";
      const isCurrent = `t.${quotedIdentifier(current)}`;
      const changed = columns.filter((c) => !keys.includes(c)).map((c) => `t.${quotedIdentifier(c)} IS DISTINCT FROM s.${quotedIdentifier(c)}`);
      const close = changed.length === 0 || !load.exists ? [] : [`UPDATE ${target} AS t SET ${quotedIdentifier(to)} = ${now}, ${quotedIdentifier(current)} = false FROM ${staged} s WHERE ${isCurrent} AND ${sameKeys(keys)} AND (${changed.join(' OR ')})`];
      return [...made, ...close, `INSERT INTO ${target} (${list([...columns, from, to, current])}) SELECT ${list(columns, 's')}, ${now}, NULL, true FROM ${staged} s${absent(` AND ${isCurrent}`)}`];
    }
  }
}

/** MySQL joins only tables of its own, so the rows are laid beside the target first; a table left by a killed run is swept by the next. */
function onMysql(node: string, load: DatabaseLoad, alias: string, staged: string): Pick<LoadStatements, 'prepare' | 'cleanUp' | 'apply'> {
  const beside: TableName = { schema: load.table.schema, name: `_millrace_${node}` };
  const drop = `DROP TABLE IF EXISTS ${tableText(alias, beside)}`;
  const native = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
  const nativeTable = ({ schema, name }: TableName): string => `${schema === null ? '' : `${native(schema)}.`}${native(name)}`;
  const execute = (sql: string): string => `CALL mysql_execute(${quotedText(alias)}, ${quotedText(sql)})`;
  const { columns, keys } = load;
  const target = nativeTable(load.table);
  const rows = nativeTable(beside);
  const same = keys.map((k) => `t.${native(k)} <=> s.${native(k)}`).join(' AND ');
  const rest = columns.filter((c) => !keys.includes(c));
  const insert = (more: readonly string[], values: readonly string[], where: string): string => execute(`INSERT INTO ${target} (${[...columns, ...more].map(native).join(', ')}) SELECT ${[...columns.map((c) => `s.${native(c)}`), ...values].join(', ')} FROM ${rows} s${where}`);
  const prepare = [drop, `CREATE TABLE ${tableText(alias, beside)} AS SELECT ${list(columns)} FROM ${staged}`];
  const cleanUp = [drop];
  if (load.mode === 'delete-insert') return { prepare, cleanUp, apply: [execute(`DELETE t FROM ${target} t JOIN ${rows} s ON ${same}`), insert([], [], '')] };
  if (load.mode === 'history') {
    const { from, to, current } = load.history!;
    const changed = rest.map((c) => `NOT (t.${native(c)} <=> s.${native(c)})`).join(' OR ');
    const close = rest.length === 0 ? [] : [execute(`UPDATE ${target} t JOIN ${rows} s ON ${same} AND t.${native(current)} SET t.${native(to)} = UTC_TIMESTAMP(6), t.${native(current)} = FALSE WHERE ${changed}`)];
    return { prepare, cleanUp, apply: [...close, insert([from, to, current], ['UTC_TIMESTAMP(6)', 'NULL', 'TRUE'], ` WHERE NOT EXISTS (SELECT 1 FROM ${target} t WHERE ${same} AND t.${native(current)})`)] };
  }
  const update = rest.length === 0 ? [] : [execute(`UPDATE ${target} t JOIN ${rows} s ON ${same} SET ${rest.map((c) => `t.${native(c)} = s.${native(c)}`).join(', ')}`)];
  return { prepare, cleanUp, apply: [...update, insert([], [], ` WHERE NOT EXISTS (SELECT 1 FROM ${target} t WHERE ${same})`)] };
}

/** A call that reads a query in a database's own language. */
export const queryCall = (kind: 'postgres' | 'mysql', alias: string, query: string): string => `${kind}_query(${quotedText(alias)}, ${quotedText(query)})`;
