import { freshName } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import { defineNode, goesWithout, inputColumn, inputSchema, onMissing, quoted, table, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { call, cast, choose, column, literal } from '../../../engine/expression/expression.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';

const mail = { id: 'INTEGER', text: 'VARCHAR' };

const patterns = {
  email: "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+",
  url: "(?i:https?|ftp)://[^\\s<>\"{}|\\\\^`]*[^\\s<>\"{}|\\\\^`.,;:!?')\\]]",
  number: '[-+]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][-+]?\\d+)?',
} as const;

export const extractText = defineNode({
  type: 'extract-text',
  version: 2,
  title: 'Extract',
  category: 'columns',
  icon: 'Ex',
  summary: 'Finds mail addresses, web addresses, numbers or the groups of a regular expression in a text column.',
  keywords: ['regex', 'regexp', 'regex extractor', 'parse', 'match', 'capture group', 'email', 'substring', 'numbers from text'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    column: { kind: 'column', label: 'Column', help: 'The first text column when empty.', over: 'in', default: null },
    what: {
      kind: 'choice',
      label: 'What',
      default: 'number',
      options: [
        { value: 'number', label: 'A number', help: 'With a point before the fraction.' },
        { value: 'email', label: 'A mail address' },
        { value: 'url', label: 'A web address' },
        { value: 'regex', label: 'A regular expression' },
      ],
    },
    pattern: { kind: 'text', label: 'Pattern', default: '', tries: 'regex', showIf: { param: 'what', in: ['regex'] } },
    names: { kind: 'texts', label: 'Columns for the groups', help: 'One name for each group in parentheses. The whole match goes into one column when empty.', default: [], showIf: { param: 'what', in: ['regex'] } },
    every: { kind: 'boolean', label: 'All that are found, as a list', default: false },
    name: { kind: 'text', label: 'Name of the column', default: 'found' },
    onMissing,
  },
  caption: ({ column: name, what, pattern }) => (what === undefined ? '' : `${what === 'regex' ? (pattern ?? '') : what}${name ? ` in ${name}` : ''}`),
  build(context) {
    const { what, pattern, names, every, name } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    if (goesWithout(schema, context.params.column, context.params.onMissing)) return { outputs: { out: input('in') } };
    const source = context.params.column === null ? schema.find((c) => typeFamily(c.type) === 'text') : inputColumn(context, schema, context.params.column, 'column');
    if (!source) {
      if (context.params.column === null) context.report('param-missing', 'No column of the input is text. Convert one with Convert types first.', { param: 'column' });
      return { outputs: {} };
    }
    if (typeFamily(source.type) !== 'text') context.report('type-mismatch', `Column ${quoted(source.name)} is ${source.type}, not text. Convert it with Convert types first.`, { param: 'column' });
    if (what === 'regex' && pattern === '') context.report('param-missing', 'The pattern is empty. Write a regular expression.', { param: 'pattern' });
    const groups = what === 'regex' ? names : [];
    if (groups.length > 0 && every) context.report('param-invalid', 'Groups are taken from the first match only. Leave the names away to list all matches, or do not ask for all.', { param: 'every' });
    if (groups.length === 0 && name === '') context.report('param-missing', 'The column has no name. Give it one.', { param: 'name' });
    uniqueColumns(context, [...schema.map((c) => c.name), ...(groups.length > 0 ? groups : [name])], () => (groups.length > 0 ? 'names' : 'name'));

    const text = source.type === 'VARCHAR' ? column(source.name) : cast(column(source.name), 'VARCHAR');
    const regex = literal(what === 'regex' ? pattern : patterns[what]);
    const matches = call('regexp_matches', text, regex);
    const type = what === 'number' ? (e: Expression) => cast(e, every ? 'DOUBLE[]' : 'DOUBLE') : (e: Expression) => e;
    const all = call('regexp_extract_all', text, regex);
    const whole: NamedExpression = { name, value: type(every ? all : choose(matches, call('regexp_extract', text, regex))) };
    if (groups.length === 0) return { outputs: { out: { op: 'extend', from: input('in'), columns: [whole] } } };
    // The text is matched once for all groups.
    const match = freshName([...schema.map((c) => c.name), ...groups], '_match');
    const extracted = call('regexp_extract', text, regex, { op: 'list', items: groups.map((g) => literal(g)) });
    const matched: Relation = { op: 'extend', from: input('in'), columns: [{ name: match, value: choose(matches, extracted) }] };
    return { outputs: { out: { op: 'extend', from: matched, columns: groups.map((g): NamedExpression => ({ name: g, value: { op: 'field', item: column(match), name: g } })), without: [match] } } };
  },
  // Version 2 added what is done when the column is gone; it is reported as before unless chosen otherwise.
  migrations: { 1: (params) => params },
  examples: [
    {
      title: 'The first number of each text',
      params: {},
      inputs: { in: table(mail, [[1, 'costs 12.50 or -3e2'], [2, 'nothing'], [3, null]]) },
      outputs: { out: table({ ...mail, found: 'DOUBLE' }, [[1, 'costs 12.50 or -3e2', 12.5], [2, 'nothing', null], [3, null, null]]) },
    },
    {
      title: 'All mail addresses, none gives an empty list',
      params: { column: 'TEXT', what: 'email', every: true, name: 'addresses' },
      inputs: { in: table(mail, [[1, 'Ada <ada.l@math.example>, bo+x@a-b.example.'], [2, '@ home']]) },
      outputs: { out: table({ ...mail, addresses: 'VARCHAR[]' }, [[1, 'Ada <ada.l@math.example>, bo+x@a-b.example.', '[ada.l@math.example, bo+x@a-b.example]'], [2, '@ home', '[]']]) },
    },
    {
      title: 'Groups into columns of their own',
      params: { column: 'a "b". 🎈', what: 'regex', pattern: '(\\d{4})-(\\d\\d)?', names: ['year', 'month "m"'] },
      inputs: { in: table({ 'a "b". 🎈': 'VARCHAR' }, [['2024-05'], ['2023-'], ['?']]) },
      outputs: { out: table({ 'a "b". 🎈': 'VARCHAR', year: 'VARCHAR', 'month "m"': 'VARCHAR' }, [['2024-05', '2024', '05'], ['2023-', '2023', ''], ['?', null, null]]) },
    },
    {
      title: 'A web address, without the full stop behind it',
      params: { what: 'url' },
      inputs: { in: table(mail, [[1, 'See (https://a.example/x?y=1).']]) },
      outputs: { out: table({ ...mail, found: 'VARCHAR' }, [[1, 'See (https://a.example/x?y=1).', 'https://a.example/x?y=1']]) },
    },
    { title: 'No rows', params: { what: 'url' }, inputs: { in: table(mail, []) }, outputs: { out: table({ ...mail, found: 'VARCHAR' }, []) } },
  ],
});
