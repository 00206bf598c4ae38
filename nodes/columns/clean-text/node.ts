import { defineNode, inputSchema, listedColumns, onMissing, quoted, table } from '../../../engine/definition/index.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, column, lambda, literal } from '../../../engine/expression/expression.ts';
import { input } from '../../../engine/relation/relation.ts';

const people = { name: 'VARCHAR', town: 'VARCHAR' };
const space = '[\\s\\pZ\\x{FEFF}]';

export const cleanText = defineNode({
  type: 'clean-text',
  version: 1,
  title: 'Clean text',
  category: 'columns',
  icon: 'Cl',
  summary: 'Trims text, tidies its spaces and case, and takes out accents, digits, signs or control characters.',
  keywords: ['data cleansing', 'trim', 'whitespace', 'uppercase', 'lowercase', 'title case', 'proper case', 'capitalise', 'remove punctuation', 'remove letters', 'string cleaner', 'accents', 'normalise'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    columns: { kind: 'columns', label: 'Columns', help: 'All text columns when empty.', over: 'in', default: [] },
    trim: { kind: 'boolean', label: 'Trim both ends', default: true },
    spaces: { kind: 'boolean', label: 'One space where there are several', help: 'Line breaks and tabs become a space, too.', default: true },
    case: {
      kind: 'choice',
      label: 'Case',
      default: 'keep',
      options: [
        { value: 'keep', label: 'As it is' },
        { value: 'lower', label: 'lower case' },
        { value: 'upper', label: 'UPPER CASE' },
        { value: 'title', label: 'Each Word Capital' },
        { value: 'sentence', label: 'First word capital' },
      ],
    },
    accents: { kind: 'boolean', label: 'Take accents off letters', default: false },
    digits: { kind: 'boolean', label: 'Remove digits', default: false },
    signs: { kind: 'boolean', label: 'Remove punctuation and symbols', default: false },
    controls: { kind: 'boolean', label: 'Remove characters that cannot be seen', help: 'Control characters, zero-width signs and marks of direction.', default: true },
    emptyIsNull: { kind: 'boolean', label: 'NULL where nothing is left', default: false },
    onMissing,
  },
  caption({ columns, case: letters, trim }) {
    if (trim === undefined && letters === undefined) return '';
    const what = [trim ? 'trim' : '', letters === undefined || letters === 'keep' ? '' : `${letters} case`].filter(Boolean).join(', ');
    return [columns && columns.length > 0 ? columns.join(', ') : 'All text', what].filter(Boolean).join(': ');
  },
  build(context) {
    const { columns, onMissing: policy, ...how } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const isText = (type: string): boolean => typeFamily(type) === 'text';
    const chosen = columns.length === 0 ? schema.filter((c) => isText(c.type)) : listedColumns(context, schema, columns, 'columns', policy);
    for (const c of chosen) {
      if (!isText(c.type)) context.report('type-mismatch', `Column ${quoted(c.name)} is ${c.type}, not text. Take it out of the list, or convert it first.`, { param: 'columns' });
    }
    const cleaned = chosen.map((c) => ({ name: c.name, value: clean(c.type === 'VARCHAR' ? column(c.name) : cast(column(c.name), 'VARCHAR'), how), replaces: true }));
    return { outputs: { out: cleaned.length === 0 ? input('in') : { op: 'extend', from: input('in'), columns: cleaned } } };
  },
  examples: [
    {
      title: 'Trimmed, with single spaces; NULL stays NULL',
      params: {},
      inputs: { in: table(people, [['  Ada \t  Lovelace\u00a0', 'Łódź'], [null, ' \n ']]) },
      outputs: { out: table(people, [['Ada Lovelace', 'Łódź'], [null, '']]) },
    },
    {
      title: 'Capitals for names, no accents, NULL for what is empty',
      params: { case: 'title', accents: true, emptyIsNull: true },
      inputs: { in: table(people, [['aDA lOVELACE', 'Málaga'], ['öland', '  ']]) },
      outputs: { out: table(people, [['Ada Lovelace', 'Malaga'], ['Oland', null]]) },
    },
    {
      title: 'One column of an odd name, letters only, as a sentence',
      params: { columns: ['a "b". 🎈'], case: 'sentence', digits: true, signs: true },
      inputs: { in: table({ 'a "b". 🎈': 'VARCHAR', other: 'VARCHAR' }, [['hELLO, World 42!', ' as it was ']]) },
      outputs: { out: table({ 'a "b". 🎈': 'VARCHAR', other: 'VARCHAR' }, [['Hello world', ' as it was ']]) },
    },
    { title: 'No rows', params: {}, inputs: { in: table(people, []) }, outputs: { out: table(people, []) } },
  ],
});

interface How {
  readonly trim: boolean;
  readonly spaces: boolean;
  readonly case: string;
  readonly accents: boolean;
  readonly digits: boolean;
  readonly signs: boolean;
  readonly controls: boolean;
  readonly emptyIsNull: boolean;
}

function clean(text: Expression, how: How): Expression {
  const without = (value: Expression, pattern: string, instead = ''): Expression => call('regexp_replace', value, literal(pattern), literal(instead), literal('g'));
  let value = text;
  if (how.accents) value = call('strip_accents', value);
  // Line breaks and tabs are control characters as well, but they part words.
  if (how.controls) value = without(value, '[\\p{Cf}\\x{0}-\\x{8}\\x{E}-\\x{1F}\\x{7F}-\\x{9F}]');
  if (how.digits) value = without(value, '\\p{Nd}');
  if (how.signs) value = without(value, '[\\pP\\pS]');
  if (how.spaces) value = without(value, `${space}+`, ' ');
  if (how.trim) value = without(value, `^${space}+|${space}+$`);
  const capital = (word: Expression): Expression => binary(call('upper', call('substr', word, literal(1), literal(1))), '||', call('lower', call('substr', word, literal(2))));
  if (how.case === 'lower' || how.case === 'upper') value = call(how.case, value);
  if (how.case === 'sentence') value = capital(value);
  if (how.case === 'title') value = call('array_to_string', call('list_transform', call('string_split', value, literal(' ')), lambda('_word', capital(column('_word')))), literal(' '));
  return how.emptyIsNull ? call('nullif', value, literal('')) : value;
}
