import { freshName } from '../../../engine/core/schema.ts';
import { arrival, ascending, besideTotals, defineNode, inputSchema, listedColumns, onMissing, table } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, column, isNotTrue, literal, over } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const people = { team: 'VARCHAR', name: 'VARCHAR' };

export const sampleRows = defineNode({
  type: 'sample-rows',
  version: 1,
  title: 'Sample',
  category: 'rows',
  icon: 'Sa',
  summary: 'Draws rows at random, the same ones each time, from all rows or from each group, and gives the rest at a second port.',
  keywords: ['random sample', 'row sampling', 'percent', 'subset', 'bootstrap'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [
    { name: 'sample', title: 'Sample', kind: 'rows' },
    { name: 'rest', title: 'Rest', kind: 'rows' },
  ],
  params: {
    method: {
      kind: 'choice',
      label: 'How many',
      default: 'count',
      options: [
        { value: 'count', label: 'A number of rows' },
        { value: 'percent', label: 'A share of the rows' },
        { value: 'every', label: 'Every n-th row' },
      ],
    },
    count: { kind: 'integer', label: 'Rows', default: 100, min: 0, max: Number.MAX_SAFE_INTEGER, showIf: { param: 'method', in: ['count'] } },
    percent: { kind: 'number', label: 'Percent', help: 'Rounded to whole rows, a half upwards.', default: 10, min: 0, max: 100, showIf: { param: 'method', in: ['percent'] } },
    every: { kind: 'integer', label: 'Distance', help: 'The first row is drawn, then each n-th in the order of arrival.', default: 10, min: 1, max: Number.MAX_SAFE_INTEGER, showIf: { param: 'method', in: ['every'] } },
    strata: { kind: 'columns', label: 'From each group of', help: 'So many rows, or that share, of every group. All rows are one group when empty.', over: 'in', default: [] },
    seed: { kind: 'integer', label: 'Seed', help: 'Another number draws other rows.', default: 1, min: 0, max: Number.MAX_SAFE_INTEGER, showIf: { param: 'method', in: ['count', 'percent'] } },
    onMissing,
  },
  caption({ method, count, percent, every, strata }) {
    if (method === undefined) return '';
    const many = method === 'count' ? `${count ?? 100} rows` : method === 'percent' ? `${percent ?? 10} %` : `Each ${every ?? 10}th row`;
    return strata && strata.length > 0 ? `${many} per ${strata.join(', ')}` : many;
  },
  build(context) {
    const { method, count, percent, every, strata, seed, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const by = listedColumns(context, schema, strata, 'strata', policy).map((c) => column(c.name));
    const names = schema.map((c) => c.name);
    const place = freshName(names, '_place');
    const drawn = freshName([...names, place], '_drawn');

    // The lot of a row is made of what it holds, so that the same rows are drawn whatever order they arrive in; equal rows can stand for each other.
    const lot = call('hash', literal(seed), ...schema.map((c) => column(c.name)));
    const placed: Relation = { op: 'extend', from: input('in'), columns: [{ name: place, value: method === 'every' ? arrival : lot }] };
    // Without groups the place in the order of arrival is the rank already.
    const rank = method === 'every' && by.length === 0 ? column(place) : over('row_number', [], by, [ascending(place)]);
    const all = freshName([...names, place, drawn], '_all');
    const share = call('floor', binary(binary(binary(by.length === 0 ? column(all) : over('count', [], by), '*', literal(percent)), '/', literal(100)), '+', literal(0.5)));
    const verdicts: Record<typeof method, Expression> = {
      count: binary(rank, '<=', literal(count)),
      percent: binary(rank, '<=', cast(share, 'BIGINT')),
      every: binary(binary(binary(rank, '-', literal(1)), '%', literal(every)), '=', literal(0)),
    };
    // Where nobody asks for the rest there is no need to rank every row.
    const few: Relation = { op: 'extend', from: { op: 'limit', from: { op: 'sort', from: placed, keys: [ascending(place)] }, count, offset: 0 }, columns: [], without: [place] };
    const plain = method === 'count' && by.length === 0 && !context.connected.has('rest');
    const counted = method === 'percent' && by.length === 0;
    const part = (condition: Expression): Relation => ({ op: 'extend', from: { op: 'filter', from: shared('lots'), condition }, columns: [], without: [place, drawn] });
    return {
      shared: { lots: { op: 'extend', from: counted ? besideTotals([...schema, { name: place, type: 'UBIGINT' }], [{ name: all, value: call('count') }], placed, input('in')) : placed, columns: [{ name: drawn, value: verdicts[method] }], without: counted ? [all] : [] } },
      outputs: { sample: plain ? few : part(column(drawn)), rest: part(isNotTrue(column(drawn))) },
    };
  },
  examples: [
    {
      title: 'Every second row of each team, in the order of arrival',
      params: { method: 'every', every: 2, strata: ['team'] },
      inputs: { in: table(people, [['a', 'Ada'], ['b', 'Bo'], ['a', 'Al'], ['a', null], [null, 'Cy']]) },
      outputs: { sample: table(people, [['a', 'Ada'], ['a', null], ['b', 'Bo'], [null, 'Cy']]), rest: table(people, [['a', 'Al']]) },
    },
    {
      title: 'More rows than there are: all of them',
      params: { count: 10 },
      inputs: { in: table({ 'a "b". 🎲': 'INTEGER[]' }, [['[1]'], [null]]) },
      outputs: { sample: table({ 'a "b". 🎲': 'INTEGER[]' }, [['[1]'], [null]]), rest: table({ 'a "b". 🎲': 'INTEGER[]' }, []) },
    },
    {
      title: 'A share of equal rows is a share all the same',
      params: { method: 'percent', percent: 50 },
      inputs: { in: table(people, [['a', 'Ada'], ['a', 'Ada'], ['a', 'Ada'], ['a', 'Ada']]) },
      outputs: { sample: table(people, [['a', 'Ada'], ['a', 'Ada']]), rest: table(people, [['a', 'Ada'], ['a', 'Ada']]) },
    },
    {
      title: 'No rows',
      params: { method: 'percent' },
      inputs: { in: table(people, []) },
      outputs: { sample: table(people, []), rest: table(people, []) },
    },
  ],
});
