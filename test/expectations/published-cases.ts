import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { plainJson } from '../../engine/io/suite-file.ts';
import { checkout } from '../millrace.ts';

/** Published test cases of Great Expectations: a folder beside the checkout, or the one the environment names. */
export const folder = process.env['MILLRACE_EXPECTATIONS'] ?? join(checkout, '../shared/acceptance/expectations');
export const isThere = existsSync(folder);

type Cell = string | number | boolean | null;
export type Data = Readonly<Record<string, readonly Cell[]>>;

/** One name stands for a list of it. */
type Names = string | readonly string[];

interface RawTest {
  readonly title: string;
  readonly in: Readonly<Record<string, unknown>> | readonly unknown[];
  readonly out: Readonly<Record<string, unknown>>;
  readonly error?: unknown;
  readonly only_for?: Names;
  readonly suppress_test_for?: Names;
  readonly tolerance?: number;
}

interface RawDataset {
  readonly data: Data | readonly { readonly dataset_name: string; readonly data: Data; readonly schemas?: unknown }[];
  readonly schemas?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly tests: readonly RawTest[];
  readonly only_for?: Names;
  readonly suppress_test_for?: Names;
}

export interface Case {
  readonly name: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly out: Readonly<Record<string, unknown>>;
  /** It has to end with an exception instead of a judgement. */
  readonly raises: boolean;
  readonly tolerance: number | null;
}

export interface Group {
  readonly type: string;
  readonly tables: readonly { readonly name: string; readonly data: Data }[];
  readonly backEnd: 'sqlite' | 'postgresql';
  /** Types of the columns on the back end the cases are for. */
  readonly types: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
}

const backEnds = ['sqlite', 'postgresql'] as const;

/** Every case that applies to SQLite or PostgreSQL, those of one table and back end together. */
export function publishedGroups(): readonly Group[] {
  return readdirSync(folder).filter((f) => f.endsWith('.json')).sort().flatMap((file) => {
    const { expectation_type: type, datasets } = JSON.parse(plainJson(readFileSync(join(folder, file), 'utf8'))) as { readonly expectation_type: string; readonly datasets: readonly RawDataset[] };
    return datasets.flatMap((set, i) => {
      const backEnd = (test: RawTest) => backEnds.find((b) => applies(set, b) && applies(test, b));
      return backEnds.flatMap((b): readonly Group[] => {
        const tests = set.tests.filter((t) => backEnd(t) === b);
        if (tests.length === 0) return [];
        const tables = Array.isArray(set.data) ? (set.data as readonly { readonly dataset_name: string; readonly data: Data }[]).map((d) => ({ name: d.dataset_name, data: d.data })) : [{ name: 'data', data: set.data as Data }];
        return [{ type, tables, backEnd: b, types: set.schemas?.[b] ?? {}, cases: tests.map((t) => ({ name: `${file.replace('.json', '')} ${i + 1} ${t.title}`, kwargs: argumentsOf(type, t.in), out: t.out, raises: t.error !== undefined || 'traceback_substring' in t.out, tolerance: t.tolerance ?? null })) }];
      });
    });
  });
}

function applies(test: Pick<RawTest, 'only_for' | 'suppress_test_for'>, backEnd: string): boolean {
  const names = [backEnd, 'sqlalchemy', `${backEnd}_v3_api`];
  const plain = (list: Names) => [list].flat().map((n) => n.replace(/[<>=].*$/, ''));
  return (!test.only_for || plain(test.only_for).some((n) => names.includes(n))) && !plain(test.suppress_test_for ?? []).some((n) => names.includes(n));
}

/** Some old cases give their arguments by position. */
function argumentsOf(type: string, given: RawTest['in']): Readonly<Record<string, unknown>> {
  if (!Array.isArray(given)) return given as Readonly<Record<string, unknown>>;
  return Object.fromEntries((given as readonly unknown[]).map((value, i) => [type.includes('pair') ? ['column_A', 'column_B', 'value_pairs_set'][i]! : ['column', 'value_set'][i]!, value]));
}
