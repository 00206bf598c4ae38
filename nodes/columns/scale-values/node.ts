import type { Column } from '../../../engine/core/schema.ts';
import { findColumn, freshName, isNumericType } from '../../../engine/core/schema.ts';
import { defineNode, inputSchema, listedColumns, onMissing, quoted, table, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, choose, column, literal } from '../../../engine/expression/expression.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const points = { name: 'VARCHAR', x: 'DOUBLE' };
const fitted = { column: 'VARCHAR', center: 'DOUBLE', scale: 'DOUBLE' };

export const scaleValues = defineNode({
  type: 'scale-values',
  version: 1,
  title: 'Scale',
  category: 'columns',
  icon: 'Sv',
  summary: 'Brings numbers to a common scale, by what is found in the rows or by the parameters that an earlier Scale found.',
  keywords: ['normalise', 'normalize', 'normalizer', 'standardise', 'z-score', 'zscore', 'min-max', 'rescale'],
  inputs: [
    { name: 'in', title: 'Rows', required: true },
    { name: 'fitted', title: 'Parameters', required: false },
  ],
  outputs: [
    { name: 'out', title: 'Scaled', kind: 'rows' },
    { name: 'parameters', title: 'Parameters', kind: 'report' },
  ],
  params: {
    columns: { kind: 'columns', label: 'Columns', help: 'All numbers when empty.', over: 'in', default: [] },
    method: {
      kind: 'choice',
      label: 'Scale',
      default: 'standard',
      options: [
        { value: 'standard', label: 'To mean 0 and standard deviation 1' },
        { value: 'minmax', label: 'To the range from 0 to 1' },
        { value: 'robust', label: 'By median and quartiles' },
        { value: 'maxabs', label: 'By the largest absolute value' },
      ],
    },
    suffix: { kind: 'text', label: 'Suffix for new columns', help: 'The columns are replaced when empty.', default: '' },
    onMissing,
  },
  caption: ({ columns, method }) => (method === undefined ? '' : `${method}${columns && columns.length > 0 ? `: ${columns.join(', ')}` : ''}`),
  build(context) {
    const { columns, method, suffix, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const given = inputSchema(context, 'fitted');
    for (const [name, type] of Object.entries(fitted)) {
      const found = given ? findColumn(given, name) : { type };
      if (!found || (type === 'DOUBLE' ? !isNumericType(found.type) : found.type !== type)) context.report('column-missing', `The parameters need columns "column" (text), "center" and "scale" (numbers), as an earlier Scale gives them; ${quoted(name)} is not there or of another type.`, { port: 'fitted' });
    }
    const chosen = columns.length === 0 ? schema.filter((c) => isNumericType(c.type)) : listedColumns(context, schema, columns, 'columns', policy);
    for (const c of chosen) {
      if (!isNumericType(c.type)) context.report('type-mismatch', `Column ${quoted(c.name)} is ${c.type}, not a number. Take it out of the list, or convert it first.`, { param: 'columns' });
    }
    const names = schema.map((c) => c.name);
    if (suffix !== '') uniqueColumns(context, [...names, ...chosen.map((c) => c.name + suffix)], () => 'suffix');
    if (chosen.length === 0) return { outputs: { out: input('in'), parameters: { op: 'values', schema: Object.entries(fitted).map(([name, type]) => ({ name, type })), rows: [] } } };

    const taken = [...names];
    const figures = chosen.map((c) => {
      const [center, scale] = [freshName(taken, `_center_${c.name}`), freshName(taken, `_scale_${c.name}`)];
      taken.push(center, scale);
      return { c, center, scale };
    });
    const measures = figures.flatMap(({ c, center, scale }): NamedExpression[] => {
      const [of, spread] = given ? applied(c) : found(method, c);
      return [{ name: center, value: of }, { name: scale, value: spread }];
    });
    const stats: Relation = { op: 'aggregate', from: input(given ? 'fitted' : 'in'), groups: [], measures };
    const scaled = (f: (typeof figures)[number]): NamedExpression => ({
      name: suffix === '' ? f.c.name : f.c.name + suffix,
      value: binary(binary(cast(column(f.c.name, 'left'), 'DOUBLE'), '-', column(f.center, 'right')), '/', column(f.scale, 'right')),
    });
    const old = schema.map((c): NamedExpression => {
      const f = suffix === '' ? figures.find((x) => x.c === c) : undefined;
      return f ? scaled(f) : { name: c.name, value: column(c.name, 'left') };
    });
    const out: Relation = { op: 'join', kind: 'cross', left: input('in'), right: shared('stats'), on: literal(true), columns: [...old, ...(suffix === '' ? [] : figures.map(scaled))] };
    const parameters: Relation = {
      op: 'union',
      items: figures.map((f): Relation => ({ op: 'project', from: shared('stats'), columns: [{ name: 'column', value: literal(f.c.name) }, { name: 'center', value: column(f.center) }, { name: 'scale', value: column(f.scale) }] })),
    };
    return { shared: { stats }, outputs: { out, parameters } };
  },
  examples: [
    {
      title: 'To the range from 0 to 1; a NULL stays NULL',
      params: { columns: ['X'], method: 'minmax' },
      inputs: { in: table(points, [['a', 10], ['b', 20], ['c', 15], ['d', null]]) },
      outputs: { out: table(points, [['a', 0], ['b', 1], ['c', 0.5], ['d', null]]), parameters: table(fitted, [['x', 10, 10]]) },
    },
    {
      title: 'By parameters that were found before, into a column of its own',
      params: { columns: ['a "b". 🎈'], suffix: ' scaled' },
      inputs: { in: table({ 'a "b". 🎈': 'INTEGER' }, [[10], [null]]), fitted: table(fitted, [['a "b". 🎈', 4, 2]]) },
      outputs: { out: table({ 'a "b". 🎈': 'INTEGER', 'a "b". 🎈 scaled': 'DOUBLE' }, [[10, 3], [null, null]]), parameters: table(fitted, [['a "b". 🎈', 4, 2]]) },
    },
    {
      title: 'A column with one value only becomes 0',
      params: {},
      inputs: { in: table(points, [['a', 7], ['b', 7]]) },
      outputs: { out: table(points, [['a', 0], ['b', 0]]), parameters: table(fitted, [['x', 7, 1]]) },
    },
    { title: 'No rows', params: {}, inputs: { in: table(points, []) }, outputs: { out: table(points, []), parameters: table(fitted, [['x', null, 1]]) } },
  ],
});

/** Middle and spread of a column over all rows; a spread of zero, or of nothing, counts as 1. */
function found(method: 'standard' | 'minmax' | 'robust' | 'maxabs', c: Column): readonly [Expression, Expression] {
  const x = cast(column(c.name), 'DOUBLE');
  const quantile = (share: number): Expression => call('quantile_cont', x, literal(share, 'DOUBLE'));
  const least = call('min', x);
  const pairs = {
    standard: [call('avg', x), call('stddev_pop', x)],
    minmax: [least, binary(call('max', x), '-', least)],
    robust: [call('median', x), binary(quantile(0.75), '-', quantile(0.25))],
    maxabs: [choose(binary(call('count', x), '>', literal(0)), literal(0, 'DOUBLE')), call('max', call('abs', x))],
  } as const;
  const [center, spread] = pairs[method];
  return [center, call('coalesce', call('nullif', spread, literal(0)), literal(1, 'DOUBLE'))];
}

/** The figures of a column out of a table of parameters. */
function applied(c: Column): readonly [Expression, Expression] {
  const of = (name: string): Expression => ({ op: 'call', name: 'max', args: [cast(column(name), 'DOUBLE')], filter: binary(column('column'), '=', literal(c.name)) });
  return [of('center'), of('scale')];
}
