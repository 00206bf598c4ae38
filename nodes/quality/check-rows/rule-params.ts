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
  { value: 'like', label: 'Looks like, with % and _' },
  { value: 'not-like', label: 'Does not look like, with % and _' },
  { value: 'json', label: 'Reads as JSON' },
  { value: 'json-schema', label: 'Fits a JSON Schema' },
  { value: 'time-format', label: 'Reads as date or time' },
  { value: 'increasing', label: 'Never falls from row to row' },
  { value: 'decreasing', label: 'Never rises from row to row' },
  { value: 'z-score', label: 'No outlier by z-score' },
  { value: 'reference', label: 'Is in the reference table' },
  { value: 'compare-columns', label: 'Compares with another column' },
  { value: 'condition', label: 'Own condition per row' },
  { value: 'table-condition', label: 'Own condition over all rows' },
  { value: 'row-count', label: 'Number of rows' },
  { value: 'same-rows', label: 'As many rows as the reference table' },
  { value: 'statistic', label: 'Figure of a column between limits' },
  { value: 'most-common', label: 'Most common value is one of a set' },
  { value: 'fresh', label: 'Newest value is not too old' },
  { value: 'column-names', label: 'Columns are these' },
  { value: 'column-count', label: 'Number of columns' },
  { value: 'column-type', label: 'Column is of a type' },
] as const;

export type RuleKind = (typeof ruleKinds)[number]['value'];

export const severities = [
  { value: 'warn', label: 'Warn' },
  { value: 'reject', label: 'Reject the row' },
  { value: 'fail', label: 'Stop the run' },
] as const;

const only = (...rules: RuleKind[]) => ({ param: 'rule', in: rules });
const perColumn: readonly RuleKind[] = ['not-null', 'unique', 'type', 'in-set', 'not-in-set', 'range', 'length', 'matches', 'not-matches', 'like', 'not-like', 'json', 'json-schema', 'time-format', 'increasing', 'decreasing', 'z-score', 'reference', 'compare-columns'];
const perRow: readonly RuleKind[] = [...perColumn, 'unique-together', 'condition'];
/** Rules over all rows together that may look at some of them only. */
const overSome: readonly RuleKind[] = ['row-count', 'statistic', 'most-common', 'fresh'];

/** The settings of one rule; those that another kind of rule needs are hidden and ignored. */
export const ruleParams = {
  rule: { kind: 'choice', label: 'Rule', options: ruleKinds },
  column: { kind: 'column', label: 'Column', over: 'in', default: null, needed: true, showIf: only(...perColumn, 'statistic', 'most-common', 'fresh', 'column-type') },
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
  other: { kind: 'column', label: 'Other column', over: 'in', default: null, needed: true, showIf: only('compare-columns') },
  values: { kind: 'texts', label: 'Values', help: 'Of a type: names such as INTEGER or text, one of which has to fit; the width of a number is not compared.', default: [], showIf: only('in-set', 'not-in-set', 'most-common', 'column-type') },
  statistic: {
    kind: 'choice',
    label: 'Figure',
    default: 'mean',
    showIf: only('statistic'),
    options: [
      { value: 'mean', label: 'Mean' },
      { value: 'median', label: 'Median' },
      { value: 'stddev', label: 'Standard deviation' },
      { value: 'sum', label: 'Sum' },
      { value: 'min', label: 'Smallest value' },
      { value: 'max', label: 'Largest value' },
      { value: 'quantile', label: 'Quantile' },
      { value: 'distinct', label: 'Number of different values' },
      { value: 'distinct-share', label: 'Share of different values' },
      { value: 'missing', label: 'Number of missing values' },
      { value: 'missing-share', label: 'Share of missing values' },
      { value: 'entropy', label: 'Entropy in bits' },
    ],
  },
  share: { kind: 'number', label: 'Quantile', help: 'From 0, the smallest, to 1, the largest; 0.5 is the median.', default: 0.5, min: 0, max: 1, showIf: { param: 'statistic', in: ['quantile'] } },
  min: { kind: 'text', label: 'Smallest', help: 'A number, a date, a timestamp or a text, as the column has.', default: null, showIf: only('range', 'statistic') },
  max: { kind: 'text', label: 'Largest', default: null, showIf: only('range', 'statistic') },
  strict: { kind: 'boolean', label: 'The limits themselves, or equal neighbours, are not allowed', default: false, showIf: only('range', 'statistic', 'increasing', 'decreasing') },
  limit: { kind: 'number', label: 'Largest z-score', help: 'How many standard deviations a value may lie from the mean, on either side.', default: 3, min: 0, showIf: only('z-score') },
  minLength: { kind: 'integer', label: 'Shortest', default: null, min: 0, showIf: only('length') },
  maxLength: { kind: 'integer', label: 'Longest', default: null, min: 0, showIf: only('length') },
  pattern: { kind: 'text', label: 'Pattern', help: 'A regular expression that is found anywhere in the text; ^ and $ stand for its ends. With Looks like, % stands for any text and _ for one character.', default: null, needed: true, showIf: only('matches', 'not-matches', 'like', 'not-like') },
  type: { kind: 'type', label: 'Type', default: null, needed: true, showIf: only('type') },
  format: { kind: 'text', label: 'Format', help: 'For example %d.%m.%Y.', default: null, needed: true, showIf: only('time-format') },
  jsonSchema: { kind: 'text', label: 'JSON Schema', help: 'As JSON, draft 7 or later; what a value does not fit in it is told in the message of the rejected row.', multiline: true, default: null, needed: true, showIf: only('json-schema') },
  condition: { kind: 'expression', label: 'Condition', help: 'Broken where it is false.', over: ['in'], gives: 'condition', default: null, needed: true, showIf: only('condition') },
  assertion: { kind: 'expression', label: 'Condition', help: 'With aggregates, such as avg(amount) < 100.', over: ['in'], gives: 'aggregate', default: null, needed: true, showIf: only('table-condition') },
  referenceColumn: { kind: 'column', label: 'Column of the reference table', over: 'reference', default: null, needed: true, showIf: only('reference') },
  names: { kind: 'texts', label: 'Columns', default: [], showIf: only('column-names') },
  arrangement: {
    kind: 'choice',
    label: 'Have to be',
    default: 'order',
    showIf: only('column-names'),
    options: [
      { value: 'order', label: 'exactly these, in this order' },
      { value: 'set', label: 'exactly these, in any order' },
      { value: 'all', label: 'there, others may be too' },
    ],
  },
  maxAge: { kind: 'number', label: 'Largest age in hours', default: null, needed: true, min: 0, showIf: only('fresh') },
  minColumns: { kind: 'integer', label: 'Fewest columns', default: null, min: 0, showIf: only('column-count') },
  maxColumns: { kind: 'integer', label: 'Most columns', default: null, min: 0, showIf: only('column-count') },
  tolerance: { kind: 'number', label: 'Share of rows it may be off', help: 'From 0 to 1; 0.1 allows ten percent more or less.', default: 0, min: 0, max: 1, showIf: only('same-rows') },
  minRows: { kind: 'integer', label: 'Fewest rows', default: null, min: 0, showIf: only('row-count') },
  maxRows: { kind: 'integer', label: 'Most rows', default: null, min: 0, showIf: only('row-count') },
  severity: {
    kind: 'choice',
    label: 'When it is broken',
    default: 'reject',
    options: severities,
  },
  mostly: { kind: 'number', label: 'Share of rows that has to hold', help: 'From 0 to 1; all when empty.', default: null, min: 0, max: 1, advanced: true, showIf: only(...perRow) },
  where: { kind: 'expression', label: 'Only rows where', over: ['in'], gives: 'condition', default: null, advanced: true, showIf: only(...perRow, ...overSome) },
  label: { kind: 'text', label: 'Name of the rule', help: 'Made from rule and column when empty.', default: null, advanced: true },
} as const satisfies ParamSpecs;

/** Whether a rule looks only at rows that hold its own condition, where it has one. */
export const takesWhere = (rule: RuleKind): boolean => perRow.includes(rule) || overSome.includes(rule);

/** Rules over all rows together, which cannot reject single ones. */
export const wholeRules: readonly RuleKind[] = ['table-condition', 'row-count', 'same-rows', 'statistic', 'most-common', 'fresh', 'column-names', 'column-count', 'column-type'];

export type Rule = ParamsOf<typeof ruleParams>;
