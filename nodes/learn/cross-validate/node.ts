import { quotedIdentifier } from '../../../engine/core/quoting.ts';
import { findColumn, freshName, type Column, type Schema } from '../../../engine/core/schema.ts';
import { defineNode, foldNumber, inputColumn, inputSchema, modelLesson, quoted, rowLots, uniqueColumns, type BuildContext, type ModelLesson, type ParamsOf } from '../../../engine/definition/index.ts';
import { call, cast, column, isNotNull, isNull, literal, type Expression } from '../../../engine/expression/expression.ts';
import { input, shared, type Relation } from '../../../engine/relation/relation.ts';
import { crossValidationColumns } from '../../../engine/relation/script-call.ts';
import { examples } from './examples.ts';
import { figuresOfFolds, meansOfFolds } from './fold-figures.ts';
import { crossValidateParams } from './params.ts';

/** More values than that are no classes. */
const mostClasses = 1000;

type Settings = ParamsOf<typeof crossValidateParams>;

export const crossValidate = defineNode({
  type: 'cross-validate',
  version: 1,
  title: 'Cross-validate',
  category: 'learn',
  icon: 'Xv',
  summary: 'Learns a model several times, each time without one fold of the rows, and judges it by that fold: figures with how far they vary, and for every row what was said by a model that had not seen it.',
  keywords: ['cross validation', 'k-fold', 'cross_val_score', 'cross_val_predict', 'x-validation', 'x-partitioner', 'out of fold', 'model comparison', 'generalisation', 'machine learning'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [
    { name: 'out', title: 'Predicted rows', kind: 'rows' },
    { name: 'metrics', title: 'Metrics', kind: 'report' },
    { name: 'folds', title: 'Folds', kind: 'report' },
  ],
  params: crossValidateParams,
  caption: ({ target, algorithm, folds, fold }) => [target ?? '', algorithm === 'auto' ? '' : (algorithm ?? ''), fold ? `folds of ${fold}` : folds === undefined ? '' : `${folds} folds`].filter(Boolean).join(', '),
  onStream: 'Write the stream to a file, and cross-validate that file in a flow of its own.',
  seek(context) {
    const { task, target: name } = context.params;
    const schema = inputSchema(context, 'in');
    const target = schema && task === 'classification' && name !== null ? findColumn(schema, name) : null;
    if (!target) return null;
    const known: Relation = { op: 'filter', from: input('in'), condition: isNotNull(column(target.name)) };
    return { relation: { op: 'aggregate', from: known, groups: [{ name: 'class', value: cast(column(target.name), 'VARCHAR') }], measures: [] }, most: mostClasses };
  },
  build(context) {
    const { params } = context;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const lesson = modelLesson(context, schema, { task: params.task, seed: params.seed, validation: 0, clusters: 3, contamination: 0 });
    const labels = lesson && classLabels(context, lesson);
    if (lesson === null || labels === undefined) return { outputs: {} };
    const folded = foldedRows(context, schema, lesson.target!);
    if (folded === null) return { outputs: {} };
    const { prefix } = params;
    const made = [...(folded.given ? [] : [`${prefix}fold`]), ...(labels === null ? [`${prefix}prediction`] : [`${prefix}label`])];
    for (const label of labels ?? []) made.push(freshName(made, `${prefix}probability_${label}`));
    uniqueColumns(context, [...schema.map((c) => c.name), ...made], () => 'prefix');

    const hidden = [...schema.map((c) => c.name), ...made];
    const fresh = (base: string): string => {
      const name = freshName(hidden, base);
      hidden.push(name);
      return name;
    };
    const [fold, rows, seen, result, row, said] = [folded.fold, fresh('_rows'), fresh('_seen'), fresh('_result'), fresh('_row'), fresh('_said')];
    const carried: Schema = [...schema, ...(folded.given ? [] : [{ name: fold, type: 'INTEGER' }])];
    // Columns are called by their place in what is learned from, since a fold may be a feature too.
    const lessonFields = [{ name: 'fold', type: 'INTEGER', value: cast(column(fold), 'INTEGER') }, ...lesson.read.map(({ type, value }, i) => ({ name: `column_${i}`, type, value }))];
    const order = lessonFields.map(({ value }) => ({ by: value, descending: false, nulls: 'last' as const }));
    const listOf = (fields: readonly { readonly name: string; readonly value: Expression }[]): Expression => ({ op: 'call', name: 'list', args: [{ op: 'struct', fields: fields.map(({ name, value }) => ({ name, value })) }], orderBy: order });
    const tried: Relation = {
      op: 'script',
      as: result,
      call: {
        language: 'cross-validation',
        training: lesson.training,
        labels,
        ordered: params.method === 'time' && !folded.given,
        unit: 'table',
        gives: 'rows',
        inputs: [{ name: seen, type: `STRUCT(${lessonFields.map((f) => `${quotedIdentifier(f.name)} ${f.type}`).join(', ')})[]` }],
        outputs: crossValidationColumns,
      },
      // An empty table is one row without a list: there is nothing to learn from.
      from: { op: 'filter', condition: isNotNull(column(rows)), from: { op: 'aggregate', from: folded.rows, groups: [], measures: [{ name: rows, value: listOf(carried.map((c) => ({ name: c.name, value: column(c.name) }))) }, { name: seen, value: listOf(lessonFields) }] } },
    };
    const value: Expression = { op: 'field', item: column(result), name: 'value' };
    const opened: Relation = { op: 'project', from: { op: 'unnest', from: tried, list: column(rows), as: row, also: [{ name: said, value }] }, columns: [row, said].map((name) => ({ name, value: column(name) })) };
    const part = (name: string): Expression => ({ op: 'field', item: column(said), name });
    const kept = (c: Column): { readonly name: string; readonly value: Expression } => ({ name: c.name === fold && !folded.given ? `${prefix}fold` : c.name, value: { op: 'field', item: column(row), name: c.name } });
    const labelOf = (code: Expression): Expression => cast(call('list_extract', { op: 'list', items: (labels ?? []).map((label) => literal(label)) }, { op: 'binary', operator: '+', left: code, right: literal(1) }), lesson.target!.type);
    const answers = labels === null ? [part('number')] : [labelOf(part('code')), ...labels.map((_, i) => call('list_extract', part('shares'), literal(i + 1)))];
    return {
      shared: { judged: opened },
      outputs: {
        out: { op: 'project', from: { op: 'filter', from: shared('judged'), condition: isNull(part('metric')) }, columns: [...carried.map(kept), ...answers.map((answer, i) => ({ name: made[made.length - answers.length + i]!, value: answer }))] },
        folds: figuresOfFolds(shared('judged'), part),
        metrics: meansOfFolds(shared('judged'), part),
      },
    };
  },
  examples,
});

/** The classes in their order, null where numbers are learned; undefined after a problem. */
function classLabels(context: BuildContext<Settings>, { training }: ModelLesson): readonly string[] | null | undefined {
  const { target } = training;
  if (target?.kind !== 'class') return null;
  const { fact } = context;
  if (fact?.kind !== 'values') return [];
  if (fact.more) {
    context.report('training-impossible', `Column ${quoted(target.name)} holds more than ${mostClasses.toLocaleString('en-US')} different values, which is no set of classes. Choose the task "regression" for numbers, or another target.`, { param: 'target' });
    return undefined;
  }
  const labels = fact.rows.flatMap(([label]) => (label === null || label === undefined ? [] : [label]));
  return target.integers ? labels.sort((a, b) => Number(BigInt(a) - BigInt(b))) : labels.sort();
}

/** The rows with the number of their fold in a column; null after a problem. */
function foldedRows(context: BuildContext<Settings>, schema: Schema, target: Column): { readonly rows: Relation; readonly fold: string; /** It is a column of the input. */ readonly given: boolean } | null {
  const { params } = context;
  if (params.fold !== null) {
    const found = inputColumn(context, schema, params.fold, 'fold');
    if (!found) return null;
    if (/^U?(TINY|SMALL|BIG)?INT(EGER)?$/i.test(found.type)) return { rows: input('in'), fold: found.name, given: true };
    context.report('type-mismatch', `Column ${quoted(found.name)} is ${found.type}, and folds are whole numbers. Choose another, or leave it empty for folds to be made here.`, { param: 'fold' });
    return null;
  }
  const fold = freshName(schema.map((c) => c.name), '_fold');
  const byClass = params.method === 'auto' && params.task === 'classification';
  const method = params.method !== 'auto' ? params.method : byClass ? 'stratified' : 'random';
  const lots = rowLots({ ...context, params: { ...params, method, strata: byClass ? [target.name] : params.strata } }, schema, { taken: [fold], inTurn: true });
  if (!lots) return null;
  const inTime = method === 'time';
  // By time there is one stretch more, the first of which is only learned from: it is fold 0.
  const number = foldNumber(lots, params.folds + (inTime ? 1 : 0), inTime);
  return { rows: { op: 'extend', from: lots.rows, columns: [{ name: fold, value: inTime ? cast({ op: 'binary', operator: '-', left: number, right: literal(1) }, 'INTEGER') : number }], without: lots.added }, fold, given: false };
}
