import { findColumn, sameName, type Column, type Schema } from '../../../engine/core/schema.ts';
import { isNumberFeature, isTextFeature, listedColumns, quoted, type BuildContext, type ParamsOf, type SeekContext } from '../../../engine/definition/index.ts';
import type { prepareParams } from './params.ts';

export type Settings = ParamsOf<typeof prepareParams>;

/** What is to be found out about a column, and how. */
export type Step =
  | { readonly kind: 'number'; readonly column: Column; readonly impute: Settings['impute'] | 'value'; readonly value: number; readonly scale: Settings['scale']; readonly flag: boolean }
  | { readonly kind: TextStep; readonly column: Column; readonly most: number };

export type TextStep = 'one-hot' | 'ordinal' | 'frequency';

/** How each column is prepared, in the order of the input, by the settings; what does not fit is reported. */
export function chooseSteps(context: SeekContext<Settings>, schema: Schema): readonly Step[] {
  const { params } = context;
  const leave = listedColumns(context, schema, params.leave, 'leave', params.onMissing);
  const named = listedColumns(context, schema, params.columns, 'columns', params.onMissing);
  const chosen = (params.columns.length > 0 ? named : schema.filter((c) => isNumberFeature(c) || isTextFeature(c))).filter((c) => !leave.includes(c));
  if (chosen.length === 0) {
    context.report('param-missing', params.columns.length > 0 ? 'None of the columns to prepare is left. Choose others.' : 'No column can be prepared: columns of numbers, true or false and text can. Derive some from the others before.', { param: 'columns' });
  }
  const own = ownChoices(context, chosen);
  return schema.filter((c) => chosen.includes(c)).flatMap((column): Step[] => {
    const choice = own.get(column.name);
    if (isNumberFeature(column)) {
      const like = <T extends string>(given: T | 'like-all' | undefined, all: T): T => (given === undefined || given === 'like-all' ? all : given);
      return [{ kind: 'number', column, impute: like<Settings['impute'] | 'value'>(choice?.impute, params.impute), value: choice?.value ?? 0, scale: like(choice?.scale, params.scale), flag: params.flags }];
    }
    if (!isTextFeature(column)) {
      context.report('type-mismatch', `Column ${quoted(column.name)} is ${column.type}, which is neither number nor text. Take it out of the list, or derive a number or a text from it before, such as the weekday of a date.`, { param: 'columns' });
      return [];
    }
    const encode = choice === undefined || choice.encode === 'like-all' ? params.encode : choice.encode;
    return encode === 'none' ? [] : [{ kind: encode, column, most: choice?.maxValues ?? params.maxValues }];
  });
}

function ownChoices(context: SeekContext<Settings>, chosen: readonly Column[]): ReadonlyMap<string, Settings['preparation'][number]> {
  const own = new Map<string, Settings['preparation'][number]>();
  for (const [i, line] of context.params.preparation.entries()) {
    const at = (param: string) => ({ param: `preparation.${i}.${param}` });
    const column = findColumn(chosen, line.column);
    if (!column) context.report('column-missing', `Column ${quoted(line.column)} is prepared in its own way and is not among those that are prepared. Add it to the columns, or remove the line.`, at('column'));
    else if (own.has(column.name)) context.report('param-invalid', `Column ${quoted(column.name)} is listed twice. Keep one of the lines.`, at('column'));
    else if (isNumberFeature(column) && (line.encode !== 'like-all' || line.maxValues !== null)) context.report('type-mismatch', `Column ${quoted(column.name)} holds numbers, which are not prepared as texts. Leave both settings of texts as in all columns, or convert it to text before.`, at('encode'));
    else if (!isNumberFeature(column) && (line.impute !== 'like-all' || line.scale !== 'like-all')) context.report('type-mismatch', `Column ${quoted(column.name)} holds texts: a missing one is none of its values, and there is nothing to scale. Leave both as in all columns.`, at(line.impute === 'like-all' ? 'scale' : 'impute'));
    else own.set(column.name, line);
  }
  return own;
}

/** Columns of the parameters, in which a column of numbers has one row and a column of texts one for each value. */
export const parameterSchema = [
  { name: 'column', type: 'VARCHAR' },
  { name: 'step', type: 'VARCHAR' },
  { name: 'missing', type: 'DOUBLE' },
  { name: 'center', type: 'DOUBLE' },
  { name: 'scale', type: 'DOUBLE' },
  { name: 'value', type: 'VARCHAR' },
  { name: 'code', type: 'DOUBLE' },
] as const satisfies Schema;

/** Whether the rows at port `fitted` are parameters; what they lack is reported. */
export function areParameters(context: Pick<BuildContext<unknown>, 'report'>, given: Schema): boolean {
  const wrong = parameterSchema.filter(({ name, type }) => {
    const found = given.find((c) => sameName(c.name, name));
    // A column that is empty throughout comes out of a file of text as whatever the reader took it for.
    return !found || (type === 'VARCHAR' ? name !== 'value' && !isTextFeature(found) : !isNumberFeature(found) && found.type !== 'VARCHAR');
  });
  if (wrong.length > 0) context.report('column-missing', `The parameters need the columns ${parameterSchema.map((c) => quoted(c.name)).join(', ')}, as an earlier Feature preparation gives them; ${wrong.map((c) => quoted(c.name)).join(', ')} ${wrong.length > 1 ? 'are' : 'is'} not there or of another type.`, { port: 'fitted' });
  return wrong.length === 0;
}
