import { findColumn, type Schema } from '../../../engine/core/schema.ts';
import { defineNode, driftComparable, driftReport, inputColumn, inputSchema } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { call, cast, choose, column, isTrue, literal } from '../../../engine/expression/expression.ts';
import { shared } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';

const limits = { psi: 0.2, js: 0.1, ks: 0.05, 'chi-square': 0.05 } as const;

export const detectDrift = defineNode({
  type: 'detect-drift',
  version: 1,
  title: 'Drift',
  category: 'quality',
  icon: 'Dr',
  summary: 'Compares how the values of each column are spread with a baseline, and warns or stops the run where they have moved.',
  keywords: ['psi', 'distribution', 'monitoring', 'ks test', 'shift', 'model monitoring', 'data drift'],
  inputs: [
    { name: 'in', title: 'Rows', required: true },
    { name: 'baseline', title: 'Baseline', required: true },
  ],
  outputs: [{ name: 'report', title: 'Report', kind: 'report' }],
  params: {
    columns: { kind: 'columns', label: 'Columns', help: 'Those that both tables have when empty.', over: 'in', default: [] },
    measure: {
      kind: 'choice',
      label: 'Judged by',
      default: 'psi',
      options: [
        { value: 'psi', label: 'Population stability index', help: '0 where nothing moved; above 0.2 is taken as moved.' },
        { value: 'js', label: 'Jensen-Shannon divergence', help: 'In bits, from 0 to 1.' },
        { value: 'ks', label: 'Kolmogorov-Smirnov test', help: 'Numbers and times by their ranks; other columns by the chi-square test.' },
        { value: 'chi-square', label: 'Chi-square test' },
      ],
    },
    limit: { kind: 'number', label: 'Limit', help: 'Index and divergence may be at most 0.2 and 0.1, and the p-value of a test at least 0.05 when empty.', default: null, min: 0 },
    bins: { kind: 'integer', label: 'Bins of numbers', help: 'As many rows of the baseline in each.', default: 10, min: 2, max: 100, advanced: true },
    severity: {
      kind: 'choice',
      label: 'When a column has moved',
      default: 'warn',
      options: [
        { value: 'warn', label: 'Warn' },
        { value: 'fail', label: 'Stop the run' },
      ],
    },
  },
  caption: ({ columns, measure }) => [(columns ?? []).join(', '), measure ?? ''].filter(Boolean).join(' '),
  build(context) {
    const [schema, baseline] = [inputSchema(context, 'in'), inputSchema(context, 'baseline')];
    if (!schema || !baseline) return { outputs: {} };
    const { columns, measure, bins, severity } = context.params;
    const chosen: Schema = columns.length === 0 ? schema.filter((c) => findColumn(baseline, c.name)) : columns.flatMap((name, i) => inputColumn(context, schema, name, `columns.${i}`) ?? []);
    const pairs = chosen.flatMap((of, i) => {
      const before = columns.length === 0 ? findColumn(baseline, of.name) : inputColumn(context, baseline, of.name, `columns.${i}`, 'the baseline');
      if (!before) return [];
      return driftComparable(context, { of, before }, { param: columns.length === 0 ? 'columns' : `columns.${i}` }) ? [{ of, before }] : [];
    });
    if (pairs.length === 0) {
      context.report('column-missing', 'The table and its baseline have no column in common. Connect another baseline, or rename the columns first.', { param: 'columns' });
      return { outputs: {} };
    }

    const limit = context.params.limit ?? limits[measure];
    const together = driftReport(pairs, { measure, bins, limit });
    const stable: Expression = { op: 'not', item: isTrue(column('drifted')) };
    const text = (value: Expression): Expression => call('coalesce', cast(value, 'VARCHAR'), literal('unknown'));
    const message = call('concat', literal('The values of "'), column('column'), literal('" have moved from the baseline ('), column('judged_by'), literal(': index '), text(call('round', column('psi'), literal(4))), literal(')'));
    return {
      shared: { drift: together },
      outputs: { report: shared('drift') },
      gate: { from: { op: 'project', from: shared('drift'), columns: [{ name: 'rule', value: call('concat', literal('drift '), column('column')) }, { name: 'severity', value: literal(severity) }, { name: 'message', value: message }, { name: 'success', value: stable }, { name: 'broken', value: choose(stable, literal(0, 'BIGINT'), literal(1, 'BIGINT')) }, { name: 'rows', value: column('rows') }] } },
    };
  },
  examples,
});
