import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { suiteTrouble } from './arguments.ts';
import { readPython, type PythonTree } from './python-tree.ts';

export interface ParameterValues {
  readonly given: JsonObject;
  /** The moment the suite is judged, milliseconds since 1970. */
  readonly now: number;
}

/** Arguments with every `{"$PARAMETER": expression}` in them replaced by its value. */
export function withParameters(value: Json, values: ParameterValues): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withParameters(item, values));
  if (!isObject(value)) return value;
  const object = value as JsonObject;
  const expression = object['$PARAMETER'];
  if (typeof expression !== 'string') return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, withParameters(item, values)]));
  const own = object[`$PARAMETER.${expression}`];
  if (expression in values.given) return values.given[expression]!;
  if (own !== undefined) return own;
  return asJson(evaluate(readPython(expression), expression, { ...values, given: { ...valuesBeside(object), ...values.given } }));
}

/** Values an argument carries itself, as `"$PARAMETER.rows": 10`, for when none is given. */
const valuesBeside = (object: JsonObject): JsonObject => Object.fromEntries(Object.entries(object).flatMap(([key, value]) => (key.startsWith('$PARAMETER.') ? [[key.slice('$PARAMETER.'.length), value]] : [])));

/** A number, text or list, a moment, or a span of time. */
type Computed = Json | { readonly moment: number } | { readonly span: number };

const isMoment = (value: Computed): value is { readonly moment: number } => isObject(value) && 'moment' in value;
const isSpan = (value: Computed): value is { readonly span: number } => isObject(value) && 'span' in value;
const asJson = (value: Computed): Json => (isMoment(value) ? new Date(value.moment).toISOString().slice(0, -1) : isSpan(value) ? value.span / 1000 : (value as Json));

const spans: Readonly<Record<string, number>> = { weeks: 604_800_000, days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000, milliseconds: 1 };
const functions: Readonly<Record<string, (...x: number[]) => number>> = { abs: Math.abs, sin: Math.sin, cos: Math.cos, tan: Math.tan, exp: Math.exp, trunc: Math.trunc, round: Math.round, sgn: Math.sign, min: Math.min, max: Math.max, floor: Math.floor, ceil: Math.ceil, sqrt: Math.sqrt };

function evaluate(tree: PythonTree, text: string, values: ParameterValues): Computed {
  const inner = (t: PythonTree): Computed => evaluate(t, text, values);
  const number = (value: Computed): number => {
    if (typeof value !== 'number') throw suiteTrouble(`The evaluation parameter "${text}" does arithmetic on something that is no number.`);
    return value;
  };
  switch (tree.is) {
    case 'constant':
      return tree.value;
    case 'name': {
      if (tree.name in values.given) return values.given[tree.name]!;
      const constant = ({ PI: Math.PI, E: Math.E } as Readonly<Record<string, number>>)[tree.name];
      if (constant !== undefined) return constant;
      throw suiteTrouble(`The evaluation parameter "${tree.name}" has no value. Give it with --param ${tree.name}=VALUE.`);
    }
    case 'list':
      return tree.items.map((item) => asJson(inner(item)));
    case 'unary':
      return -number(inner(tree.item));
    case 'call': {
      const name = tree.of.is === 'name' ? tree.of.name : tree.of.is === 'attribute' ? tree.of.name : '';
      if (name === 'now' || name === 'today') return { moment: values.now };
      if (name === 'timedelta') return { span: Object.entries(tree.named).reduce((sum, [unit, amount]) => sum + number(inner(amount)) * (spans[unit] ?? Number.NaN), tree.args[0] ? number(inner(tree.args[0])) * spans['days']! : 0) };
      if (name === 'datetime') {
        const [year, month, day, hour = 0, minute = 0, second = 0] = tree.args.map((a) => number(inner(a)));
        return { moment: Date.UTC(year!, month! - 1, day, hour, minute, second) };
      }
      const of = functions[name];
      if (!of) throw suiteTrouble(`The evaluation parameter "${text}" calls "${name}", which is not known here.`);
      return of(...tree.args.map((a) => number(inner(a))));
    }
    case 'binary': {
      const [left, right] = [inner(tree.left), inner(tree.right)];
      const sign = tree.operator === '-' ? -1 : 1;
      if (isMoment(left) && isMoment(right) && sign < 0) return { span: left.moment - right.moment };
      if (isMoment(left) && isSpan(right)) return { moment: left.moment + sign * right.span };
      if (isSpan(left) && isMoment(right) && sign > 0) return { moment: left.span + right.moment };
      if (isSpan(left) && isSpan(right)) return { span: left.span + sign * right.span };
      const [a, b] = [number(left), number(right)];
      const computed = { '+': a + b, '-': a - b, '*': a * b, '/': a / b, '//': Math.floor(a / b), '%': a - b * Math.floor(a / b), '**': a ** b }[tree.operator];
      if (computed === undefined) throw suiteTrouble(`The evaluation parameter "${text}" uses "${tree.operator}", which is not known here.`);
      return computed;
    }
    case 'attribute':
      throw suiteTrouble(`The evaluation parameter "${text}" cannot be computed here.`);
  }
}
