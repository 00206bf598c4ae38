import type { Schema } from '../../../engine/core/schema.ts';
import { isNumericType } from '../../../engine/core/schema.ts';
import { defineNode, inputColumn, inputSchema, quoted, table } from '../../../engine/definition/index.ts';
import type { TableLiteral } from '../../../engine/definition/index.ts';
import { input } from '../../../engine/relation/relation.ts';

const sales: TableLiteral = table({ 'sales "region". 🗺': 'VARCHAR', amount: 'DOUBLE' }, [['north', 12.5], ['south', null]]);
const noSales: TableLiteral = { columns: sales.columns, rows: [] };

export const viewChart = defineNode({
  type: 'view-chart',
  version: 1,
  title: 'Chart view',
  category: 'write',
  icon: 'Vc',
  summary: 'Draws the rows as a chart after each run and passes them on unchanged.',
  keywords: ['plot', 'graph', 'visualise', 'visualize', 'bar chart', 'line chart', 'scatter', 'histogram', 'dashboard', 'report'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    mark: {
      kind: 'choice',
      label: 'Chart',
      default: 'bar',
      options: [
        { value: 'bar', label: 'Bars' },
        { value: 'line', label: 'Lines' },
        { value: 'area', label: 'Areas' },
        { value: 'point', label: 'Points' },
        { value: 'histogram', label: 'Histogram' },
      ],
    },
    x: { kind: 'column', label: 'Horizontal', help: 'The first column when empty.', over: 'in', default: null },
    y: { kind: 'column', label: 'Vertical', help: 'The first column with numbers when empty.', over: 'in', default: null, showIf: { param: 'mark', in: ['bar', 'line', 'area', 'point'] } },
    color: { kind: 'column', label: 'Colour', over: 'in', default: null },
  },
  caption: ({ mark, x, y, color }) => {
    const axes = mark === 'histogram' ? (x ?? '') : [y, x].filter(Boolean).join(' over ');
    return axes === '' ? '' : `${axes}${color ? ` by ${color}` : ''}`;
  },
  build(context) {
    const { mark, x, y, color } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    for (const [param, name] of Object.entries({ x, y: mark === 'histogram' ? null : y, color })) {
      if (name !== null) inputColumn(context, schema, name, param);
    }
    const across = x ?? firstColumn(schema, mark === 'histogram');
    const up = mark === 'histogram' ? null : (y ?? firstNumber(schema, across));
    if (mark === 'histogram' && x === null && across === null) {
      context.report('param-missing', 'A histogram needs a column with numbers and the input has none. Choose another chart, or convert a column first.', { param: 'mark' });
    }
    if (mark !== 'histogram' && y === null && up === null) {
      const besides = across === null ? '' : ` besides ${quoted(across)}`;
      context.report('param-missing', `The chart has nothing to draw upwards: the input has no column with numbers${besides}. Choose a vertical column, or a histogram.`, { param: 'y' });
    }
    return { outputs: { out: input('in') }, view: { from: input('in'), chart: { mark, x: across ?? '', y: up, color } } };
  },
  examples: [
    { title: 'Bars over the first column', params: {}, inputs: { in: sales }, outputs: { out: sales }, ordered: true },
    { title: 'No rows: an empty chart', params: { mark: 'line', x: 'sales "region". 🗺', y: 'AMOUNT' }, inputs: { in: noSales }, outputs: { out: noSales } },
    { title: 'A histogram of the first column with numbers', params: { mark: 'histogram' }, inputs: { in: sales }, outputs: { out: sales } },
  ],
});

const firstColumn = (schema: Schema, numeric: boolean): string | null => (numeric ? schema.find((c) => isNumericType(c.type)) : schema[0])?.name ?? null;

const firstNumber = (schema: Schema, besides: string | null): string | null => schema.find((c) => isNumericType(c.type) && c.name !== besides)?.name ?? null;
