import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import type { Value } from '../../engine/quality/expectation.ts';
import type { Judged } from '../../engine/quality/judge-suite.ts';
import { readSuite } from '../../engine/quality/read-suite.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { isThere, publishedGroups, type Case, type Data, type Group } from './published-cases.ts';
import { notMet, notMetElsewhere } from './not-met.ts';

const types: Readonly<Record<string, string>> = { INTEGER: 'BIGINT', BIGINT: 'BIGINT', NUMERIC: 'DOUBLE', VARCHAR: 'VARCHAR', TEXT: 'VARCHAR', FLOAT: 'DOUBLE', DOUBLE_PRECISION: 'DOUBLE', BOOLEAN: 'BOOLEAN', DATETIME: 'TIMESTAMP', TIMESTAMP: 'TIMESTAMP', DATE: 'DATE' };

/** The narrowest type that all values of a column have; text for mixed ones, as a SQL table would hold them. */
function typeOf(values: readonly (string | number | boolean | null)[]): string {
  const kinds = new Set(values.filter((v) => v !== null).map((v) => (typeof v === 'number' ? (Number.isInteger(v) ? 'BIGINT' : 'DOUBLE') : typeof v === 'boolean' ? 'BOOLEAN' : 'VARCHAR')));
  if (kinds.size === 2 && kinds.has('BIGINT') && kinds.has('DOUBLE')) return 'DOUBLE';
  return kinds.size === 1 ? [...kinds][0]! : 'VARCHAR';
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

async function writeParquet(connection: DuckDBConnection, data: Data, known: Readonly<Record<string, string>>, numbered: boolean, backEnd: Group['backEnd'], path: string): Promise<void> {
  const rows = Math.max(0, ...Object.values(data).map((values) => values.length));
  const columns = Object.entries(data).map(([name, values]) => ({ name, type: types[known[name] ?? ''] ?? typeOf(values), values }));
  const all = numbered ? [...columns, { name: 'pk_index', type: 'BIGINT', values: Array.from({ length: rows }, (_, i) => i) }] : columns;
  const cells = all.map(({ name, type, values }) => {
    const listed = `unnest(CAST([${values.map((v) => (v === null ? 'NULL' : text(String(v)))).join(', ')}] AS VARCHAR[]))`;
    // PostgreSQL keeps a moment that names its zone in UTC, SQLite what its clock shows.
    const zoned = `regexp_replace(${listed}, ' ([+-]\\d\\d)(\\d\\d)$', '${backEnd === 'sqlite' ? '' : '\\1:\\2'}')`;
    const value = type === 'TIMESTAMP' ? `coalesce(CAST(TRY_CAST(${zoned} AS TIMESTAMPTZ) AS TIMESTAMP), try_strptime(${listed}, '%b %d %Y %H:%M:%S'))` : `CAST(${listed} AS ${type})`;
    return `${value} AS "${name.replaceAll('"', '""')}"`;
  });
  await connection.run(`COPY (SELECT ${cells.join(', ')}) TO ${text(path)} (FORMAT parquet)`);
}

const plainTime = (text: string): string => text.replace('T', ' ').replace(/\.0+$/, '');

/** Numbers may differ in the last digits, times in their spelling; keys that the case does not name are not looked at. */
function same(found: unknown, wanted: unknown, tolerance: number): boolean {
  if (typeof wanted === 'number' && typeof found === 'number') return Math.abs(found - wanted) <= Math.max(tolerance, 1e-12 * Math.abs(wanted));
  if (typeof wanted === 'string' && typeof found === 'string') return found === wanted || plainTime(found) === plainTime(wanted);
  if (Array.isArray(wanted)) return Array.isArray(found) && found.length === wanted.length && wanted.every((w, i) => same((found as readonly unknown[])[i], w, tolerance));
  if (wanted !== null && typeof wanted === 'object') return found !== null && typeof found === 'object' && Object.entries(wanted).every(([key, w]) => same((found as Record<string, unknown>)[key], w, tolerance));
  return found === wanted;
}

function differences(judged: Judged, { out, raises, tolerance }: Case): string[] {
  if (raises) return judged.trouble === null ? ['it was judged where it has to be refused'] : [];
  if (judged.trouble) return [`it was refused: ${judged.trouble.message}`];
  const result = judged.result as Readonly<Record<string, Value>>;
  return Object.entries(out).flatMap(([key, value]) => {
    // A detail of a result tells how its values were counted, not what they are.
    const wanted = key === 'result' ? Object.fromEntries(Object.entries(value as object).filter(([name]) => name !== 'details')) : value;
    const details = result['details'] as Readonly<Record<string, Value>> | undefined;
    const edges = (details?.['observed_cdf'] as { readonly x: readonly number[] } | undefined)?.x;
    // Edges of a distribution that is drawn are said by how they lie to a number.
    const cdf = /^observed_cdf_x_(0|-1)_(lt|gt|eq)$/.exec(key);
    if (cdf) {
      const edge = edges?.at(Number(cdf[1])) ?? Number.NaN;
      const lies = edge < Number(value) ? 'lt' : edge > Number(value) ? 'gt' : 'eq';
      return lies === cdf[2] ? [] : [`${key} is not so for ${edge} and ${JSON.stringify(value)}`];
    }
    const found = key === 'success' ? judged.success : key === 'result' ? result : key === 'observed_value_list' ? [result['observed_value']] : /^(value_counts|(observed|expected)_partition)$/.test(key) ? details?.[key] : result[key];
    const hits = key === 'observed_value_list' ? (wanted as readonly unknown[]).some((w) => same(result['observed_value'], w, tolerance ?? 0)) : same(found, wanted, tolerance ?? 0);
    return hits ? [] : [`${key} is ${JSON.stringify(found)} and has to be ${JSON.stringify(wanted)}`];
  });
}

describe('published cases of Great Expectations', () => {
  let engine: Engine;
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  const work = mkdtempSync(join(tmpdir(), 'expectations-'));
  beforeAll(async () => {
    engine = await openTestEngine(catalog);
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
  });
  afterAll(async () => {
    await engine.close();
    connection.closeSync();
    instance.closeSync();
    rmSync(work, { recursive: true, force: true });
  });

  async function judge(group: Group, number: number): Promise<readonly Judged[]> {
    // An index by a column of its own is asked for where the cases give one; it must not join the columns a table expectation counts.
    const numbered = JSON.stringify(group.cases.map((c) => c.out)).includes('pk_index');
    const folder = join(work, String(number));
    mkdirSync(folder);
    for (const { name, data } of group.tables) await writeParquet(connection, data, group.types, numbered, group.backEnd, join(folder, `${name}.parquet`));
    const expectations = group.cases.map((c) => ({ expectation_type: group.type, kwargs: numbered ? { result_format: { result_format: 'COMPLETE', unexpected_index_column_names: ['pk_index'] }, ...c.kwargs } : c.kwargs }));
    const suite = readSuite({ expectations } as never, 'published');
    if (typeof suite === 'string') throw new Error(suite);
    const { judged } = await engine.validate({ data: join(folder, `${group.tables[0]!.name}.parquet`), suite, tables: {}, parameters: {}, now: Date.now(), format: 'COMPLETE' });
    return judged;
  }

  test('every case is met but those listed with their reason, and each of those is not', async (context) => {
    if (!isThere) return context.skip('the published cases are not beside the checkout');
    const trouble: string[] = [];
    let met = 0;
    const groups = publishedGroups();
    for (const [number, group] of groups.entries()) {
      const judged = await judge(group, number);
      for (const [i, one] of group.cases.entries()) {
        const found = differences(judged[i]!, one);
        const reason = notMet[one.name] ?? notMetElsewhere[one.name];
        if (reason === undefined && found.length > 0) trouble.push(`${one.name} ${JSON.stringify(one.kwargs).slice(0, 200)}: ${found.join('; ')}`.slice(0, 600));
        else if (reason !== undefined && found.length === 0) trouble.push(`${one.name} is met by now: take it off the list`);
        if (found.length === 0) met++;
      }
    }
    const names = new Set(groups.flatMap((g) => g.cases.map((c) => c.name)));
    const files = new Set([...names].map((name) => name.split(' ')[0]));
    trouble.push(...Object.keys(notMet).filter((name) => files.has(name.split(' ')[0]) && !names.has(name)).map((name) => `${name} is listed and no case is called so`));
    expect(trouble.join('\n')).toBe('');
    expect(met).toBeGreaterThan(200);
  }, 120_000);
});
