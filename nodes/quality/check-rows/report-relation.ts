import type { Schema } from '../../../engine/core/schema.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, choose, column, isTrue, literal } from '../../../engine/expression/expression.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';
import type { CompiledRule, RowRule } from './compiled-rule.ts';
import { referenceRows } from './whole-rule.ts';

/** Columns of the report, one row per rule; `rows` are those the rule looked at. */
export const reportSchema: Schema = [
  { name: 'rule', type: 'VARCHAR' },
  { name: 'column', type: 'VARCHAR' },
  { name: 'severity', type: 'VARCHAR' },
  { name: 'message', type: 'VARCHAR' },
  { name: 'rows', type: 'BIGINT' },
  { name: 'broken', type: 'BIGINT' },
  { name: 'success', type: 'BOOLEAN' },
];

const countWhere = (condition: Expression): Expression => ({ op: 'call', name: 'count', args: [], filter: isTrue(condition) });
const bigint = (value: number): Expression => literal(value, 'BIGINT');

/** Counts all rules in one aggregate over the rows with their answers, then gives one row per rule. */
export function reportRelation(checked: Relation, rules: readonly CompiledRule[], rejected: Expression, maxRejected: number | null): Relation {
  const measures: NamedExpression[] = [{ name: 'all', value: call('count') }, { name: 'rejected', value: countWhere(rejected) }];
  const lines: Expression[] = rules.map((rule, i) => {
    if (rule.kind === 'table') {
      if (!rule.needsReference) measures.push({ name: `holds_${i}`, value: isTrue(rule.holds) });
      if (rule.where) measures.push({ name: `rows_${i}`, value: countWhere(rule.where) });
      const rows = column(rule.where ? `rows_${i}` : 'all');
      const success = rule.needsReference ? rule.holds : column(`holds_${i}`);
      return line(rule.id, rule.column, rule.severity, rule.message, rows, choose(success, bigint(0), bigint(1)), success);
    }
    measures.push({ name: `rows_${i}`, value: call('count', column(rule.flag)) }, { name: `broken_${i}`, value: countWhere(column(rule.flag)) });
    const [rows, broken] = [column(`rows_${i}`), column(`broken_${i}`)];
    return line(rule.id, rule.column, rule.severity, rule.message, rows, broken, holdsMostly(rule, rows, broken));
  });
  if (maxRejected !== null) {
    const message = `At most ${Number((maxRejected * 100).toPrecision(12))} % of the rows may be rejected`;
    const success = binary(column('rejected'), '<=', binary(column('all'), '*', literal(maxRejected)));
    lines.push(line('rejected share', null, 'fail', message, column('all'), column('rejected'), success));
  }
  const alone: Relation = { op: 'aggregate', from: checked, groups: [], measures };
  const counted = rules.some((rule) => rule.kind === 'table' && rule.needsReference) ? besideReference(alone, measures) : alone;
  const listed: Relation = { op: 'project', from: counted, columns: [{ name: 'lines', value: { op: 'list', items: lines } }] };
  return {
    op: 'project',
    from: { op: 'unnest', from: listed, list: column('lines'), as: 'line' },
    columns: reportSchema.map(({ name }) => ({ name, value: { op: 'field', item: column('line'), name } })),
  };
}

/** The counts with the number of rows of the reference table beside them. */
function besideReference(counted: Relation, measures: readonly NamedExpression[]): Relation {
  const rows: Relation = { op: 'aggregate', from: input('reference'), groups: [], measures: [{ name: referenceRows, value: call('count') }] };
  return { op: 'join', kind: 'cross', left: counted, right: rows, on: literal(true), columns: [...measures.map(({ name }) => ({ name, value: column(name, 'left') })), { name: referenceRows, value: column(referenceRows, 'right') }] };
}

/** The report as the gate of a run reads it. */
export const gateRelation = (report: Relation): Relation => ({
  op: 'project',
  from: report,
  columns: ['rule', 'severity', 'message', 'success', 'broken', 'rows'].map((name) => ({ name, value: column(name) })),
});

function holdsMostly(rule: RowRule, rows: Expression, broken: Expression): Expression {
  if (rule.mostly === null) return binary(broken, '=', literal(0));
  return binary(binary(rows, '-', broken), '>=', binary(rows, '*', literal(rule.mostly)));
}

function line(rule: string, about: string | null, severity: string, message: string, rows: Expression, broken: Expression, success: Expression): Expression {
  const text = (value: string | null) => cast(literal(value), 'VARCHAR');
  const values = { rule: text(rule), column: text(about), severity: text(severity), message: text(message), rows, broken, success };
  return { op: 'struct', fields: Object.entries(values).map(([name, value]) => ({ name, value })) };
}

/** What is told of a rejected row: for a JSON Schema with what of it the value does not fit. */
const messageOf = (rule: RowRule): Expression => (rule.judged === null ? literal(rule.message) : call('concat', literal(`${rule.message}: `), { op: 'field', item: column(rule.judged.told), name: 'message' }));

/** The broken rules of a row as `STRUCT("rule" VARCHAR, "column" VARCHAR, "value" VARCHAR, message VARCHAR)[]`. */
export function violations(rules: readonly RowRule[]): Expression {
  const entry = (rule: RowRule): Expression => {
    const values = { rule: literal(rule.id), column: literal(rule.column), value: rule.value, message: messageOf(rule) };
    return { op: 'struct', fields: Object.entries(values).map(([name, value]) => ({ name, value: cast(value, 'VARCHAR') })) };
  };
  const items = rules.map((rule) => choose(isTrue(column(rule.flag)), { op: 'list', items: [entry(rule)] }, { op: 'list', items: [] }));
  return cast(call('flatten', { op: 'list', items }), 'STRUCT("rule" VARCHAR, "column" VARCHAR, "value" VARCHAR, message VARCHAR)[]');
}
