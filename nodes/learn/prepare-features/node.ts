import { findColumn, freshName, type Column, type Schema } from '../../../engine/core/schema.ts';
import { defineNode, inputSchema, isNumberFeature, isTextFeature, quoted, uniqueColumns, type BuildContext } from '../../../engine/definition/index.ts';
import { binary, call, cast, choose, column, isNull, literal, type Expression } from '../../../engine/expression/expression.ts';
import { input, shared, type Cell, type NamedExpression, type Relation } from '../../../engine/relation/relation.ts';
import { areParameters, chooseSteps, parameterSchema, type Settings, type Step, type TextStep } from './choose-steps.ts';
import { examples } from './examples.ts';
import { finite, fitNumbers, type NumberStep } from './fit-numbers.ts';
import { prepareParams } from './params.ts';
import { foundValues, readParameters, soughtParameters, soughtValues, type CodedValue } from './sought-values.ts';

/** More columns than that are no table any more. */
const mostColumns = 2_000;
const mostValues = 20_000;

/** A column with what its preparation goes by; of numbers the expressions, of texts the values. */
type Fitted = { readonly column: Column } & ({ readonly kind: 'number'; readonly missing: Expression; readonly center: Expression; readonly scale: Expression; readonly flag: boolean } | { readonly kind: TextStep; readonly values: readonly CodedValue[] });

export const prepareFeatures = defineNode({
  type: 'prepare-features',
  version: 1,
  title: 'Feature preparation',
  category: 'learn',
  icon: 'Fp',
  summary: 'Makes numbers of columns as models take them: missing values replaced, numbers scaled, texts encoded; by what is found in the rows, or by the parameters that an earlier one found.',
  keywords: ['preprocessing', 'feature engineering', 'column transformer', 'imputer', 'simpleimputer', 'standardscaler', 'one-hot encoding', 'normalise', 'pipeline', 'fit transform', 'machine learning'],
  inputs: [
    { name: 'in', title: 'Rows', required: true },
    { name: 'fitted', title: 'Parameters', required: false, help: 'What an earlier Feature preparation found: these rows are prepared as those were.' },
  ],
  outputs: [
    { name: 'out', title: 'Prepared', kind: 'rows' },
    { name: 'parameters', title: 'Parameters', kind: 'report' },
  ],
  params: prepareParams,
  caption: ({ columns, as, list }) => [(columns ?? []).length === 0 ? '' : (columns ?? []).join(', '), as === 'list' ? `as ${list ?? ''}` : ''].filter(Boolean).join(' '),
  onStream: 'Have the parameters found by a flow of its own that reads a file, and connect them here: rows are then prepared one by one.',
  seek(context) {
    const schema = inputSchema(context, 'in');
    const given = inputSchema(context, 'fitted');
    if (given) return areParameters({ report: () => undefined }, given) ? { relation: soughtParameters(given), most: mostValues } : null;
    const texts = schema === null ? [] : chooseSteps({ ...context, report: () => undefined }, schema).filter((step) => step.kind !== 'number');
    return texts.length === 0 ? null : { relation: soughtValues(texts), most: mostValues };
  },
  build(context) {
    const { params } = context;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const given = inputSchema(context, 'fitted');
    if (context.fact?.kind === 'values' && context.fact.more) {
      context.report('param-invalid', `There are more than ${mostValues.toLocaleString('en-US')} values of texts, each with a code of its own. Take columns out that tell rows apart.`, { param: 'columns' });
      return { outputs: {} };
    }
    const names = schema.map((c) => c.name);
    const steps = given ? [] : chooseSteps(context, schema);
    const numbers = steps.filter((step): step is NumberStep => step.kind === 'number');
    const fitting = numbers.length === 0 ? null : fitNumbers(numbers, names);
    const side = fitting === null ? undefined : 'right';
    const fitted = given ? givenSteps(context, schema, given) : foundSteps(context, steps, (at) => fitting!.figures[at]!);
    if (fitted === null) return { outputs: {} };

    const own = (c: Column): Expression => column(c.name, fitting === null ? undefined : 'left');
    const made = fitted.map((f) => madeColumns(f, fitting === null ? undefined : 'left'));
    const produced = made.flat();
    if (produced.length > mostColumns) {
      context.report('param-invalid', `${produced.length.toLocaleString('en-US')} columns would come of the values of texts, and ${mostColumns.toLocaleString('en-US')} are the most. Lower the most values of a text, or encode some by place or frequency.`, { param: 'maxValues' });
      return { outputs: {} };
    }
    const all = schema.flatMap((c): NamedExpression[] => {
      const at = fitted.findIndex((f) => f.column === c);
      if (at < 0) return [{ name: c.name, value: own(c) }];
      return params.as === 'list' ? [] : [...made[at]!];
    });
    if (params.as === 'list') {
      if (params.list.trim() === '') context.report('param-missing', 'The column of lists has no name. Give it one.', { param: 'list' });
      all.push({ name: params.list, value: { op: 'list', items: produced.map((m) => cast(m.value, 'DOUBLE')) } });
    }
    // Values of texts may be spelled like other columns; those keep their names, and the new ones get numbers.
    const inPlace = fitted.flatMap((f, i) => made[i]!.filter((m) => m.name === f.column.name));
    const fixed = all.filter((a) => !produced.includes(a) || inPlace.includes(a));
    const used = fixed.map((a) => a.name);
    const columns = all.map((a) => {
      if (fixed.includes(a)) return a;
      const name = freshName(used, a.name);
      used.push(name);
      return { ...a, name };
    });
    uniqueColumns(context, columns.map((c) => c.name), () => (params.as === 'list' ? 'list' : 'columns'));
    const out: Relation = fitting === null ? { op: 'project', from: input('in'), columns } : { op: 'join', kind: 'cross', left: input('in'), right: shared('stats'), on: literal(true), columns };
    return { ...(fitting === null ? {} : { shared: fitting.shared }), outputs: { out, parameters: parameterRows(fitted, side) } };
  },
  examples,
});

/** How columns are prepared by what is found in the rows. */
function foundSteps(context: BuildContext<Settings>, steps: readonly Step[], figuresOf: (number: number) => { readonly missing: string; readonly center: string; readonly scale: string }): readonly Fitted[] {
  const found = foundValues(context.fact?.kind === 'values' ? context.fact.rows : []);
  let number = 0;
  return steps.map((step): Fitted => {
    if (step.kind === 'number') {
      const { missing, center, scale } = figuresOf(number++);
      return { column: step.column, kind: 'number', missing: column(missing, 'right'), center: column(center, 'right'), scale: column(scale, 'right'), flag: step.flag };
    }
    const { values, different } = found.get(step.column.name) ?? { values: [], different: 0 };
    if (different > values.length) context.note('setting-chosen', `Column ${quoted(step.column.name)} holds ${different.toLocaleString('en-US')} different values; the ${values.length} most frequent count, the others are none of them.`, { param: 'maxValues' });
    return { column: step.column, kind: step.kind, values };
  });
}

/** How columns are prepared by what an earlier preparation found; null after a problem. */
function givenSteps(context: BuildContext<Settings>, schema: Schema, given: Schema): readonly Fitted[] | null {
  if (!areParameters(context, given) || context.fact?.kind !== 'values') return null;
  const at = { port: 'fitted' };
  const groups = readParameters(context.fact.rows);
  if (typeof groups === 'string') {
    context.report('param-invalid', `The parameters cannot be used: ${groups}. Mend them, or have them found anew.`, at);
    return null;
  }
  let sound = true;
  const fitted = groups.flatMap((group): Fitted[] => {
    const found = findColumn(schema, group.name);
    if (!found && context.params.onMissing === 'ignore') return [];
    const fits = found && (group.kind === 'number' ? isNumberFeature(found) : isTextFeature(found));
    if (found && fits) return [group.kind === 'number' ? { column: found, kind: 'number', missing: literal(group.missing, 'DOUBLE'), center: literal(group.center, 'DOUBLE'), scale: literal(group.scale, 'DOUBLE'), flag: group.flag } : { column: found, kind: group.kind, values: group.values }];
    sound = false;
    if (!found) context.report('column-missing', `The parameters are of a column ${quoted(group.name)}, which the rows lack. Connect rows of the same columns.`, at);
    else context.report('type-mismatch', `Column ${quoted(found.name)} is ${found.type}, and the parameters are of ${group.kind === 'number' ? 'numbers' : 'texts'}. Convert it before, or have the parameters found anew.`, at);
    return [];
  });
  // In the order of the rows, as they were found.
  return sound ? fitted.toSorted((a, b) => schema.indexOf(a.column) - schema.indexOf(b.column)) : null;
}

/** The columns of numbers that a column becomes. */
function madeColumns(fitted: Fitted, side: string | undefined): readonly NamedExpression[] {
  const { name } = fitted.column;
  if (fitted.kind === 'number') {
    const number = finite(name, side);
    const flag: NamedExpression[] = fitted.flag ? [{ name: `${name}_missing`, value: choose(isNull(number), literal(1, 'TINYINT'), literal(0, 'TINYINT')) }] : [];
    return [{ name, value: binary(binary(call('coalesce', number, fitted.missing), '-', fitted.center), '/', fitted.scale) }, ...flag];
  }
  const text = cast(column(name, side), 'VARCHAR');
  const is = (value: string): Expression => binary(text, '=', literal(value));
  if (fitted.kind === 'one-hot') return fitted.values.map(({ value }) => ({ name: `${name}_${value}`, value: choose(is(value), literal(1, 'TINYINT'), literal(0, 'TINYINT')) }));
  const otherwise = literal(fitted.kind === 'ordinal' ? -1 : 0, 'DOUBLE');
  // oxlint-disable-next-line unicorn/no-thenable -- plain data that nobody awaits
  return [{ name, value: fitted.values.length === 0 ? otherwise : { op: 'case', when: fitted.values.map(({ value, code }) => ({ if: is(value), then: literal(code, 'DOUBLE') })), otherwise } }];
}

/** What an equal preparation of other rows needs. */
function parameterRows(fitted: readonly Fitted[], side: string | undefined): Relation {
  const rows: Cell[][] = fitted.flatMap((f) => {
    if (f.kind === 'number') return f.flag ? [[f.column.name, 'flag', null, null, null, null, null]] : [];
    return f.values.map(({ value, code }) => [f.column.name, f.kind, null, null, null, value, code]);
  });
  const numbers = fitted.flatMap((f): Relation[] => {
    if (f.kind !== 'number') return [];
    const bare = (e: Expression): Expression => (side !== undefined && e.op === 'column' ? column(e.name) : e);
    const values: Expression[] = [literal(f.column.name), literal('number'), bare(f.missing), bare(f.center), bare(f.scale), literal(null, 'VARCHAR'), literal(null, 'DOUBLE')];
    const from: Relation = side === undefined ? { op: 'values', schema: [{ name: '_', type: 'INTEGER' }], rows: [[0]] } : shared('stats');
    return [{ op: 'project', from, columns: parameterSchema.map(({ name }, i) => ({ name, value: values[i]! })) }];
  });
  const texts: Relation = { op: 'values', schema: parameterSchema, rows };
  return numbers.length === 0 ? texts : { op: 'union', items: [...numbers, ...(rows.length > 0 ? [texts] : [])] };
}
