import { sameName } from '../../../engine/core/schema.ts';
import { defineNode, inputSchema, listedColumns, onMissing, quoted, table } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, choose, column, isNotNull, literal } from '../../../engine/expression/expression.ts';
import { isHashKey, keyedHash } from '../../../engine/expression/keyed-hash.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';

const hashed = { param: 'method', in: ['hash', 'token'] } as const;

/** What the port of tokens holds: of which column, the token and the value it stands for, as text. */
const tokenTypes = { column: 'VARCHAR', token: 'VARCHAR', value: 'VARCHAR' };
const tokenSchema = Object.entries(tokenTypes).map(([name, type]) => ({ name, type }));

const people = { name: 'VARCHAR', card: 'VARCHAR' };

export const maskValues = defineNode({
  type: 'mask-values',
  version: 2,
  title: 'Mask',
  category: 'columns',
  icon: 'Ma',
  summary: 'Hides personal values: by a keyed hash that is the same for equal values, by tokens that can be turned back, in part, by a fixed text or altogether.',
  keywords: ['anonymise', 'tokenise', 'tokenize', 'anonymize', 'pseudonymise', 'hash', 'gdpr', 'pii', 'redact', 'privacy', 'hide'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [
    { name: 'out', title: 'Rows', kind: 'rows' },
    { name: 'tokens', title: 'Tokens', kind: 'rows' },
  ],
  params: {
    masks: {
      kind: 'list',
      label: 'Columns',
      noun: 'mask',
      default: [],
      item: {
        columns: { kind: 'columns', label: 'Columns', over: 'in' },
        method: {
          kind: 'choice',
          label: 'Mask',
          default: 'partial',
          options: [
            { value: 'partial', label: 'Show the ends only' },
            { value: 'hash', label: 'A keyed hash' },
            { value: 'token', label: 'A token', help: 'A keyed hash too; Tokens lists each with its value, for whoever may turn it back.' },
            { value: 'text', label: 'A fixed text' },
            { value: 'empty', label: 'NULL' },
          ],
        },
        start: { kind: 'integer', label: 'Characters shown at the start', default: 0, min: 0, max: 1000, showIf: { param: 'method', in: ['partial'] } },
        end: { kind: 'integer', label: 'Characters shown at the end', default: 4, min: 0, max: 1000, showIf: { param: 'method', in: ['partial'] } },
        sign: { kind: 'text', label: 'Sign for the others', default: '*', showIf: { param: 'method', in: ['partial'] } },
        text: { kind: 'text', label: 'Text', default: 'hidden', showIf: { param: 'method', in: ['text'] } },
        length: { kind: 'integer', label: 'Digits of the hash', help: 'Of 64. Fewer are easier to read; below 16 two values may share one.', default: 32, min: 8, max: 64, showIf: hashed },
        prefix: { kind: 'text', label: 'Start of the tokens', help: 'Tells tokens of one kind from others, such as customer-.', default: '', showIf: { param: 'method', in: ['token'] } },
      },
    },
    key: { kind: 'text', label: 'Key of the hash', help: 'At most 64 bytes. Give it by a flow parameter, so that it stands in no file.', default: '' },
    onMissing,
  },
  caption: ({ masks }) => (masks ?? []).filter((m) => (m.columns ?? []).length > 0).map((m) => `${m.columns!.join(', ')}: ${m.method ?? 'partial'}`).join('; '),
  build(context) {
    const { masks, key, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const isHashed = ({ method }: (typeof masks)[number]): boolean => method === 'hash' || method === 'token';
    if (masks.some(isHashed) && !isHashKey(key)) context.report(key === '' ? 'param-missing' : 'param-invalid', key === '' ? 'The hash has no key. Without one anybody could try names until a hash fits. Write a long random text, or a flow parameter.' : 'The key is longer than 64 bytes. Shorten it.', { param: 'key' });
    const masked: NamedExpression[] = [];
    const tokens: Relation[] = [];
    for (const [i, mask] of masks.entries()) {
      if (mask.method === 'partial' && [...mask.sign].length !== 1) context.report('param-invalid', `The sign for hidden characters has to be one character, not "${mask.sign}".`, { param: `masks.${i}.sign` });
      for (const c of listedColumns(context, schema, mask.columns, `masks.${i}.columns`, policy)) {
        if (masked.some((m) => sameName(m.name, c.name))) context.report('column-duplicate', `Column ${quoted(c.name)} is masked twice. Take it out of one mask.`, { param: `masks.${i}.columns` });
        const text = c.type === 'VARCHAR' ? column(c.name) : cast(column(c.name), 'VARCHAR');
        const values: Record<typeof mask.method, () => Expression> = {
          partial: () => partly(text, mask.start, mask.end, mask.sign),
          hash: () => call('left', isHashKey(key) ? keyedHash(text, key) : literal(null, 'VARCHAR'), literal(mask.length)),
          token: () => binary(literal(mask.prefix), '||', values.hash()),
          text: () => choose(isNotNull(text), literal(mask.text)),
          empty: () => cast(literal(null), c.type),
        };
        const value = values[mask.method]();
        masked.push({ name: c.name, value, replaces: true });
        if (mask.method === 'token') tokens.push(listed(c.name, value, text));
      }
    }
    return { outputs: { out: masked.length === 0 ? input('in') : { op: 'extend', from: input('in'), columns: masked }, tokens: tokens.length === 0 ? { op: 'values', schema: tokenSchema, rows: [] } : tokens.length === 1 ? tokens[0]! : { op: 'union', items: tokens } } };
  },
  // Version 2 knows tokens; masks stay what they were.
  migrations: { 1: (params) => params },
  examples: [
    {
      title: 'The last four signs of a card, and no name; what is too short shows nothing',
      params: { masks: [{ columns: ['CARD'] }, { columns: ['name'], method: 'text', text: 'a "guest"' }] },
      inputs: { in: table(people, [['Ada', '4111111111111111'], [null, '123'], ['Bo', null]]) },
      outputs: { out: table(people, [['a "guest"', '************1111'], [null, '***'], ['a "guest"', null]]), tokens: table(tokenTypes, []) },
    },
    {
      title: 'Equal values keep equal hashes',
      params: { masks: [{ columns: ['a "b". 🎈'], method: 'hash', length: 64 }], key: 'key' },
      inputs: { in: table({ 'a "b". 🎈': 'VARCHAR' }, [['The quick brown fox jumps over the lazy dog'], [null]]) },
      outputs: { out: table({ 'a "b". 🎈': 'VARCHAR' }, [['f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8'], [null]]), tokens: table(tokenTypes, []) },
    },
    {
      title: 'Tokens, each listed once with its value',
      params: { masks: [{ columns: ['name'], method: 'token', length: 8, prefix: 'p-' }, { columns: ['card'], method: 'token', length: 8 }], key: 'key' },
      inputs: { in: table(people, [['The quick brown fox jumps over the lazy dog', null], [null, null], ['The quick brown fox jumps over the lazy dog', null]]) },
      outputs: {
        out: table(people, [['p-f7bc83f4', null], [null, null], ['p-f7bc83f4', null]]),
        tokens: table(tokenTypes, [['name', 'p-f7bc83f4', 'The quick brown fox jumps over the lazy dog']]),
      },
    },
    { title: 'No rows, a column emptied', params: { masks: [{ columns: ['name'], method: 'empty' }] }, inputs: { in: table({ name: 'INTEGER[]' }, []) }, outputs: { out: table({ name: 'INTEGER[]' }, []), tokens: table(tokenTypes, []) } },
  ],
});

/** Each token of a column once, with its value. */
const listed = (name: string, token: Expression, value: Expression): Relation => ({
  op: 'distinct',
  from: { op: 'project', from: { op: 'filter', from: input('in'), condition: isNotNull(value) }, columns: [{ name: 'column', value: literal(name) }, { name: 'token', value: token }, { name: 'value', value }] },
});

/** The ends of a text with the rest hidden; a text that is not longer than what may be shown is hidden whole. */
function partly(text: Expression, start: number, end: number, sign: string): Expression {
  const length = call('length', text);
  const stars = (n: Expression): Expression => call('repeat', literal(sign), cast(n, 'BIGINT'));
  const parts = [...(start > 0 ? [call('left', text, literal(start))] : []), stars(binary(length, '-', literal(start + end))), ...(end > 0 ? [call('right', text, literal(end))] : [])];
  return choose(binary(length, '>', literal(start + end)), parts.reduce((a, b) => binary(a, '||', b)), stars(length));
}
