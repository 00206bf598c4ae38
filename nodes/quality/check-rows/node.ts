import { findColumn } from '../../../engine/core/schema.ts';
import { defineNode, inputSchema } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { column, isTrue, or } from '../../../engine/expression/expression.ts';
import { input, shared } from '../../../engine/relation/relation.ts';
import { compileRules } from './compiled-rule.ts';
import { examples } from './examples.ts';
import { gateRelation, reportRelation, reportSchema, violations } from './report-relation.ts';
import { rowNumber } from './row-rule.ts';
import { ruleParams, severities } from './rule-params.ts';
import { inArrivalOrder, testedColumns, testedRows } from './tested-rows.ts';

export const checkRows = defineNode({
  type: 'check-rows',
  version: 1,
  title: 'Check',
  category: 'quality',
  icon: 'Ch',
  summary: 'Tests every row against a list of rules, parts the rows that break one from the others and reports how each rule fared.',
  keywords: ['validate', 'test', 'assert', 'quality', 'data quality', 'expectations', 'great expectations', 'dbt test', 'not null', 'unique', 'accepted values', 'relationships', 'rules', 'constraint', 'quarantine', 'validation'],
  inputs: [
    { name: 'in', title: 'Rows', required: true },
    { name: 'reference', title: 'Reference', required: false },
  ],
  outputs: [
    { name: 'passed', title: 'Passed', kind: 'rows' },
    { name: 'rejected', title: 'Rejected', kind: 'rejects' },
    { name: 'report', title: 'Report', kind: 'report' },
  ],
  params: {
    rules: { kind: 'list', label: 'Rules', noun: 'rule', default: [], item: ruleParams, fromFile: { file: 'suite', table: 'suiteTable', severity: 'suiteSeverity' } },
    suite: { kind: 'file', label: 'Rules from a file', help: 'A data contract (ODCS) or a suite of Great Expectations. It stays the truth: what changes in it counts at the next check.', access: 'read', extensions: ['json', 'yaml', 'yml'], default: null },
    suiteTable: { kind: 'text', label: 'Table of the contract', help: 'Where the file describes several.', default: null, advanced: true, showIf: { param: 'suite', startsWith: '' } },
    suiteSeverity: { kind: 'choice', label: 'When a rule of the file is broken', help: 'Rules about all rows together stop the run where single rows are rejected.', default: 'reject', options: severities, showIf: { param: 'suite', startsWith: '' } },
    maxRejected: { kind: 'number', label: 'Most rejected rows, as a share', help: 'From 0 to 1. More than that stops the run before anything is written; any number may be rejected when empty.', default: null, min: 0, max: 1 },
  },
  caption({ rules, suite }) {
    if (suite) return (rules ?? []).length === 0 ? suite : `${suite} and ${(rules ?? []).length} more`;
    const named = (rules ?? []).filter((r) => r.rule).map((r) => r.label || [r.rule, r.column].filter(Boolean).join(' '));
    return named.length <= 3 ? named.join(', ') : `${named.length} rules`;
  },
  build(context) {
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    if (findColumn(schema, '_violations')) {
      context.report('column-duplicate', 'The input already has a column "_violations", which the rejected rows get. Rename or drop it with Select columns first.');
    }
    if (findColumn(schema, rowNumber)) context.report('column-duplicate', `The input already has a column "${rowNumber}", which rules use on the way. Rename or drop it with Select columns first.`);
    const rules = compileRules(context, schema, context.params.rules);
    const rowRules = rules.filter((rule) => rule.kind === 'row');
    const rejecting = rowRules.filter((rule) => rule.severity === 'reject');
    const rejected = or(...rejecting.map((rule) => isTrue(column(rule.flag))));
    const passed: Expression = { op: 'not', item: rejected };
    const flags = [...rowRules.map((rule) => rule.flag), ...testedColumns(rowRules)];
    const checked = shared('checked');

    const reported = rules.length === 0 ? null : reportRelation(checked, rules, rejected, context.params.maxRejected);
    return {
      shared: {
        checked: rowRules.length === 0 ? input('in') : { op: 'extend', from: testedRows(schema, rowRules), columns: rowRules.map((rule) => ({ name: rule.flag, value: rule.verdict })) },
        ...(reported ? { report: reported } : {}),
      },
      outputs: {
        passed: { op: 'extend', from: inArrivalOrder(rowRules, { op: 'filter', from: checked, condition: passed }), columns: [], without: flags },
        rejected: {
          op: 'extend',
          from: inArrivalOrder(rowRules, { op: 'filter', from: checked, condition: rejected }),
          columns: [{ name: '_violations', value: violations(rowRules) }],
          without: flags,
        },
        report: reported ? shared('report') : { op: 'values', schema: reportSchema, rows: [] },
      },
      ...(reported ? { gate: { from: gateRelation(shared('report')) } } : {}),
    };
  },
  examples,
});
