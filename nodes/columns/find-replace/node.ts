import { defineNode, inputSchema, listedColumns, onMissing, quoted, table } from '../../../engine/definition/index.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, choose, column, literal } from '../../../engine/expression/expression.ts';
import { input } from '../../../engine/relation/relation.ts';

const phones = { name: 'VARCHAR', phone: 'VARCHAR' };

export const findReplace = defineNode({
  type: 'find-replace',
  version: 1,
  title: 'Find and replace',
  category: 'columns',
  icon: 'Fr',
  summary: 'Replaces parts of text, written plainly or as a regular expression, in some or all text columns.',
  keywords: ['regex', 'regexp', 'substitute', 'string replacer', 'search and replace', 'replace text', 'replace substring'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    columns: { kind: 'columns', label: 'Columns', help: 'All text columns when empty.', over: 'in', default: [] },
    rules: {
      kind: 'list',
      label: 'Replacements',
      help: 'Done from top to bottom; a later one sees what an earlier one wrote.',
      noun: 'replacement',
      default: [],
      item: {
        find: { kind: 'text', label: 'Find' },
        replace: { kind: 'text', label: 'Replace with', help: 'In a regular expression \\1 stands for the first group.', default: '' },
        as: {
          kind: 'choice',
          label: 'Find it as',
          default: 'text',
          options: [
            { value: 'text', label: 'Text, wherever it stands' },
            { value: 'whole', label: 'The whole value' },
            { value: 'regex', label: 'A regular expression' },
          ],
        },
        ignoreCase: { kind: 'boolean', label: 'Ignore case', default: false },
      },
    },
    onMissing,
  },
  caption: ({ rules }) => (rules ?? []).filter((r) => r.find).map((r) => `${r.find} → ${r.replace ?? ''}`).join(', '),
  build(context) {
    const { columns, rules, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    for (const [i, rule] of rules.entries()) {
      if (rule.find === '' && rule.as !== 'whole') context.report('param-missing', 'Nothing is looked for. Write what to find, or remove the replacement.', { param: `rules.${i}.find` });
    }
    const chosen = columns.length === 0 ? schema.filter((c) => typeFamily(c.type) === 'text') : listedColumns(context, schema, columns, 'columns', policy);
    for (const c of chosen) {
      if (typeFamily(c.type) !== 'text') context.report('type-mismatch', `Column ${quoted(c.name)} is ${c.type}, not text. Take it out of the list, or convert it first.`, { param: 'columns' });
    }
    const replaced = chosen.map((c) => ({ name: c.name, value: rules.reduce<Expression>(replaceOne, c.type === 'VARCHAR' ? column(c.name) : cast(column(c.name), 'VARCHAR')), replaces: true }));
    return { outputs: { out: replaced.length === 0 || rules.length === 0 ? input('in') : { op: 'extend', from: input('in'), columns: replaced } } };
  },
  examples: [
    {
      title: 'By a regular expression, then plainly, in one column',
      params: { columns: ['PHONE'], rules: [{ find: '[^0-9+]+', replace: '', as: 'regex' }, { find: '+', replace: '00' }] },
      inputs: { in: table(phones, [['Ada +', '+44 (20) 1-2'], ['Bo', null]]) },
      outputs: { out: table(phones, [['Ada +', '00442012'], ['Bo', null]]) },
    },
    {
      title: 'A whole value in any case, in all text columns; signs that regular expressions know mean themselves',
      params: { rules: [{ find: 'N/A', replace: '', as: 'whole', ignoreCase: true }, { find: '(b.c)', replace: '\\1', ignoreCase: true }] },
      inputs: { in: table({ 'a "b". 🎈': 'VARCHAR', n: 'INTEGER' }, [['n/a', 1], ['n/a!', 2], ['x (B.C) y (bxc)', 3]]) },
      outputs: { out: table({ 'a "b". 🎈': 'VARCHAR', n: 'INTEGER' }, [['', 1], ['n/a!', 2], ['x \\1 y (bxc)', 3]]) },
    },
    {
      title: 'Groups swapped, no rows',
      params: { rules: [{ find: '(\\w+) (\\w+)', replace: '\\2 \\1', as: 'regex' }] },
      inputs: { in: table(phones, []) },
      outputs: { out: table(phones, []) },
    },
  ],
});

interface Rule {
  readonly find: string;
  readonly replace: string;
  readonly as: 'text' | 'whole' | 'regex';
  readonly ignoreCase: boolean;
}

function replaceOne(value: Expression, rule: Rule): Expression {
  const flags = literal(rule.ignoreCase ? 'gi' : 'g');
  const regex = (pattern: string, instead: string): Expression => call('regexp_replace', value, literal(pattern), literal(instead), flags);
  if (rule.as === 'whole') return choose(rule.ignoreCase ? binary(call('lower', value), '=', call('lower', literal(rule.find))) : binary(value, '=', literal(rule.find)), literal(rule.replace), value);
  // A match is asked for where there is no text, since the database says only of that function that its pattern does not parse before any row is read.
  if (rule.as === 'regex') return call('coalesce', regex(rule.find, rule.replace), choose(call('regexp_matches', value, literal(rule.find), literal(rule.ignoreCase ? 'i' : 'c')), value));
  if (!rule.ignoreCase) return call('replace', value, literal(rule.find), literal(rule.replace));
  return regex(rule.find.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&'), rule.replace.replaceAll('\\', '\\\\'));
}
