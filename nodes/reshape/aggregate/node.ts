import { findColumn } from '../../../engine/core/schema.ts';
import { defineNode, inputColumn, inputSchema, quoted, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { call, column } from '../../../engine/expression/expression.ts';
import { input } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';
import { functionOf, functions, measure, orderedFunctions, takes } from './measures.ts';

const withColumn = functions.filter((f) => f.families !== 'none').map((f) => f.value);

export const aggregate = defineNode({
  type: 'aggregate',
  version: 1,
  title: 'Aggregate',
  category: 'reshape',
  icon: 'Ag',
  summary: 'Makes one row per group with sums, counts and other figures over the rows of the group.',
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
    measures: {
      kind: 'list',
      label: 'Figures',
      noun: 'figure',
      default: [{ function: 'count' }],
      item: {
        function: { kind: 'choice', label: 'Function', default: 'count', options: functions.map(({ value, label }) => ({ value, label })) },
        column: { kind: 'column', label: 'Column', over: 'in', default: null, showIf: { param: 'function', in: withColumn } },
        expression: { kind: 'expression', label: 'Expression', help: 'With aggregates, such as sum(a) / sum(b).', over: ['in'], gives: 'aggregate', default: null, showIf: { param: 'function', in: ['custom'] } },
        orderBy: { kind: 'expression', label: 'In the order of', help: 'Without it the order of the rows, and so the result, is not defined.', over: ['in'], gives: 'value', default: null, showIf: { param: 'function', in: orderedFunctions } },
        as: { kind: 'text', label: 'Name', help: 'Made from function and column when empty, such as sum_amount.', default: null },
      },
    },
  },
  caption({ groups, measures }) {
    const figures = (measures ?? []).map((m) => m.as || (m.function === 'custom' ? m.expression : m.column ? `${m.function} ${m.column}` : m.function)).filter(Boolean);
    const by = (groups ?? []).map((g) => g.as || g.by).filter(Boolean);
    return [figures.join(', '), by.length > 0 ? `by ${by.join(', ')}` : ''].filter(Boolean).join(' ');
  },
  build(context) {
    const { groups, measures } = context.params;
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
    const figures = measures.map((m, i) => {
      const param = `measures.${i}`;
      const orderBy = m.orderBy === null || !orderedFunctions.includes(m.function) ? null : context.expression(`${param}.orderBy`);
      const { label, as } = functionOf(m.function);
      const named = (value: Expression, source: string | null) => ({ name: m.as || (source === null ? as : `${as}_${source}`), value, param: `${param}.as` });
      if (m.function === 'count') return named(call('count'), null);
      if (m.function === 'custom') {
        if (m.expression === null) context.report('param-missing', 'An own expression is empty. Write an aggregate, such as sum(a) / sum(b).', { param: `${param}.expression` });
        else if (!m.as) context.report('param-missing', `The figure ${quoted(m.expression)} has no name. Give it one.`, { param: `${param}.as` });
        return named(m.expression === null ? call('count') : context.expression(`${param}.expression`), null);
      }
      if (m.column === null) {
        context.report('param-missing', `The figure "${label}" has no column. Choose one.`, { param: `${param}.column` });
        return named(call('count'), null);
      }
      const of = inputColumn(context, schema, m.column, `${param}.column`);
      if (!of) return named(call('count'), m.column);
      if (!takes(m.function, of.type)) {
        context.report('type-mismatch', `"${label}" does not take column ${quoted(of.name)}, which is ${of.type}. Choose another function, or convert the column with Select columns first.`, { param: `${param}.column` });
      }
      return named(measure(m.function, of, orderBy), of.name);
    });
    const all = [...grouped, ...figures];
    uniqueColumns(context, all.map((c) => c.name), (i) => all[i]!.param);
    return {
      outputs: {
        out: {
          op: 'aggregate',
          from: input('in'),
          groups: grouped.map(({ name, value }) => ({ name, value })),
          measures: figures.map(({ name, value }) => ({ name, value })),
        },
      },
    };
  },
  examples,
});

/** The name behind a quoted identifier; any other text as it is. */
function unquoted(text: string): string {
  const trimmed = text.trim();
  return /^"(?:[^"]|"")*"$/.test(trimmed) ? trimmed.slice(1, -1).replaceAll('""', '"') : trimmed;
}
