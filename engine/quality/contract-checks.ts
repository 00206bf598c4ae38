import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import { typeFamily } from '../core/type-family.ts';
import type { Expression } from '../expression/expression.ts';
import { and, binary, call, cast, column, isNotNull, isNull, literal, not, or } from '../expression/expression.ts';
import { suiteTrouble, type Arguments } from './arguments.ts';
import { columnMap } from './column-map-checks.ts';
import { constantFor } from './constant.ts';
import type { Check, Figure, FigureCheck, MapCheck, RowsCheck, Value } from './expectation.ts';

const number = (test: (value: number, limit: number) => boolean) => (value: number, limit: Json): boolean | null => (typeof limit === 'number' ? test(value, limit) : null);
const pair = (test: (inside: boolean) => boolean) => (value: number, limit: Json): boolean | null => (Array.isArray(limit) && limit.length === 2 && limit.every((l) => typeof l === 'number') ? test(value >= (limit[0] as number) && value <= (limit[1] as number)) : null);

/** Operators of a contract's rule, with the two spellings versions have given some of them; null where the limit is of the wrong kind. */
const operators: Readonly<Record<string, (value: number, limit: Json) => boolean | null>> = {
  mustBe: (value, limit) => (typeof limit === 'boolean' ? value === Number(limit) : number((v, l) => v === l)(value, limit)),
  mustNotBe: (value, limit) => (typeof limit === 'boolean' ? value !== Number(limit) : number((v, l) => v !== l)(value, limit)),
  mustBeGreaterThan: number((v, l) => v > l),
  mustBeGreaterOrEqualTo: number((v, l) => v >= l),
  mustBeGreaterThanOrEqualTo: number((v, l) => v >= l),
  mustBeLessThan: number((v, l) => v < l),
  mustBeLessOrEqualTo: number((v, l) => v <= l),
  mustBeLessThanOrEqualTo: number((v, l) => v <= l),
  mustBeBetween: pair((inside) => inside),
  mustNotBeBetween: pair((inside) => !inside),
};

export const operatorNames: readonly string[] = Object.keys(operators);

/** Whether a figure keeps every limit among the arguments. */
function judgeLimits(args: Arguments): (value: number) => boolean {
  const limits = operatorNames.filter((name) => args.json(name) !== null);
  if (limits.length === 0) throw suiteTrouble(`The rule has no limit. Give it one of ${operatorNames.join(', ')}.`);
  for (const name of limits) if (operators[name]!(0, args.json(name)) === null) throw suiteTrouble(`${name} is ${JSON.stringify(args.json(name))}; it has to be ${name.endsWith('Between') ? 'a pair of numbers' : 'a number'}.`);
  return (value) => limits.every((name) => operators[name]!(value, args.json(name)) === true);
}

const count = (filter: Expression): Expression => ({ op: 'call', name: 'count', args: [], filter });
const oneOf = (name: string, type: string, values: readonly Json[]): Expression => {
  const constants = values.flatMap((v) => (v === null ? [] : (constantFor(v, type) ?? [])));
  return constants.length === 0 ? literal(false) : { op: 'in', item: column(name), values: constants };
};

/** What a metric counts, and of how many rows it is a share. */
function counted(args: Arguments): { readonly wrong: Expression; readonly of: Expression } {
  const metric = args.option('metric', ['rowCount', 'nullValues', 'missingValues', 'invalidValues', 'duplicateValues']);
  if (metric === 'rowCount') return { wrong: call('count'), of: call('count') };
  if (metric === 'duplicateValues') {
    // Rows that would have to go until every value is there once; a row with a missing part repeats no other.
    const columns = args.json('properties') === null ? [args.column()] : args.columns('properties');
    const filter = and(...columns.map((c) => isNotNull(column(c.name))));
    const distinct: Expression = { op: 'call', name: 'count', args: [{ op: 'struct', fields: columns.map((c, i) => ({ name: `c${i}`, value: column(c.name) })) }], distinct: true, filter };
    return { wrong: binary(count(filter), '-', distinct), of: call('count') };
  }
  const { name, type } = args.column();
  if (metric === 'nullValues') return { wrong: count(isNull(column(name))), of: call('count') };
  if (metric === 'missingValues') {
    const values = args.json('missingValues') === null ? [null, ''] : args.list('missingValues');
    return { wrong: count(or(...(values.includes(null) ? [isNull(column(name))] : []), oneOf(name, type, values))), of: call('count') };
  }
  const valid = [
    ...(args.json('validValues') === null ? [] : [oneOf(name, type, args.list('validValues'))]),
    ...(args.json('pattern') === null ? [] : [call('regexp_matches', cast(column(name), 'VARCHAR'), literal(args.text('pattern')))]),
  ];
  if (valid.length === 0) throw suiteTrouble('invalidValues needs validValues or a pattern.');
  return { wrong: count(and(isNotNull(column(name)), not(and(...valid)))), of: call('count', column(name)) };
}

/** A metric of the Open Data Contract Standard within its limits, in rows or percent. */
function metricCheck(args: Arguments): FigureCheck {
  const holds = judgeLimits(args);
  const percent = args.option('unit', ['rows', 'percent', '%']) !== 'rows';
  const { wrong, of } = counted(args);
  const figures: Readonly<Record<string, Figure>> = { wrong: { value: wrong, type: null }, all: { value: of, type: null } };
  return {
    kind: 'figure',
    figures,
    judge({ wrong: found, all }) {
      const observed = percent ? (Number(all) === 0 ? 0 : (Number(found) / Number(all)) * 100) : Number(found);
      return { success: holds(observed), result: { observed_value: observed } };
    },
  };
}

/** A query of a contract whose only value is a number or a truth; `{object}` in it stands for the table and `{property}` for the column. */
function queryCheck(args: Arguments): RowsCheck {
  const holds = operatorNames.some((name) => args.json(name) !== null) ? judgeLimits(args) : (value: number) => value === 1;
  const table = args.text('object');
  const property = args.json('column') === null ? null : quotedIdentifier(args.column().name);
  const query = args.text('query').replaceAll(/\$?\{(object|table|property|column)\}/g, (whole, name: string) => {
    if (name === 'object' || name === 'table') return quotedIdentifier(table);
    if (property === null) throw suiteTrouble(`The query names ${whole} and belongs to no property.`);
    return property;
  });
  return {
    kind: 'rows',
    ask: (rows) => ({ op: 'sql', text: `SELECT to_json(_found) AS "row" FROM (${query.replace(/;\s*$/, '')}\n) AS _found`, param: 'query', volatile: false, inputs: [{ name: table, from: rows }] }),
    columns: [{ name: 'row', type: null }],
    most: 2,
    judge(rows) {
      const cells: readonly Value[] = isObject(rows[0]?.[0] as Json) ? Object.values(rows[0]![0] as { readonly [key: string]: Value }) : [];
      const value = cells[0];
      if (rows.length !== 1 || cells.length !== 1 || !(typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')) throw suiteTrouble('The query has to give one row with one number or truth.');
      return { success: holds(Number(value)), result: { observed_value: value } };
    },
  };
}

/** Numbers that are a whole number of times another; in floating point as near as a double tells. */
function multipleOf(args: Arguments): MapCheck {
  const of = args.column();
  const step = args.number('multiple_of');
  if (step === null || !(step > 0)) throw suiteTrouble('multiple_of has to be a number above 0.');
  const times = binary(cast(column(of.name), 'DOUBLE'), '/', literal(step, 'DOUBLE'));
  const off = call('abs', binary(times, '-', call('round', times)));
  const unfit = typeFamily(of.type) === 'number' ? null : `Column "${of.name}" is ${of.type}; multiples need numbers.`;
  return columnMap(args, of, { unexpected: unfit === null ? binary(off, '>', binary(literal(1e-12, 'DOUBLE'), '*', call('greatest', literal(1, 'DOUBLE'), call('abs', times)))) : literal(false), unfit });
}

/** Lists with so many items, each of them once where `unique_items` says so. */
function listItems(args: Arguments): MapCheck {
  const of = args.column();
  const [min, max] = [args.number('min_items'), args.number('max_items')];
  const isList = /\[\d*\]$/.test(of.type);
  const size = call('len', column(of.name));
  const wrong = [...(min === null ? [] : [binary(size, '<', literal(min))]), ...(max === null ? [] : [binary(size, '>', literal(max))]), ...(args.truth('unique_items') ? [binary(call('list_unique', column(of.name)), '<', call('list_count', column(of.name)))] : [])];
  return columnMap(args, of, { unexpected: isList && wrong.length > 0 ? or(...wrong) : literal(false), unfit: isList ? null : `Column "${of.name}" is ${of.type}; items need a list.` });
}

/** What data contracts ask and no expectation of Great Expectations says. */
export const contractChecks: Readonly<Record<string, (args: Arguments) => Check>> = {
  contract_metric: metricCheck,
  contract_query: queryCheck,
  contract_multiple_of: multipleOf,
  contract_items: listItems,
};

/** The limits of a rule as arguments. */
export const limitsIn = (rule: JsonObject): JsonObject => Object.fromEntries(operatorNames.flatMap((name) => (rule[name] === undefined ? [] : [[name, rule[name]]])));
