import { findColumn, sameName } from '../../../engine/core/schema.ts';
import type { BuildContext } from '../../../engine/definition/index.ts';
import { defineNode, figureList, figuresCaption, figuresOf, inputColumn, inputSchema, quoted, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, choose, column, literal } from '../../../engine/expression/expression.ts';
import { input } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';

export const aggregate = defineNode({
  type: 'aggregate',
  version: 2,
  title: 'Aggregate',
  category: 'reshape',
  icon: 'Ag',
  summary: 'Makes one row per group with sums, counts and other figures over the rows of the group.',
  keywords: ['group by', 'groupby', 'summarise', 'summarize', 'sum', 'count', 'average', 'mean', 'max', 'min', 'total', 'subtotal', 'rollup', 'cube', 'count distinct', 'string_agg', 'statistics', 'having'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Groups', kind: 'rows' }],
  params: {
    groups: {
      kind: 'list',
      label: 'Group by',
      help: 'Without a group all rows together give one row.',
      noun: 'group',
      default: [],
      item: {
        by: { kind: 'expression', label: 'Column or expression', over: ['in'], gives: 'value' },
        as: { kind: 'text', label: 'Name', help: 'That of the column when empty.', default: null },
      },
    },
    measures: figureList,
    combine: {
      kind: 'choice',
      label: 'Rows for',
      default: 'all',
      options: [
        { value: 'all', label: 'Each combination of the groups' },
        { value: 'rollup', label: 'Also the totals of all but the last groups', help: 'Rollup: with year and month also a row per year and one for everything.' },
        { value: 'cube', label: 'Each selection of the groups', help: 'Cube: with year and shop also a row per year, a row per shop and one for everything.' },
        { value: 'sets', label: 'The selections listed', help: 'Grouping sets.' },
      ],
    },
    sets: { kind: 'list', label: 'Selections', noun: 'selection', default: [], showIf: { param: 'combine', in: ['sets'] }, item: { groups: { kind: 'texts', label: 'Names of groups', help: 'Everything in one row when empty.', default: [] } } },
    level: { kind: 'text', label: 'Column that names the groups a row is of', help: 'Tells a total from a group whose value is NULL. None when empty.', default: 'level', showIf: { param: 'combine', in: ['rollup', 'cube', 'sets'] } },
  },
  caption({ groups, measures }) {
    const figures = figuresCaption(measures);
    const by = (groups ?? []).map((g) => g.as || g.by).filter(Boolean);
    return [figures, by.length > 0 ? `by ${by.join(', ')}` : ''].filter(Boolean).join(' ');
  },
  build(context) {
    const { groups, measures, combine, level } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    if (groups.length === 0 && measures.length === 0) {
      context.report('param-missing', 'There is neither a group nor a figure. Add one of them.', { param: 'measures' });
      return { outputs: {} };
    }

    const grouped = groups.map((group, i) => {
      const name = unquoted(group.by);
      const plain = findColumn(schema, name);
      if (!plain && !group.as) {
        // One word without a name of its own was meant as a column.
        if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) inputColumn(context, schema, name, `groups.${i}.by`);
        else context.report('param-missing', `The group ${quoted(group.by)} is an expression and has no name. Give it one.`, { param: `groups.${i}.as` });
      }
      return { name: group.as || plain?.name || group.by, value: plain ? column(plain.name) : context.expression(`groups.${i}.by`), param: `groups.${i}.as` };
    });
    const figures = figuresOf(context, schema, measures);
    const sets = combine === 'all' ? null : selections(context, combine, grouped.map((g) => g.name), context.params.sets);
    const levels = sets && level ? [{ name: level, value: levelOf(grouped), param: 'level' }] : [];
    const all = [...grouped, ...levels, ...figures];
    uniqueColumns(context, all.map((c) => c.name), (i) => all[i]!.param);
    return {
      outputs: {
        out: {
          op: 'aggregate',
          from: input('in'),
          groups: grouped.map(({ name, value }) => ({ name, value })),
          measures: [...levels, ...figures].map(({ name, value }) => ({ name, value })),
          ...(sets ? { sets } : {}),
        },
      },
    };
  },
  // Version 2 added totals and more to say of a figure; what was set before means the same.
  migrations: { 1: (params) => params },
  examples,
});

/** The groups, by number, that each kind of row is of. */
function selections(context: Pick<BuildContext<unknown>, 'report'>, combine: 'rollup' | 'cube' | 'sets', names: readonly string[], listed: readonly { readonly groups: readonly string[] }[]): readonly (readonly number[])[] {
  const all = names.map((_n, i) => i);
  if (combine === 'rollup') return [...all.map((i) => all.slice(0, all.length - i)), []];
  if (combine === 'cube') {
    if (names.length > 10) {
      context.report('param-invalid', `${names.length} groups have ${2 ** names.length} selections. Take at most 10 groups, or list the selections you need.`, { param: 'combine' });
      return [all];
    }
    return Array.from({ length: 2 ** names.length }, (_, bits) => all.filter((i) => (bits >> i) % 2 === 0));
  }
  if (listed.length === 0) context.report('param-missing', 'No selection of the groups is listed. Add one.', { param: 'sets' });
  const unused = names.find((name) => !listed.some(({ groups }) => groups.some((g) => sameName(g, name))));
  if (listed.length > 0 && unused !== undefined) context.report('param-invalid', `Group ${quoted(unused)} is in no selection. Add it to one, or remove the group.`, { param: 'sets' });
  return listed.map(({ groups }, s) =>
    groups.flatMap((name, i) => {
      const found = names.findIndex((n) => sameName(n, name));
      if (found < 0) context.report('param-invalid', `No group is called ${quoted(name)}. The groups are ${names.map(quoted).join(', ') || 'not listed yet'}.`, { param: `sets.${s}.groups.${i}` });
      return found < 0 ? [] : [found];
    }),
  );
}

/** The names of the groups that a row is of, joined by commas; empty for a row of everything. */
const levelOf = (groups: readonly { readonly name: string; readonly value: Expression }[]): Expression =>
  call('concat_ws', literal(', '), literal(null, 'VARCHAR'), ...groups.map((g) => choose(binary(call('grouping', g.value), '=', literal(0)), literal(g.name))));


/** The name behind a quoted identifier; any other text as it is. */
function unquoted(text: string): string {
  const trimmed = text.trim();
  return /^"(?:[^"]|"")*"$/.test(trimmed) ? trimmed.slice(1, -1).replaceAll('""', '"') : trimmed;
}
