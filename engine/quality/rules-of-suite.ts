import type { Json, JsonObject } from '../core/json.ts';
import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import type { Expectation } from './expectation.ts';
import { pythonRegex } from './python-regex.ts';

export type RuleSeverity = 'warn' | 'reject' | 'fail';

export interface RulesOfSuite {
  /** Settings of rules as the Check node has them. */
  readonly rules: readonly JsonObject[];
  /** The expectation that each of them was made of. */
  readonly madeOf: readonly Expectation[];
  /** What no rule says, a sentence each. */
  readonly notMapped: readonly string[];
  /** The expectation each of these sentences is about. */
  readonly leftOf: readonly Expectation[];
}

type Made = readonly JsonObject[] | string;
type Make = (kwargs: JsonObject) => Made;

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
const texts = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? (value as readonly Json[]).filter((v) => v !== null).map(text) : []);
const regex = (value: Json | undefined): string => pythonRegex(text(value));
const limit = (value: Json | undefined): string | null => (value === null || value === undefined ? null : text(value));
const name = (value: Json | undefined): string => quotedIdentifier(text(value));

const perColumn = (rule: string, more: (kwargs: JsonObject) => JsonObject = () => ({})): Make => (kwargs) => [{ rule, column: text(kwargs['column']), ...more(kwargs) }];
const condition = (say: (kwargs: JsonObject) => string): Make => (kwargs) => [{ rule: 'condition', condition: say(kwargs) }];
const many = (rule: string, list: string, setting = 'pattern', say: (pattern: string) => string = (p) => p): Make => (kwargs) => texts(kwargs[list]).map((pattern) => ({ rule, column: text(kwargs['column']), [setting]: say(pattern) }));

/** A rule has one switch for both limits, so limits that differ in it become two rules. */
function limited(rule: JsonObject, kwargs: JsonObject): readonly JsonObject[] {
  const [min, max] = [limit(kwargs['min_value']), limit(kwargs['max_value'])];
  const [strictMin, strictMax] = [kwargs['strict_min'] === true, kwargs['strict_max'] === true];
  if (min !== null && max !== null && strictMin !== strictMax) return [{ ...rule, min, strict: strictMin }, { ...rule, max, strict: strictMax }];
  return min === null && max === null ? [] : [{ ...rule, ...(min === null ? {} : { min }), ...(max === null ? {} : { max }), ...((min !== null ? strictMin : strictMax) ? { strict: true } : {}) }];
}

const statistic = (figure: string): Make => (kwargs) => limited({ rule: 'statistic', column: text(kwargs['column']), statistic: figure }, kwargs);

function quantiles(kwargs: JsonObject): Made {
  const ranges = kwargs['quantile_ranges'] as { readonly quantiles?: readonly number[]; readonly value_ranges?: readonly (readonly Json[])[] } | undefined;
  return (ranges?.quantiles ?? []).flatMap((share, i) => limited({ rule: 'statistic', column: text(kwargs['column']), statistic: 'quantile', share }, { min_value: ranges?.value_ranges?.[i]?.[0] ?? null, max_value: ranges?.value_ranges?.[i]?.[1] ?? null }));
}

const columnCount = (kwargs: JsonObject): Made => [{ rule: 'column-count', minColumns: kwargs['min_value'] ?? null, maxColumns: kwargs['max_value'] ?? null }];
const strict = (kwargs: JsonObject): JsonObject => (kwargs['strictly'] === true ? { strict: true } : {});
const present = (columns: readonly string[], word: 'AND' | 'OR'): string => columns.map((c) => `${quotedIdentifier(c)} IS NOT NULL`).join(` ${word} `);

/** Limits as whole numbers: one that is itself not allowed is the next one. */
function whole(kwargs: JsonObject): readonly [low: number | null, high: number | null] {
  const of = (value: Json | undefined): number | null => (typeof value === 'number' ? value : null);
  const [low, high] = [of(kwargs['min_value']), of(kwargs['max_value'])];
  return [low === null ? null : kwargs['strict_min'] === true ? Math.floor(low) + 1 : Math.ceil(low), high === null ? null : kwargs['strict_max'] === true ? Math.ceil(high) - 1 : Math.floor(high)];
}

/** Some limits no number of rows or length can keep, which a rule cannot say. */
function counted(kwargs: JsonObject, say: (low: number | null, high: number | null) => JsonObject): Made {
  const [low, high] = whole(kwargs);
  return (high ?? 0) < 0 ? 'its limits hold for no number' : [say(low === null ? null : Math.max(low, 0), high)];
}

/** Two columns are equal; missing values count as `ignore_row_if` says, which leaves out rows where both are missing unless it says more. */
function pairEqual(kwargs: JsonObject): Made {
  const [a, b] = [text(kwargs['column_A']), text(kwargs['column_B'])];
  const ignored = kwargs['ignore_row_if'] ?? 'both_values_are_missing';
  if (ignored === 'either_value_is_missing') return [{ rule: 'compare-columns', column: a, operator: '=', other: b }];
  const where = ignored === 'both_values_are_missing' ? { where: present([a, b], 'OR') } : {};
  return [{ rule: 'condition', condition: `coalesce(${quotedIdentifier(a)} = ${quotedIdentifier(b)}, false)`, ...where }];
}

function sumOfColumns(kwargs: JsonObject): Made {
  const columns = texts(kwargs['column_list']);
  const ignored = kwargs['ignore_row_if'] ?? 'all_values_are_missing';
  const where = ignored === 'never' ? {} : { where: present(columns, ignored === 'any_value_is_missing' ? 'AND' : 'OR') };
  // A sum with a missing part is not known, which breaks nothing.
  return [{ rule: 'condition', condition: `coalesce(${columns.map(quotedIdentifier).join(' + ')} = ${Number(kwargs['sum_total'])}, true)`, ...where }];
}

/** Rows where one of the columns is missing are as unique as in a join, where they equal no other. */
function uniqueTogether(kwargs: JsonObject): Made {
  const columns = texts(kwargs['column_list']);
  if (typeof kwargs['mostly'] === 'number' && kwargs['mostly'] < 1 && kwargs['ignore_row_if'] !== 'any_value_is_missing') return 'its share counts rows with a missing value too, which the rule leaves out';
  return [{ rule: 'unique-together', columns, where: present(columns, 'AND') }];
}

const anyLike = (kwargs: JsonObject): string => texts(kwargs['like_pattern_list']).map((p) => `${name(kwargs['column'])} LIKE ${quotedText(p)}`).join(kwargs['match_on'] === 'all' ? ' AND ' : ' OR ');

const columnType = (list: string): Make => (kwargs) => (kwargs[list] === undefined || kwargs[list] === null ? [] : [{ rule: 'column-type', column: text(kwargs['column']), values: texts([kwargs[list]].flat() as readonly Json[]) }]);

const makers: Readonly<Record<string, Make>> = {
  expect_column_values_to_not_be_null: perColumn('not-null'),
  expect_column_values_to_be_null: condition((k) => `${name(k['column'])} IS NULL`),
  expect_column_values_to_be_unique: perColumn('unique'),
  expect_column_values_to_be_in_set: perColumn('in-set', (k) => ({ values: texts(k['value_set']) })),
  expect_column_distinct_values_to_be_in_set: perColumn('in-set', (k) => ({ values: texts(k['value_set']), mostly: null })),
  expect_column_values_to_not_be_in_set: perColumn('not-in-set', (k) => ({ values: texts(k['value_set']) })),
  expect_column_values_to_be_between: (k) => limited({ rule: 'range', column: text(k['column']) }, k),
  expect_column_value_lengths_to_be_between: (k) => counted(k, (minLength, maxLength) => ({ rule: 'length', column: text(k['column']), minLength, maxLength })),
  expect_column_value_lengths_to_equal: perColumn('length', (k) => ({ minLength: k['value'] ?? null, maxLength: k['value'] ?? null })),
  expect_column_values_to_match_regex: perColumn('matches', (k) => ({ pattern: regex(k['regex']) })),
  expect_column_values_to_not_match_regex: perColumn('not-matches', (k) => ({ pattern: regex(k['regex']) })),
  expect_column_values_to_match_regex_list: (k) => (k['match_on'] === 'all' ? many('matches', 'regex_list', 'pattern', regex)(k) : [{ rule: 'matches', column: text(k['column']), pattern: texts(k['regex_list']).map((p) => `(?:${regex(p)})`).join('|') }]),
  expect_column_values_to_not_match_regex_list: many('not-matches', 'regex_list', 'pattern', regex),
  expect_column_values_to_match_like_pattern: perColumn('like', (k) => ({ pattern: text(k['like_pattern']) })),
  expect_column_values_to_not_match_like_pattern: perColumn('not-like', (k) => ({ pattern: text(k['like_pattern']) })),
  expect_column_values_to_match_like_pattern_list: condition(anyLike),
  expect_column_values_to_not_match_like_pattern_list: many('not-like', 'like_pattern_list'),
  expect_column_values_to_match_strftime_format: perColumn('time-format', (k) => ({ format: text(k['strftime_format']) })),
  expect_column_values_to_be_json_parseable: perColumn('json'),
  expect_column_values_to_match_json_schema: perColumn('json-schema', (k) => ({ jsonSchema: text(k['json_schema']) })),
  expect_column_values_to_be_increasing: perColumn('increasing', strict),
  expect_column_values_to_be_decreasing: perColumn('decreasing', strict),
  expect_column_value_z_scores_to_be_less_than: (k) => (k['double_sided'] === false ? 'looks at one side of the mean only' : [{ rule: 'z-score', column: text(k['column']), limit: Math.abs(Number(k['threshold'])) }]),
  expect_column_values_to_be_of_type: columnType('type_'),
  expect_column_type_to_be: columnType('type_'),
  expect_column_values_to_be_in_type_list: columnType('type_list'),
  expect_column_pair_values_to_be_equal: pairEqual,
  expect_column_pair_values_a_to_be_greater_than_b: (k) => [{ rule: 'compare-columns', column: text(k['column_A']), operator: k['or_equal'] === true ? '>=' : '>', other: text(k['column_B']) }],
  expect_compound_columns_to_be_unique: uniqueTogether,
  expect_multicolumn_sum_to_equal: sumOfColumns,
  expect_column_mean_to_be_between: statistic('mean'),
  expect_column_median_to_be_between: statistic('median'),
  expect_column_stdev_to_be_between: statistic('stddev'),
  expect_column_sum_to_be_between: statistic('sum'),
  expect_column_min_to_be_between: statistic('min'),
  expect_column_max_to_be_between: statistic('max'),
  expect_column_unique_value_count_to_be_between: statistic('distinct'),
  expect_column_proportion_of_unique_values_to_be_between: statistic('distinct-share'),
  expect_column_quantile_values_to_be_between: quantiles,
  expect_column_most_common_value_to_be_in_set: (k) => (k['ties_okay'] === true ? 'one of several most common values is enough for it' : [{ rule: 'most-common', column: text(k['column']), values: texts(k['value_set']) }]),
  expect_table_row_count_to_be_between: (k) => counted(k, (minRows, maxRows) => ({ rule: 'row-count', minRows, maxRows })),
  expect_table_row_count_to_equal: (k) => [{ rule: 'row-count', minRows: k['value'] ?? null, maxRows: k['value'] ?? null }],
  expect_table_row_count_to_equal_other_table: () => [{ rule: 'same-rows' }],
  expect_table_column_count_to_be_between: columnCount,
  expect_table_column_count_to_equal: (k) => columnCount({ min_value: k['value'] ?? null, max_value: k['value'] ?? null }),
  expect_column_to_exist: (k) => (typeof k['column_index'] === 'number' ? 'asks for a place among the columns' : [{ rule: 'column-names', names: [text(k['column'])], arrangement: 'all' }]),
  expect_table_columns_to_match_ordered_list: (k) => [{ rule: 'column-names', names: texts(k['column_list']), arrangement: 'order' }],
  expect_table_columns_to_match_set: (k) => [{ rule: 'column-names', names: texts(k['column_set']), arrangement: k['exact_match'] === false ? 'all' : 'set' }],
};

/** Rules about all rows together that look at some of them only where a condition says so. */
const overSome = new Set(['row-count', 'statistic', 'most-common']);
const overAll = new Set([...overSome, 'same-rows', 'column-names', 'column-count', 'column-type']);

/** Rules of the Check node that ask what expectations ask; `severity` is what a broken one does, but one that only warns in the suite only warns; a rule about all rows together never rejects but stops the run instead. */
export function rulesOfSuite(expectations: readonly Expectation[], severity: RuleSeverity): RulesOfSuite {
  const notMapped: string[] = [];
  const leftOf: Expectation[] = [];
  const made = expectations.map((expectation): readonly JsonObject[] => {
    const { type, kwargs, meta } = expectation;
    const about = kwargs['column'] === undefined ? type : `${type} (${text(kwargs['column'])})`;
    const leave = (why: string): readonly JsonObject[] => {
      notMapped.push(`${about}: ${why}`);
      leftOf.push(expectation);
      return [];
    };
    if (JSON.stringify(kwargs).includes('"$PARAMETER"')) return leave('it takes an evaluation parameter, which a rule has not');
    const found = makers[type]?.(kwargs) ?? 'there is no such rule';
    if (typeof found === 'string') return leave(found);
    if (found.length === 0) return leave('it limits nothing');
    const where = kwargs['row_condition'] ?? null;
    if (where !== null && kwargs['condition_parser'] !== 'spark') return leave('its row_condition is not SQL; write it as "Only rows where"');
    const mostly = typeof kwargs['mostly'] === 'number' && kwargs['mostly'] < 1 ? { mostly: kwargs['mostly'] } : {};
    const label = typeof meta?.['name'] === 'string' ? { label: meta['name'] } : {};
    // Columns are there or not, whichever rows are looked at.
    if (where !== null && found.some((rule) => rule['rule'] === 'same-rows')) return leave('it counts only rows that hold its row_condition, which the rule cannot');
    return found.map((rule) => {
      const isWhole = overAll.has(String(rule['rule']));
      const own = ['warning', 'info'].includes(expectation.severity ?? '') ? 'warn' : isWhole && severity === 'reject' ? 'fail' : severity;
      const conditions = [rule['where'], isWhole && !overSome.has(String(rule['rule'])) ? null : where].filter((c) => c !== undefined && c !== null);
      const share = isWhole || rule['mostly'] === null ? {} : mostly;
      return { ...rule, severity: own, ...share, ...(conditions.length === 0 ? {} : { where: conditions.length === 1 ? conditions[0]! : conditions.map((c) => `(${text(c)})`).join(' AND ') }), ...label };
    });
  });
  return { rules: made.flat(), madeOf: made.flatMap((rules, i) => rules.map(() => expectations[i]!)), notMapped, leftOf };
}
