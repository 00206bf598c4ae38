import type { ParamSpecs, ParamsOf } from '../../../engine/definition/index.ts';

export const ruleKinds = [
  { value: 'not-null', label: 'Not missing' },
  { value: 'unique', label: 'Unique' },
  { value: 'unique-together', label: 'Unique together' },
  { value: 'type', label: 'Reads as type' },
  { value: 'in-set', label: 'One of a set' },
  { value: 'not-in-set', label: 'None of a set' },
  { value: 'range', label: 'Between limits' },
  { value: 'length', label: 'Length between limits' },
  { value: 'matches', label: 'Matches a pattern' },
  { value: 'not-matches', label: 'Does not match a pattern' },
  { value: 'time-format', label: 'Reads as date or time' },
  { value: 'compare-columns', label: 'Compares with another column' },
  { value: 'condition', label: 'Own condition per row' },
  { value: 'table-condition', label: 'Own condition over all rows' },
  { value: 'row-count', label: 'Number of rows' },
] as const;

export type RuleKind = (typeof ruleKinds)[number]['value'];

const only = (...rules: RuleKind[]) => ({ param: 'rule', in: rules });
const perColumn: readonly RuleKind[] = ['not-null', 'unique', 'type', 'in-set', 'not-in-set', 'range', 'length', 'matches', 'not-matches', 'time-format', 'compare-columns'];
const perRow: readonly RuleKind[] = [...perColumn, 'unique-together', 'condition'];

/** The settings of one rule; those that another kind of rule needs are hidden and ignored. */
export const ruleParams = {
  rule: { kind: 'choice', label: 'Rule', options: ruleKinds },
  column: { kind: 'column', label: 'Column', over: 'in', default: null, showIf: only(...perColumn) },
  columns: { kind: 'columns', label: 'Columns', over: 'in', default: [], showIf: only('unique-together') },
  operator: {
    kind: 'choice',
    label: 'Has to be',
    default: '=',
    showIf: only('compare-columns'),
    options: [
      { value: '=', label: 'equal to' },
      { value: '<>', label: 'different from' },
      { value: '<', label: 'less than' },
      { value: '<=', label: 'at most' },
      { value: '>', label: 'greater than' },
      { value: '>=', label: 'at least' },
    ],
  },
  other: { kind: 'column', label: 'Other column', over: 'in', default: null, showIf: only('compare-columns') },
  values: { kind: 'texts', label: 'Values', default: [], showIf: only('in-set', 'not-in-set') },
  min: { kind: 'text', label: 'Smallest', help: 'A number, a date, a timestamp or a text, as the column has.', default: null, showIf: only('range') },
  max: { kind: 'text', label: 'Largest', default: null, showIf: only('range') },
  strict: { kind: 'boolean', label: 'The limits themselves are not allowed', default: false, showIf: only('range') },
  minLength: { kind: 'integer', label: 'Shortest', default: null, min: 0, showIf: only('length') },
  maxLength: { kind: 'integer', label: 'Longest', default: null, min: 0, showIf: only('length') },
  pattern: { kind: 'text', label: 'Pattern', help: 'A regular expression that is found anywhere in the text; ^ and $ stand for its ends.', default: null, showIf: only('matches', 'not-matches') },
  type: { kind: 'type', label: 'Type', default: null, showIf: only('type') },
  format: { kind: 'text', label: 'Format', help: 'For example %d.%m.%Y.', default: null, showIf: only('time-format') },
  condition: { kind: 'expression', label: 'Condition', help: 'Broken where it is false.', over: ['in'], gives: 'condition', default: null, showIf: only('condition') },
  assertion: { kind: 'expression', label: 'Condition', help: 'With aggregates, such as avg(amount) < 100.', over: ['in'], gives: 'aggregate', default: null, showIf: only('table-condition') },
  minRows: { kind: 'integer', label: 'Fewest rows', default: null, min: 0, showIf: only('row-count') },
  maxRows: { kind: 'integer', label: 'Most rows', default: null, min: 0, showIf: only('row-count') },
  severity: {
    kind: 'choice',
    label: 'When it is broken',
    default: 'reject',
    options: [
      { value: 'warn', label: 'Warn' },
      { value: 'reject', label: 'Reject the row' },
      { value: 'fail', label: 'Stop the run' },
    ],
  },
  mostly: { kind: 'number', label: 'Share of rows that has to hold', help: 'From 0 to 1; all when empty.', default: null, min: 0, max: 1, advanced: true, showIf: only(...perRow) },
  where: { kind: 'expression', label: 'Only rows where', over: ['in'], gives: 'condition', default: null, advanced: true, showIf: only(...perRow) },
  label: { kind: 'text', label: 'Name of the rule', help: 'Made from rule and column when empty.', default: null, advanced: true },
} as const satisfies ParamSpecs;

export type Rule = ParamsOf<typeof ruleParams>;
