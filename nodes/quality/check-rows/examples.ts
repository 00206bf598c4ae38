import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const people = { id: 'INTEGER', email: 'VARCHAR', age: 'INTEGER' };
const broken = { _violations: 'STRUCT("rule" VARCHAR, "column" VARCHAR, "value" VARCHAR, message VARCHAR)[]' };
const rejected = { ...people, ...broken };
const report = { rule: 'VARCHAR', column: 'VARCHAR', severity: 'VARCHAR', message: 'VARCHAR', rows: 'BIGINT', broken: 'BIGINT', success: 'BOOLEAN' };
/** A list with one broken rule, as text; what has a sign of its own is quoted. */
const violation = (...parts: readonly [rule: string, column: string, value: string, message: string]): string => {
  const [rule, name, value, message] = parts.map((text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`);
  return `[{'rule': ${rule}, 'column': ${name}, 'value': ${value}, 'message': ${message}}]`;
};
const odd = 'a "b".c 🎈';

export const examples: readonly Example[] = [
  {
    title: 'A row is rejected for each rule it breaks; NULL breaks only the rule against missing values',
    params: {
      rules: [
        { rule: 'not-null', column: 'id' },
        { rule: 'unique', column: 'id' },
        { rule: 'matches', column: 'email', pattern: '@' },
        { rule: 'range', column: 'age', min: '0', max: '120', severity: 'warn' },
      ],
    },
    inputs: { in: table(people, [[1, 'a@x', 36], [2, 'nobody', 17], [2, null, 130], [null, 'c@x', null]]) },
    outputs: {
      passed: table(people, [[1, 'a@x', 36]]),
      rejected: table(rejected, [
        [2, 'nobody', 17, `[{'rule': unique id, 'column': id, 'value': 2, 'message': '"id" must not occur twice'}, {'rule': matches email, 'column': email, 'value': nobody, 'message': '"email" must match @'}]`],
        [2, null, 130, `[{'rule': unique id, 'column': id, 'value': 2, 'message': '"id" must not occur twice'}, {'rule': range age, 'column': age, 'value': 130, 'message': '"age" must be at least 0 and at most 120'}]`],
        [null, 'c@x', null, `[{'rule': not-null id, 'column': id, 'value': NULL, 'message': '"id" must not be missing'}]`],
      ]),
      report: table(report, [
        ['not-null id', 'id', 'reject', '"id" must not be missing', 4, 1, false],
        ['unique id', 'id', 'reject', '"id" must not occur twice', 3, 2, false],
        ['matches email', 'email', 'reject', '"email" must match @', 3, 1, false],
        ['range age', 'age', 'warn', '"age" must be at least 0 and at most 120', 3, 1, false],
      ]),
    },
  },
  {
    title: 'Values are JSON of a schema; what they do not fit in it is told',
    params: { rules: [{ rule: 'json-schema', column: 'doc', jsonSchema: '{"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "tags": {"items": {"enum": ["new", "old"]}}}}' }, { rule: 'unique', column: 'n' }] },
    inputs: { in: table({ n: 'INTEGER', doc: 'VARCHAR' }, [[1, '{"id": 7, "tags": ["new"]}'], [2, '{"id": "x"}'], [3, '{"id": 1, "tags": ["red"]}'], [4, '{}'], [5, '{"id'], [6, null]]) },
    outputs: {
      passed: table({ n: 'INTEGER', doc: 'VARCHAR' }, [[1, '{"id": 7, "tags": ["new"]}'], [6, null]]),
      rejected: table({ n: 'INTEGER', doc: 'VARCHAR', ...broken }, ([[2, '{"id": "x"}', '/id must be integer'], [3, '{"id": 1, "tags": ["red"]}', '/tags/0 must be equal to one of the allowed values: ["new","old"]'], [4, '{}', "it must have required property 'id'"], [5, '{"id', 'it is not JSON']] as const).map(([n, doc, why]) => [n, doc, violation('json-schema doc', 'doc', doc, `"doc" must fit the JSON Schema: ${why}`)])),
      report: table(report, [['json-schema doc', 'doc', 'reject', '"doc" must fit the JSON Schema', 5, 4, false], ['unique n', 'n', 'reject', '"n" must not occur twice', 6, 0, true]]),
    },
    ordered: true,
  },
  {
    title: 'A type with parts is read only where all of its parts are; keys beside it are let be, missing ones are NULL',
    params: { rules: [{ rule: 'type', column: 'doc', type: 'STRUCT(a INTEGER)' }, { rule: 'type', column: 'tags', type: 'INTEGER[]', severity: 'warn' }] },
    inputs: { in: table({ doc: 'JSON', tags: 'VARCHAR[]' }, [['{"a":1,"b":2}', '[1]'], ['{"a":"x"}', '[1, x]'], ['{}', null]]) },
    outputs: {
      passed: table({ doc: 'JSON', tags: 'VARCHAR[]' }, [['{"a":1,"b":2}', '[1]'], ['{}', null]]),
      rejected: table({ doc: 'JSON', tags: 'VARCHAR[]', ...broken }, [['{"a":"x"}', '[1, x]', `[{'rule': type doc, 'column': doc, 'value': '{"a":"x"}', 'message': '"doc" must read as STRUCT(a INTEGER)'}, {'rule': type tags, 'column': tags, 'value': '[1, x]', 'message': '"tags" must read as INTEGER[]'}]`]]),
      report: table(report, [['type doc', 'doc', 'reject', '"doc" must read as STRUCT(a INTEGER)', 3, 1, false], ['type tags', 'tags', 'warn', '"tags" must read as INTEGER[]', 2, 1, false]]),
    },
  },
  {
    title: 'Share of rows, condition of a rule, types, sets and lengths under an odd column name',
    params: {
      rules: [
        { rule: 'type', column: odd, type: 'INTEGER', mostly: 0.5, severity: 'warn' },
        { rule: 'in-set', column: odd, values: ['1', '2'], where: 'keep', label: 'known codes' },
        { rule: 'length', column: odd, maxLength: 3, severity: 'warn' },
        { rule: 'not-in-set', column: odd, values: ['x'], severity: 'warn' },
      ],
    },
    inputs: { in: table({ [odd]: 'VARCHAR', keep: 'BOOLEAN' }, [['1', true], ['1.5', false], ['long text', null], ['2', true], [null, true]]) },
    outputs: {
      passed: table({ [odd]: 'VARCHAR', keep: 'BOOLEAN' }, [['1', true], ['1.5', false], ['long text', null], ['2', true], [null, true]]),
      report: table(report, [
        [`type ${odd}`, odd, 'warn', `"${odd}" must read as INTEGER in at least 50 % of the rows`, 4, 2, true],
        ['known codes', odd, 'reject', `"${odd}" must be one of 1, 2 where keep`, 2, 0, true],
        [`length ${odd}`, odd, 'warn', `"${odd}" must have a length of at most 3`, 4, 1, false],
        [`not-in-set ${odd}`, odd, 'warn', `"${odd}" must be none of x`, 4, 0, true],
      ]),
    },
  },
  {
    title: 'No rows: nothing is broken',
    params: {
      rules: [
        { rule: 'unique-together', columns: ['id', 'email'] },
        { rule: 'compare-columns', column: 'id', operator: '<=', other: 'age' },
        { rule: 'row-count', maxRows: 10, severity: 'fail' },
      ],
      maxRejected: 0.1,
    },
    inputs: { in: table(people, []) },
    outputs: {
      passed: table(people, []),
      rejected: table(rejected, []),
      report: table(report, [
        ['unique-together id, email', 'id, email', 'reject', '"id, email" must not occur together twice', 0, 0, true],
        ['compare-columns id', 'id', 'reject', '"id" must be <= "age"', 0, 0, true],
        ['row-count', null, 'fail', 'There must be at most 10 rows', 0, 0, true],
        ['rejected share', null, 'fail', 'At most 10 % of the rows may be rejected', 0, 0, true],
      ]),
    },
  },
  {
    title: 'Own conditions per row and over all rows, dates in text, pairs that must be unique',
    params: {
      rules: [
        { rule: 'condition', condition: 'paid <= total' },
        { rule: 'table-condition', assertion: 'sum(total) > 100', severity: 'warn' },
        { rule: 'time-format', column: 'day', format: '%d.%m.%Y' },
        { rule: 'unique-together', columns: ['day', 'paid'], severity: 'warn' },
        { rule: 'not-matches', column: 'day', pattern: '^0', severity: 'warn' },
      ],
    },
    inputs: { in: table({ day: 'VARCHAR', total: 'DECIMAL(8,2)', paid: 'DECIMAL(8,2)' }, [['29.02.2024', '5.00', '5.00'], ['30.02.2024', '1.00', null], [null, '1.00', '2.00'], ['29.02.2024', '9.00', '5.00']]) },
    outputs: {
      passed: table({ day: 'VARCHAR', total: 'DECIMAL(8,2)', paid: 'DECIMAL(8,2)' }, [['29.02.2024', '5.00', '5.00'], ['29.02.2024', '9.00', '5.00']]),
      report: table(report, [
        ['condition', null, 'reject', 'Every row must hold: paid <= total', 3, 1, false],
        ['table-condition', null, 'warn', 'All rows together must hold: sum(total) > 100', 4, 1, false],
        ['time-format day', 'day', 'reject', '"day" must read as %d.%m.%Y', 3, 1, false],
        ['unique-together day, paid', 'day, paid', 'warn', '"day, paid" must not occur together twice', 4, 2, false],
        ['not-matches day', 'day', 'warn', '"day" must not match ^0', 3, 0, true],
      ]),
    },
  },
  {
    title: 'Rules across rows, against a reference table and over figures',
    params: {
      rules: [
        { rule: 'increasing', column: 'id', strict: true, severity: 'warn' },
        { rule: 'reference', column: 'country', referenceColumn: 'code' },
        { rule: 'same-rows', severity: 'warn', tolerance: 0.5 },
        { rule: 'like', column: 'country', pattern: 'D_', severity: 'warn', mostly: 0.5 },
        { rule: 'z-score', column: 'amount', limit: 1, severity: 'warn' },
        { rule: 'statistic', column: 'amount', statistic: 'mean', min: '1', max: '30', severity: 'warn' },
        { rule: 'statistic', column: 'amount', statistic: 'quantile', share: 0.25, max: '2', severity: 'fail' },
        { rule: 'statistic', column: 'country', statistic: 'missing-share', max: '0.1', severity: 'warn' },
        { rule: 'most-common', column: 'country', values: ['DE'], severity: 'fail' },
        { rule: 'column-names', names: ['id', 'amount', 'place'], arrangement: 'set', severity: 'warn' },
        { rule: 'column-count', minColumns: 2, maxColumns: 3, severity: 'fail' },
        { rule: 'column-type', column: 'amount', values: ['INTEGER', 'DATE'], severity: 'warn' },
      ],
    },
    inputs: {
      in: table({ id: 'INTEGER', country: 'VARCHAR', amount: 'DOUBLE' }, [[1, 'DE', 1], [2, 'DE', 2], [2, 'XX', 3], [4, null, 90]]),
      reference: table({ code: 'VARCHAR', title: 'VARCHAR' }, [['DE', 'Germany'], ['FR', 'France'], ['DE', 'again'], [null, null]]),
    },
    outputs: {
      passed: table({ id: 'INTEGER', country: 'VARCHAR', amount: 'DOUBLE' }, [[1, 'DE', 1], [2, 'DE', 2], [4, null, 90]]),
      report: table(report, [
        ['increasing id', 'id', 'warn', '"id" must always rise from row to row', 4, 1, false],
        ['reference country', 'country', 'reject', '"country" must be in column "code" of the reference table', 3, 1, false],
        ['same-rows', null, 'warn', 'There must be as many rows as in the reference table, 50 % more or less', 4, 0, true],
        ['like country', 'country', 'warn', '"country" must look like D_ in at least 50 % of the rows', 3, 1, true],
        ['z-score amount', 'amount', 'warn', '"amount" must lie within 1 standard deviations of the mean', 4, 1, false],
        ['statistic amount', 'amount', 'warn', 'The mean of "amount" must be at least 1 and at most 30', 4, 0, true],
        ['statistic amount_2', 'amount', 'fail', 'The 0.25 quantile of "amount" must be at most 2', 4, 0, true],
        ['statistic country', 'country', 'warn', 'The share of missing values of "country" must be at most 0.1', 4, 1, false],
        ['most-common country', 'country', 'fail', 'The most common value of "country" must be one of DE', 4, 0, true],
        ['column-names', null, 'warn', 'The columns must be exactly id, amount, place (missing: place; not expected: country)', 4, 1, false],
        ['column-count', null, 'fail', 'There must be at least 2 and at most 3 columns; there are 3', 4, 0, true],
        ['column-type amount', 'amount', 'warn', 'Column "amount" must be INTEGER or DATE; it is DOUBLE', 4, 1, false],
      ]),
    },
    ordered: true,
  },
  {
    title: 'Rules of a data contract, which stays in its file, behind one of the node itself',
    params: { suite: 'people.yaml', rules: [{ rule: 'unique', column: 'id' }] },
    files: {
      'people.yaml': `kind: DataContract
apiVersion: v3.0.2
schema:
  - name: people
    properties:
      - name: id
        logicalType: integer
        required: true
      - name: email
        logicalTypeOptions: { pattern: '@' }
`,
    },
    inputs: { in: table(people, [[1, 'a@x', 36], [null, 'b@x', 17], [3, 'nobody', null]]) },
    outputs: {
      passed: table(people, [[1, 'a@x', 36]]),
      report: table(report, [
        ['unique id', 'id', 'reject', '"id" must not occur twice', 2, 0, true],
        ['column-names', null, 'fail', 'The columns must be at least id', 3, 0, true],
        ['column-type id', 'id', 'fail', 'Column "id" must be INTEGER', 3, 0, true],
        ['not-null id', 'id', 'reject', '"id" must not be missing', 3, 1, false],
        ['column-names_2', null, 'fail', 'The columns must be at least email', 3, 0, true],
        ['matches email', 'email', 'reject', '"email" must match @', 3, 1, false],
      ]),
    },
    ordered: true,
  },
  {
    title: 'No rows and an empty reference table',
    params: {
      rules: [
        { rule: 'reference', column: 'age', referenceColumn: 'age' },
        { rule: 'decreasing', column: 'age' },
        { rule: 'same-rows', severity: 'fail' },
        { rule: 'statistic', column: 'age', statistic: 'distinct', max: '0', severity: 'fail' },
        { rule: 'statistic', column: 'age', statistic: 'max', min: '0', severity: 'warn' },
        { rule: 'fresh', column: 'seen', maxAge: 24, severity: 'warn' },
      ],
    },
    inputs: { in: table({ age: 'INTEGER', seen: 'TIMESTAMP' }, []), reference: table({ age: 'BIGINT' }, []) },
    outputs: {
      passed: table({ age: 'INTEGER', seen: 'TIMESTAMP' }, []),
      report: table(report, [
        ['reference age', 'age', 'reject', '"age" must be in column "age" of the reference table', 0, 0, true],
        ['decreasing age', 'age', 'reject', '"age" must never rise from row to row', 0, 0, true],
        ['same-rows', null, 'fail', 'There must be as many rows as in the reference table', 0, 0, true],
        ['statistic age', 'age', 'fail', 'The number of different values of "age" must be at most 0', 0, 0, true],
        ['statistic age_2', 'age', 'warn', 'The largest value of "age" must be at least 0', 0, 1, false],
        ['fresh seen', 'seen', 'warn', 'The newest value of "seen" must be at most 24 hours old', 0, 1, false],
      ]),
    },
  },
  {
    title: 'Figures of some of the rows; an even number of them has its median in the middle, values equally common are none the most common',
    params: {
      rules: [
        { rule: 'row-count', minRows: 2, maxRows: 2, where: 'shop = 1', severity: 'warn' },
        { rule: 'statistic', column: 'x', statistic: 'median', min: '1.5', max: '1.5', where: 'shop = 1', severity: 'warn' },
        { rule: 'statistic', column: 'x', statistic: 'missing-share', max: '0.5', where: 'shop = 2', severity: 'warn' },
        { rule: 'statistic', column: 'x', statistic: 'max', max: '2', severity: 'warn' },
        { rule: 'most-common', column: 'x', values: ['1', '2'], where: 'shop = 1', severity: 'warn' },
        { rule: 'most-common', column: 'shop', values: ['2'], severity: 'warn' },
        { rule: 'fresh', column: 'seen', maxAge: 1, where: 'shop = 2', severity: 'warn' },
      ],
    },
    inputs: { in: table({ shop: 'INTEGER', x: 'INTEGER', seen: 'TIMESTAMP' }, [[1, 1, '2999-01-01 00:00:00'], [1, 2, null], [2, 9, '2024-01-01 00:00:00'], [2, null, null], [2, null, null], [null, 7, null]]) },
    outputs: {
      report: table(report, [
        ['row-count', null, 'warn', 'There must be at least 2 and at most 2 rows where shop = 1', 2, 0, true],
        ['statistic x', 'x', 'warn', 'The median of "x" must be at least 1.5 and at most 1.5 where shop = 1', 2, 0, true],
        ['statistic x_2', 'x', 'warn', 'The share of missing values of "x" must be at most 0.5 where shop = 2', 3, 1, false],
        ['statistic x_3', 'x', 'warn', 'The largest value of "x" must be at most 2', 6, 1, false],
        ['most-common x', 'x', 'warn', 'The most common value of "x" must be one of 1, 2 where shop = 1', 2, 1, false],
        ['most-common shop', 'shop', 'warn', 'The most common value of "shop" must be one of 2', 6, 0, true],
        ['fresh seen', 'seen', 'warn', 'The newest value of "seen" must be at most 1 hours old where shop = 2', 3, 1, false],
      ]),
    },
  },
];
