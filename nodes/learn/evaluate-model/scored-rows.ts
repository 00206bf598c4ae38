import { findColumn, isNumericType, type Column, type Schema } from '../../../engine/core/schema.ts';
import { inputColumn, quoted, type BuildContext, type ParamsOf } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, cast, choose, column, isNotNull, literal } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';
import type { evaluateParams } from './params.ts';

export type Settings = ParamsOf<typeof evaluateParams>;
type Context = BuildContext<Settings>;

/** Which columns hold the truth and what the model said of it. */
export type Prediction =
  | { readonly task: 'regression'; readonly target: Column; readonly value: Column }
  | { readonly task: 'classification'; readonly target: Column; /** Null where the likeliest class stands for it. */ readonly label: Column | null; readonly scores: readonly Column[]; /** The class of each score. */ readonly classes: readonly string[]; /** The class that curves are drawn for; null for more than two. */ readonly positive: string | null };

const isNumber = (c: Column): boolean => isNumericType(c.type.toUpperCase());
const namesOfNumbers = ['prediction', 'variable'];

/** Finds the columns by the names that Predict gives them, unless they are chosen; null after a problem. */
export function findPrediction(context: Context, schema: Schema): Prediction | null {
  const { params } = context;
  if (params.target === null) {
    context.report('param-missing', 'No column says what was true. Choose the target.', { param: 'target' });
    return null;
  }
  const target = inputColumn(context, schema, params.target, 'target');
  if (!target) return null;
  const mark = `${params.prefix}probability_`;
  const named = (c: Column): boolean => c.name.toLowerCase().startsWith(mark.toLowerCase()) && c.name.length > mark.length;
  const chosen = params.probabilities.map((name, i) => inputColumn(context, schema, name, `probabilities.${i}`));
  if (chosen.some((c) => c === null)) return null;
  const scores = chosen.length > 0 ? chosen.filter((c) => c !== null) : params.task === 'regression' ? [] : schema.filter((c) => named(c) && isNumber(c) && c !== target);
  const given = params.prediction === null ? null : inputColumn(context, schema, params.prediction, 'prediction');
  if (params.prediction !== null && !given) return null;
  const label = given ?? findColumn(schema, `${params.prefix}label`) ?? null;
  const value = given ?? namesOfNumbers.map((name) => findColumn(schema, params.prefix + name)).find((c) => c !== undefined) ?? null;
  const classes = params.task === 'classification' || (params.task === 'auto' && (scores.length > 0 || (given === null ? label !== null : !isNumber(target) || !isNumber(given))));
  return classes ? classification(context, target, label === target ? null : label, scores, (c) => (named(c) ? c.name.slice(mark.length) : c.name)) : regression(context, target, value);
}

function regression(context: Context, target: Column, value: Column | null): Prediction | null {
  if (value === null || value === target) {
    context.report('param-missing', 'No column of a prediction was found. Connect the rows that come out of Predict with ONNX, give the prefix its columns have, or choose the predicted column.', { param: 'prediction' });
    return null;
  }
  for (const [c, param] of [[target, 'target'], [value, 'prediction']] as const) {
    if (isNumber(c)) continue;
    context.report('type-mismatch', `Column ${quoted(c.name)} is ${c.type}, and numbers are compared here. Choose the task "classification", or another column.`, { param });
    return null;
  }
  return { task: 'regression', target, value };
}

function classification(context: Context, target: Column, label: Column | null, scores: readonly Column[], classOf: (c: Column) => string): Prediction | null {
  const { positive } = context.params;
  if (label === null && scores.length === 0) {
    context.report('param-missing', 'No column of a predicted class or of its probability was found. Connect the rows that come out of Predict with ONNX, give the prefix its columns have, or choose the columns.', { param: 'prediction' });
    return null;
  }
  for (const c of scores) {
    if (isNumber(c)) continue;
    context.report('type-mismatch', `Column ${quoted(c.name)} is ${c.type}, and a probability is a number. Choose another column.`, { param: 'probabilities' });
    return null;
  }
  const named = scores.map(classOf);
  if (scores.length === 1) {
    const only = positive ?? (named[0] === scores[0]!.name ? null : named[0]!);
    if (only !== null) return { task: 'classification', target, label, scores, classes: [only], positive: only };
    context.report('param-missing', `Nothing says of which class column ${quoted(scores[0]!.name)} is the probability. Name the positive class.`, { param: 'positive' });
    return null;
  }
  if (positive !== null && scores.length > 0 && !named.includes(positive)) {
    context.report('param-invalid', `No probability belongs to the class ${quoted(positive)}. Name one of ${named.slice(0, 20).map(quoted).join(', ')}.`, { param: 'positive' });
    return null;
  }
  return { task: 'classification', target, label, scores, classes: named, positive: positive ?? (scores.length === 2 ? named[1]! : null) };
}

/** The rows with `actual`, `predicted` and, for classes, `scores` in the order of the classes, `slices` as texts, and `complete`: whether nothing of it is missing. */
export function scoredRows(of: Prediction, slices: readonly Column[], threshold: number): Relation {
  const texts: Expression = slices.length === 0 ? cast(literal(null), 'VARCHAR[]') : { op: 'list', items: slices.map((c) => cast(column(c.name), 'VARCHAR')) };
  if (of.task === 'regression') {
    const [actual, predicted] = [cast(column(of.target.name), 'DOUBLE'), cast(column(of.value.name), 'DOUBLE')];
    return { op: 'project', from: input('in'), columns: [{ name: 'actual', value: actual }, { name: 'predicted', value: predicted }, { name: 'slices', value: texts }, { name: 'complete', value: known(and(call('isfinite', actual), call('isfinite', predicted))) }] };
  }
  const scores: Expression = { op: 'list', items: of.scores.map((c) => cast(column(c.name), 'DOUBLE')) };
  // A truth of true and false is met by 1 and 0 where the model speaks of those.
  const numbers = (of.label !== null && isNumber(of.label)) || isNumber(of.target) || (of.classes.length > 0 && of.classes.every((name) => name === '0' || name === '1'));
  const truth = classText(of.target, numbers);
  const lone = of.label === null && of.classes.length === 1;
  const other = literal(`not ${of.classes[0]}`);
  const actual = lone ? choose(isNotNull(truth), choose(binary(truth, '=', literal(of.classes[0]!)), truth, other)) : truth;
  const likeliest = lone
    ? choose(binary(call('list_extract', scores, literal(1)), '>=', literal(threshold)), literal(of.classes[0]!), other)
    : call('list_extract', classList(of.classes), call('list_position', scores, call('list_max', scores)));
  const predicted = of.label === null ? likeliest : classText(of.label, numbers);
  const present = of.scores.map((c) => call('isfinite', cast(column(c.name), 'DOUBLE')));
  return {
    op: 'project',
    from: input('in'),
    columns: [
      { name: 'actual', value: actual },
      { name: 'predicted', value: predicted },
      { name: 'scores', value: of.scores.length === 0 ? cast(literal(null), 'DOUBLE[]') : scores },
      { name: 'slices', value: texts },
      { name: 'complete', value: known(and(isNotNull(actual), isNotNull(predicted), ...present)) },
    ],
  };
}

export const classList = (classes: readonly string[]): Expression => cast({ op: 'list', items: classes.map((name) => literal(name)) }, 'VARCHAR[]');

const known = (condition: Expression): Expression => ({ op: 'is', item: condition, what: 'TRUE' });

/** A class the way models name it: whole numbers without a decimal point. */
function classText(of: Column, booleansAsNumbers: boolean): Expression {
  const value = column(of.name);
  if (/^BOOLEAN$/i.test(of.type) && booleansAsNumbers) return cast(cast(value, 'INTEGER'), 'VARCHAR');
  if (!/^(FLOAT|DOUBLE|DECIMAL\(.*\))$/i.test(of.type)) return cast(value, 'VARCHAR');
  const whole = cast(value, 'BIGINT', true);
  return choose(binary(whole, '=', value), cast(whole, 'VARCHAR'), cast(value, 'VARCHAR'));
}
