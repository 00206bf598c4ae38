import type { Column, Schema } from '../../../engine/core/schema.ts';
import { comparableTypes, typeFamily } from '../../../engine/core/type-family.ts';
import type { BuildContext } from '../../../engine/definition/index.ts';
import { inputColumn, inputSchema, quoted } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, cast, choose, column, isNull, isTrue, literal, or } from '../../../engine/expression/expression.ts';
import { jsonMisfit, lenientCast } from '../../../engine/expression/json-misfit.ts';
import { jsonSchemaJudge } from '../../../engine/quality/json-schema.ts';
import type { Rule } from './rule-params.ts';
import { typedLiteral } from '../../../engine/expression/typed-literal.ts';

/** What a rule asks of a row. */
export interface RowTest {
  /** The columns it is about, for people. */
  readonly about: string | null;
  /** Goes on after the columns: "must not be missing". */
  readonly demand: string;
  readonly broken: Expression;
  /** Rows where one of these is NULL are not tested. */
  readonly needs: readonly Expression[];
  readonly value: Expression;
  /** It looks at a row among the others; the order of all is in the column `rowNumber`. */
  readonly amongRows?: boolean;
  /** The value is looked up in the reference table before: `found` is NULL where it is not there. */
  readonly lookup?: Lookup;
  /** Texts are held against a JSON Schema before; `told` is the column with the answer. */
  readonly judged?: Judged;
}

export interface Judged {
  readonly value: Expression;
  /** The schema as JSON. */
  readonly schema: string;
  readonly told: string;
}

export interface Lookup {
  readonly value: Expression;
  readonly key: string;
  readonly found: string;
}

/** Columns added while rows are tested; no input has any of this name. */
export const rowNumber = '_check_row_number';
const judgedColumn = (param: string): string => `_check_judged_${param.replace(/\W/g, '_')}`;
const foundColumn = (param: string): string => `_check_found_${param.replace(/\W/g, '_')}`;

type Context = Pick<BuildContext<unknown>, 'report' | 'expression' | 'inputs'>;

const not = (item: Expression): Expression => ({ op: 'not', item });
const isNotNull = (item: Expression): Expression => ({ op: 'is', item, what: 'NOT NULL' });
const integers = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/;

/** Builds the test of a rule that looks at single rows; reports what is missing or does not fit and then gives null. */
export function rowTest(context: Context, schema: Schema, rule: Rule, param: string, where: Expression | null): RowTest | null {
  const missing = (setting: string, what: string): null => {
    context.report('param-missing', `The rule "${rule.rule}" has no ${what}. Fill it in.`, { param: `${param}.${setting}` });
    return null;
  };
  if (rule.rule === 'condition') {
    if (rule.condition === null) return missing('condition', 'condition');
    return { about: null, demand: `must hold: ${rule.condition}`, broken: not(context.expression(`${param}.condition`)), needs: [], value: literal(null) };
  }
  if (rule.rule === 'unique-together') {
    if (rule.columns.length === 0) return missing('columns', 'columns');
    const found = rule.columns.map((name) => inputColumn(context, schema, name, `${param}.columns`));
    const parts = found.flatMap((c) => (c ? [column(c.name)] : []));
    if (parts.length < found.length) return null;
    const known = or(...parts.map(isNotNull));
    return {
      about: rule.columns.join(', '),
      demand: 'must not occur together twice',
      // Like Great Expectations, rows where all of the columns are missing are not compared.
      broken: choose(known, occursTwice(parts, where)),
      needs: [],
      amongRows: true,
      value: call('concat_ws', literal(', '), ...parts.map((p) => call('coalesce', cast(p, 'VARCHAR'), literal('NULL')))),
    };
  }
  if (rule.column === null) return missing('column', 'column');
  const of = inputColumn(context, schema, rule.column, `${param}.column`);
  return of && columnTest(context, schema, rule, param, of, where, missing);
}

function columnTest(context: Context, schema: Schema, rule: Rule, param: string, of: Column, where: Expression | null, missing: (setting: string, what: string) => null): RowTest | null {
  const value = column(of.name);
  const test = (demand: string, broken: Expression, needs: readonly Expression[] = [value]): RowTest => ({ about: of.name, demand, broken, needs, value });
  const unfit = (families: string): null => {
    context.report('type-mismatch', `The rule "${rule.rule}" is for ${families} and column ${quoted(of.name)} is ${of.type}. Choose another column or rule, or convert the column first.`, { param: `${param}.column` });
    return null;
  };
  const constant = (text: string, setting: string): Expression | null => {
    const typed = typedLiteral(text, of.type);
    if (!typed) context.report('param-invalid', `${JSON.stringify(text)} is not a value of column ${quoted(of.name)}, which is ${of.type}. Write it as the column has it, dates as 2024-02-29.`, { param: `${param}.${setting}` });
    return typed;
  };
  const family = typeFamily(of.type);
  switch (rule.rule) {
    case 'not-null':
      return test('must not be missing', isNull(value), []);
    case 'unique':
      return { ...test('must not occur twice', occursTwice([value], where)), amongRows: true };
    case 'type': {
      if (rule.type === null) return missing('type', 'type');
      // JSON null is NULL of any type, as in Parse JSON.
      const unread = of.type === 'JSON' ? isNotNull(jsonMisfit(value, rule.type, of.name)) : isNull(lenientCast(value, of.type, rule.type));
      // A lenient cast rounds '1.5' to 2, which nobody means by "reads as an integer".
      const whole = family === 'text' && integers.test(rule.type) ? [not(call('regexp_full_match', call('trim', value), literal('[+-]?[0-9]+')))] : [];
      return test(`must read as ${rule.type}`, or(unread, ...whole));
    }
    case 'in-set':
    case 'not-in-set': {
      if (rule.values.length === 0) return missing('values', 'values');
      if (!['text', 'number', 'time', 'BOOLEAN'].includes(family)) return unfit('text, numbers, dates and true or false');
      const values = rule.values.map((text, i) => constant(text, `values.${i}`));
      if (values.includes(null)) return null;
      const within: Expression = { op: 'in', item: value, values: values.filter((v) => v !== null) };
      const list = rule.values.slice(0, 8).join(', ') + (rule.values.length > 8 ? ', …' : '');
      return rule.rule === 'in-set' ? test(`must be one of ${list}`, not(within)) : test(`must be none of ${list}`, within);
    }
    case 'range': {
      if (rule.min === null && rule.max === null) return missing('min', 'limit');
      if (!['text', 'number', 'time'].includes(family)) return unfit('numbers, dates and text');
      const low = rule.min === null ? null : constant(rule.min, 'min');
      const high = rule.max === null ? null : constant(rule.max, 'max');
      if ((rule.min !== null && !low) || (rule.max !== null && !high)) return null;
      const outside = [...(low ? [binary(value, rule.strict ? '<=' : '<', low)] : []), ...(high ? [binary(value, rule.strict ? '>=' : '>', high)] : [])];
      const words = [rule.min === null ? '' : `${rule.strict ? 'greater than' : 'at least'} ${rule.min}`, rule.max === null ? '' : `${rule.strict ? 'less than' : 'at most'} ${rule.max}`];
      return test(`must be ${words.filter(Boolean).join(' and ')}`, or(...outside));
    }
    case 'length': {
      if (rule.minLength === null && rule.maxLength === null) return missing('minLength', 'limit');
      if (family !== 'text' && !of.type.endsWith(']')) return unfit('text and lists');
      const length = call('len', of.type.startsWith('ENUM') ? cast(value, 'VARCHAR') : value);
      const outside = [...(rule.minLength === null ? [] : [binary(length, '<', literal(rule.minLength))]), ...(rule.maxLength === null ? [] : [binary(length, '>', literal(rule.maxLength))])];
      const words = [rule.minLength === null ? '' : `at least ${rule.minLength}`, rule.maxLength === null ? '' : `at most ${rule.maxLength}`];
      return test(`must have a length of ${words.filter(Boolean).join(' and ')}`, or(...outside));
    }
    case 'matches':
    case 'not-matches': {
      if (!rule.pattern) return missing('pattern', 'pattern');
      if (family !== 'text') return unfit('text');
      const found = call('regexp_matches', cast(value, 'VARCHAR'), literal(rule.pattern));
      return rule.rule === 'matches' ? test(`must match ${rule.pattern}`, not(found)) : test(`must not match ${rule.pattern}`, found);
    }
    case 'time-format':
      if (!rule.format) return missing('format', 'format');
      if (family !== 'text') return unfit('text');
      return test(`must read as ${rule.format}`, isNull(call('try_strptime', cast(value, 'VARCHAR'), literal(rule.format))));
    case 'like':
    case 'not-like': {
      if (!rule.pattern) return missing('pattern', 'pattern');
      if (family !== 'text') return unfit('text');
      const found = call('like_escape', cast(value, 'VARCHAR'), literal(rule.pattern), literal('\\'));
      return rule.rule === 'like' ? test(`must look like ${rule.pattern}`, not(found)) : test(`must not look like ${rule.pattern}`, found);
    }
    case 'json':
      if (family !== 'text' && of.type !== 'JSON') return unfit('text');
      return test('must read as JSON', not(call('json_valid', cast(value, 'VARCHAR'))));
    case 'json-schema': {
      if (!rule.jsonSchema) return missing('jsonSchema', 'JSON Schema');
      const wrong = schemaTrouble(rule.jsonSchema);
      if (wrong !== null) {
        context.report('param-invalid', `The rule "json-schema" has no schema that can be read: ${wrong}. Write a JSON Schema, such as {"type": "object", "required": ["id"]}.`, { param: `${param}.jsonSchema` });
        return null;
      }
      const told = judgedColumn(param);
      const asText = cast(family === 'text' || of.type === 'JSON' ? value : call('to_json', value), 'VARCHAR');
      return { ...test('must fit the JSON Schema', not({ op: 'field', item: column(told), name: 'value' })), judged: { value: asText, schema: rule.jsonSchema, told } };
    }
    case 'increasing':
    case 'decreasing': {
      if (!['text', 'number', 'time'].includes(family)) return unfit('numbers, dates and text');
      const rises = rule.rule === 'increasing';
      const before: Expression = { op: 'window', name: 'lag', args: [value], partitionBy: [...(where ? [isTrue(where)] : []), isNull(value)], orderBy: [{ by: column(rowNumber), descending: false, nulls: 'last' }] };
      const wrong = binary(value, rises ? (rule.strict ? '<=' : '<') : rule.strict ? '>=' : '>', before);
      // The first value has none before it.
      return { ...test(`must ${rule.strict ? 'always' : 'never'} ${rises === rule.strict ? 'rise' : 'fall'} from row to row`, call('coalesce', wrong, literal(false))), amongRows: true };
    }
    case 'z-score': {
      if (family !== 'number') return unfit('numbers');
      const over = (name: string): Expression => ({ op: 'window', name, args: [cast(value, 'DOUBLE')], partitionBy: where ? [isTrue(where)] : [], orderBy: [] });
      const score = binary(call('abs', binary(value, '-', over('avg'))), '/', call('nullif', over('stddev_samp'), literal(0)));
      return { ...test(`must lie within ${rule.limit} standard deviations of the mean`, call('coalesce', binary(score, '>', literal(rule.limit)), literal(false))), amongRows: true };
    }
    case 'reference': {
      const reference = inputSchema(context, 'reference');
      if (!reference) return missing('referenceColumn', 'reference table. Connect one to the port Reference');
      if (rule.referenceColumn === null) return missing('referenceColumn', 'column of the reference table');
      const key = inputColumn(context, reference, rule.referenceColumn, `${param}.referenceColumn`, 'the reference table');
      if (!key) return null;
      if (!comparableTypes(of.type, key.type)) {
        context.report('type-mismatch', `Column ${quoted(of.name)} is ${of.type} and ${quoted(key.name)} of the reference table is ${key.type}, which do not compare. Convert one of them first.`, { param: `${param}.referenceColumn` });
        return null;
      }
      return { ...test(`must be in column ${quoted(key.name)} of the reference table`, isNull(column(foundColumn(param)))), lookup: { value, key: key.name, found: foundColumn(param) } };
    }
    case 'compare-columns': {
      if (rule.other === null) return missing('other', 'other column');
      const other = inputColumn(context, schema, rule.other, `${param}.other`);
      if (!other) return null;
      if (!comparableTypes(of.type, other.type)) {
        context.report('type-mismatch', `Column ${quoted(of.name)} is ${of.type} and ${quoted(other.name)} is ${other.type}, which do not compare. Convert one of them first.`, { param: `${param}.other` });
        return null;
      }
      return test(`must be ${rule.operator} ${quoted(other.name)}`, not(binary(value, rule.operator, column(other.name))), [value, column(other.name)]);
    }
    case 'condition':
    case 'unique-together':
    case 'table-condition':
    case 'row-count':
    case 'same-rows':
    case 'statistic':
    case 'most-common':
    case 'fresh':
    case 'column-names':
    case 'column-count':
    case 'column-type':
      throw new Error(`Not a rule about one column: ${rule.rule}`);
  }
}

/** What is wrong with the text of a JSON Schema; null where it can be used. */
function schemaTrouble(text: string): string | null {
  try {
    jsonSchemaJudge(JSON.parse(text));
    return null;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replace(/[.]$/, '');
  }
}

/** Whether the values occur in another row too; only rows of the rule's own condition count. */
function occursTwice(values: readonly Expression[], where: Expression | null): Expression {
  const partitionBy = where ? [isTrue(where), ...values] : values;
  return binary({ op: 'window', name: 'count', args: [], partitionBy, orderBy: [] }, '>', literal(1));
}

/** TRUE where the row breaks the rule, FALSE where it holds, NULL where the row is not tested. */
export function verdict(test: RowTest, where: Expression | null): Expression {
  const tested = [...(where ? [isTrue(where)] : []), ...test.needs.map(isNotNull)];
  return tested.length === 0 ? test.broken : choose(and(...tested), test.broken);
}
