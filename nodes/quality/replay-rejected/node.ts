import { findColumn, freshName, sameName } from '../../../engine/core/schema.ts';
import { defineNode, errorColumns, inputColumn, inputSchema, quoted, someColumns, table } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, cast, choose, column, isNotNull, isNull, literal, or } from '../../../engine/expression/expression.ts';
import { lenientCast } from '../../../engine/expression/json-misfit.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

/** Columns that say why a row was turned away. */
const marks = ['_violations', ...errorColumns, '_anomaly_score'];
const because = '_open_because';

const rejected = { id: 'INTEGER', country: 'VARCHAR', amount: 'DECIMAL(8,2)', _violations: 'VARCHAR[]' };
const kept = { id: 'INTEGER', country: 'VARCHAR', amount: 'DECIMAL(8,2)' };
const fixes = { id: 'VARCHAR', amount: 'VARCHAR', COUNTRY: 'VARCHAR' };

export const replayRejected = defineNode({
  type: 'replay-rejected',
  version: 1,
  title: 'Replay rejected',
  category: 'quality',
  icon: 'Rr',
  summary: 'Puts corrections into rejected rows, which then go through their check again; rows without a correction stay open.',
  keywords: ['quarantine', 'quarantine review', 'fix', 'correct', 'corrections', 'repair', 'resubmit', 'replay'],
  inputs: [
    { name: 'in', title: 'Rejected rows', required: true },
    { name: 'fixes', title: 'Corrections', required: true },
  ],
  outputs: [
    { name: 'out', title: 'Corrected', kind: 'rows' },
    { name: 'open', title: 'Still open', kind: 'rejects' },
    { name: 'unmatched', title: 'Corrections without a row', kind: 'rows' },
  ],
  params: {
    keys: { kind: 'columns', label: 'Rows are told apart by', help: 'Columns of the same name in both inputs.', over: 'in', default: [] },
    empty: {
      kind: 'choice',
      label: 'A cell of a correction is empty',
      default: 'keep',
      options: [
        { value: 'keep', label: 'Keep the value of the row' },
        { value: 'null', label: 'Write NULL' },
      ],
    },
  },
  caption: ({ keys }) => (keys ?? []).join(', '),
  build(context) {
    const { keys, empty } = context.params;
    const schema = inputSchema(context, 'in');
    const corrections = inputSchema(context, 'fixes');
    if (!schema || !corrections) return { outputs: {} };
    if (!someColumns(context, keys, 'keys', 'a column that tells rows apart, such as a number')) return { outputs: {} };
    const by = keys.flatMap((name, i) => {
      const own = inputColumn(context, schema, name, `keys.${i}`);
      const other = inputColumn(context, corrections, name, `keys.${i}`, 'the corrections');
      return own && other ? [{ own, other }] : [];
    });
    if (by.length < keys.length) return { outputs: {} };
    const isMark = (name: string): boolean => marks.some((mark) => sameName(mark, name));
    const isKey = (name: string): boolean => by.some(({ own }) => sameName(own.name, name));
    const given = corrections.filter((c) => !isKey(c.name) && !isMark(c.name) && !sameName(c.name, because));
    const foreign = given.filter((c) => !findColumn(schema, c.name));
    if (foreign.length > 0) context.warn('column-missing', `The corrections hold ${foreign.map((c) => quoted(c.name)).join(', ')}, which the rejected rows do not have and which ${foreign.length === 1 ? 'is' : 'are'} left out.`, { param: 'keys' });
    const fixed = given.flatMap((other) => {
      const own = findColumn(schema, other.name);
      return own ? [{ own, other }] : [];
    });
    if (fixed.length === 0) {
      context.report('param-invalid', 'Beside what tells rows apart, the corrections have no column of the rejected rows, so nothing would be corrected. Connect a table with corrected values.', { param: 'keys' });
      return { outputs: {} };
    }
    const taken = [...schema, ...corrections].map((c) => c.name);
    const fresh = (wanted: string): string => {
      const name = freshName(taken, wanted);
      taken.push(name);
      return name;
    };
    const count = fresh('_fixes');
    const keyNames = by.map((_, i) => fresh(`_key_${i}`));
    const fixNames = fixed.map((_, i) => fresh(`_fix_${i}`));
    const once: Relation = {
      op: 'aggregate',
      from: input('fixes'),
      groups: by.map(({ own, other }, i) => ({ name: keyNames[i]!, value: cast(column(other.name), own.type, true) })),
      measures: [{ name: count, value: call('count') }, ...fixed.map(({ other }, i) => ({ name: fixNames[i]!, value: call('first', column(other.name)) }))],
    };
    const unmatched: Relation = {
      op: 'join',
      kind: 'anti',
      left: input('fixes'),
      right: input('in'),
      on: and(...by.map(({ own, other }) => binary(cast(column(other.name, 'left'), own.type, true), '=', column(own.name, 'right')))),
      columns: corrections.map((c) => ({ name: c.name, value: column(c.name, 'left') })),
    };
    const joined: Relation = {
      op: 'join',
      kind: 'left',
      left: input('in'),
      right: once,
      on: and(...by.map(({ own }, i) => binary(column(own.name, 'left'), '=', column(keyNames[i]!, 'right')))),
      columns: [...schema.map((c) => ({ name: c.name, value: column(c.name, 'left') })), ...[count, ...fixNames].map((name) => ({ name, value: column(name, 'right') }))],
    };
    const filled = (i: number): Expression => (fixed[i]!.other.type === 'VARCHAR' && fixed[i]!.own.type !== 'VARCHAR' ? call('nullif', call('trim', column(fixNames[i]!)), literal('')) : column(fixNames[i]!));
    const value = (i: number): Expression => lenientCast(filled(i), fixed[i]!.other.type, fixed[i]!.own.type);
    const unfit = or(literal(false), ...fixed.map((_, i) => and(isNotNull(filled(i)), isNull(value(i)))));
    const why = choose(isNull(column(count)), literal('no correction'), choose(binary(column(count), '>', literal(1)), literal('several corrections'), choose(unfit, literal('a correction does not fit its type'), literal(null, 'VARCHAR'))));
    const reason = fresh(because);
    const judged: Relation = { op: 'extend', from: joined, columns: [{ name: reason, value: why }] };
    const corrected = (name: string): Expression => {
      const i = fixed.findIndex(({ own }) => own.name === name);
      if (i < 0) return column(name);
      return empty === 'null' ? value(i) : call('coalesce', value(i), column(name));
    };
    return {
      shared: { judged },
      outputs: {
        out: { op: 'project', from: { op: 'filter', from: shared('judged'), condition: isNull(column(reason)) }, columns: schema.filter((c) => !isMark(c.name)).map((c) => ({ name: c.name, value: corrected(c.name) })) },
        open: { op: 'project', from: { op: 'filter', from: shared('judged'), condition: isNotNull(column(reason)) }, columns: [...schema.map((c) => c.name), reason].map((name) => ({ name, value: column(name) })) },
        unmatched,
      },
    };
  },
  examples: [
    {
      title: 'Corrections from a text file; a row without one, one with two and one that does not fit stay open',
      params: { keys: ['ID'] },
      inputs: {
        in: table(rejected, [[1, null, '5.00', '[no country]'], [2, 'DE', null, '[no amount]'], [3, 'XX', '1.00', '[country]'], [4, 'YY', '1.00', '[country]'], [5, 'ZZ', '1.00', null], [null, 'ZZ', '1.00', null]]),
        fixes: table(fixes, [['1', null, 'AT'], [' 2 ', '12.5', null], ['4', null, 'A'], ['4', null, 'B'], ['5', 'much', null], ['77', '1', null]]),
      },
      outputs: {
        out: table(kept, [[1, 'AT', '5.00'], [2, 'DE', '12.50']]),
        open: table({ ...rejected, _open_because: 'VARCHAR' }, [
          [3, 'XX', '1.00', '[country]', 'no correction'],
          [4, 'YY', '1.00', '[country]', 'several corrections'],
          [5, 'ZZ', '1.00', null, 'a correction does not fit its type'],
          [null, 'ZZ', '1.00', null, 'no correction'],
        ]),
        unmatched: table(fixes, [['77', '1', null]]),
      },
    },
    {
      title: 'An empty cell takes the value away; odd names',
      params: { keys: ['a "b". 🎈'], empty: 'null' },
      inputs: { in: table({ 'a "b". 🎈': 'VARCHAR', n: 'INTEGER', _error_code: 'VARCHAR' }, [['x', 1, 'e'], ['y', 2, 'e']]), fixes: table({ 'a "b". 🎈': 'VARCHAR', n: 'INTEGER' }, [['x', null], ['y', 3]]) },
      outputs: { out: table({ 'a "b". 🎈': 'VARCHAR', n: 'INTEGER' }, [['x', null], ['y', 3]]), open: table({ 'a "b". 🎈': 'VARCHAR', n: 'INTEGER', _error_code: 'VARCHAR', _open_because: 'VARCHAR' }, []), unmatched: table({ 'a "b". 🎈': 'VARCHAR', n: 'INTEGER' }, []) },
    },
    {
      title: 'No rows and no corrections',
      params: { keys: ['id'] },
      inputs: { in: table(kept, []), fixes: table(fixes, []) },
      outputs: { out: table(kept, []), open: table({ ...kept, _open_because: 'VARCHAR' }, []), unmatched: table(fixes, []) },
    },
  ],
});
