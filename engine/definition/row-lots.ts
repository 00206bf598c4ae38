import { freshName, type Schema } from '../core/schema.ts';
import type { Expression } from '../expression/expression.ts';
import { binary, call, cast, column, literal, over } from '../expression/expression.ts';
import type { Relation } from '../relation/relation.ts';
import { input } from '../relation/relation.ts';
import { besideTotals } from './beside-totals.ts';
import { listedColumns, onMissing, someColumns } from './column-policy.ts';
import { inputColumn } from './input-columns.ts';
import type { BuildContext } from './node-definition.ts';
import type { ParamSpecs, ParamsOf } from './param.ts';

/** Settings of nodes that part the rows of port `in` for learning and judging. */
export const lotParams = {
  method: {
    kind: 'choice',
    label: 'Part',
    default: 'random',
    options: [
      { value: 'random', label: 'By chance' },
      { value: 'stratified', label: 'By chance, each class alike' },
      { value: 'group', label: 'Whole groups by chance', help: 'All rows of a customer, a patient or a device stay together.' },
      { value: 'time', label: 'By time' },
    ],
  },
  strata: { kind: 'columns', label: 'Classes', help: 'The same share of every value, such as of the target.', over: 'in', default: [], showIf: { param: 'method', in: ['stratified'] } },
  groups: { kind: 'columns', label: 'Groups', over: 'in', default: [], showIf: { param: 'method', in: ['group'] } },
  time: { kind: 'column', label: 'Time', help: 'Rows of the same time stay together. Rows without one count as the earliest.', over: 'in', default: null, needed: true, showIf: { param: 'method', in: ['time'] } },
  key: { kind: 'columns', label: 'Key', help: 'Columns that tell rows apart: the lot of a row then hangs on them alone. All columns when empty.', over: 'in', default: [], advanced: true, showIf: { param: 'method', in: ['random', 'stratified'] } },
  seed: { kind: 'integer', label: 'Seed', help: 'Another number parts the rows anew.', default: 1, min: 0, max: Number.MAX_SAFE_INTEGER, showIf: { param: 'method', in: ['random', 'stratified', 'group'] } },
  onMissing,
} as const satisfies ParamSpecs;

type Settings = ParamsOf<typeof lotParams>;

export interface RowLots {
  /** The rows of port `in` with the two columns below. */
  readonly rows: Relation;
  /** Place of a row, from 1: by lot, or the latest first. Rows of one group, or of one time, have the same. */
  readonly place: string;
  /** How many places there are among which a share is taken: rows, rows of the class, or groups. Where classes take turns it is not there. */
  readonly places: string;
  /** The names of those that are there. */
  readonly added: readonly string[];
}

/** Puts rows in an order that depends on what they hold and on the seed, not on how they arrive; null after a problem. */
export function rowLots(context: BuildContext<Settings>, schema: Schema, { taken = [], inTurn = false }: { readonly taken?: readonly string[]; /** Classes one after the other instead of each for itself, so that taking rows in turn is fair to all. */ readonly inTurn?: boolean } = {}): RowLots | null {
  const { method, strata, groups, time, key, seed, onMissing: policy } = context.params;
  const names = [...schema.map((c) => c.name), ...taken];
  const place = freshName(names, '_place');
  const places = freshName([...names, place], '_places');
  const lot = freshName([...names, place, places], '_lot');
  const columns = (listed: readonly string[], param: string): Expression[] => listedColumns(context, schema, listed, param, policy).map((c) => column(c.name));
  const ranked = (from: Relation, value: Expression, without: readonly string[]): Relation => ({ op: 'extend', from: { op: 'extend', from, columns: [{ name: place, value }] }, columns: [], without });
  const made = (rows: Relation, counted = true): RowLots => ({ rows, place, places, added: counted ? [place, places] : [place] });
  const amongAll = (rows: Relation): RowLots => made(besideTotals([...schema, { name: place, type: 'BIGINT' }], [{ name: places, value: call('count') }], rows, input('in')));
  if (method === 'time') {
    if (time === null) {
      context.report('param-missing', 'No column says when a row happened. Choose the time.', { param: 'time' });
      return null;
    }
    const found = inputColumn(context, schema, time, 'time');
    return found && amongAll(ranked(input('in'), over('rank', [], [], [{ by: column(found.name), descending: true, nulls: 'last' }]), []));
  }
  if (method === 'group') {
    const members = columns(groups, 'groups');
    if (!someColumns(context, groups, 'groups')) return null;
    const drawn: Relation = { op: 'extend', from: input('in'), columns: [{ name: lot, value: lotOf(seed, members) }] };
    // Two groups of one lot, which hardly happens, are still told apart.
    const order = [column(lot), ...members].map((by) => ({ by, descending: false, nulls: 'last' as const }));
    return made({ op: 'extend', from: ranked(drawn, over('dense_rank', [], [], order), []), columns: [{ name: places, value: over('max', [column(place)]) }], without: [lot] });
  }
  const by = method === 'stratified' ? columns(strata, 'strata') : [];
  if (method === 'stratified' && !someColumns(context, strata, 'strata')) return null;
  const all = schema.map((c) => column(c.name));
  const told = columns(key, 'key');
  // Rows of one key are put in order by the rest of what they hold.
  const value = told.length === 0 ? lotOf(seed, all) : call('concat', lotOf(seed, told), lotOf(seed, all));
  const drawn: Relation = { op: 'extend', from: input('in'), columns: [{ name: lot, value }] };
  const order = [...(inTurn ? by : []), column(lot)].map((of) => ({ by: of, descending: false, nulls: 'last' as const }));
  const number = over('row_number', [], inTurn ? [] : by, order);
  if (inTurn) return made(ranked(drawn, number, [lot]), false);
  if (by.length === 0) return amongAll(ranked(drawn, number, [lot]));
  // In the order of the places, so that the rows are sorted once for both.
  return made({ op: 'extend', from: { op: 'extend', from: drawn, columns: [{ name: place, value: number }, { name: places, value: over('count', [], by, order, { frame: 'whole' }) }] }, columns: [], without: [lot] });
}

/** Made of the values as texts, so that another version of the database draws the same. */
function lotOf(seed: number, values: readonly Expression[]): Expression {
  // concat() takes NULL for an empty text, which is another value.
  const texts = values.map((value) => call('coalesce', binary(literal('='), '||', cast(value, 'VARCHAR')), literal('-')));
  return call('md5', call('concat_ws', literal('\u001F'), literal(String(seed)), ...texts));
}

/** So many of all places, rounded to whole ones, a half upwards. */
export const shareOfPlaces = (places: Expression, share: number): Expression => call('floor', binary(binary(places, '*', literal(share, 'DOUBLE')), '+', literal(0.5, 'DOUBLE')));

/** The number of a row's fold, from 1: by lot in turn, so that sizes differ by one row at most; by time in stretches, the earliest first. */
export function foldNumber({ place, places }: RowLots, folds: number, inStretches: boolean): Expression {
  const before = binary(column(place), '-', literal(1));
  const spread = call('floor', binary(binary(before, '*', literal(folds)), '/', column(places)));
  return cast(inStretches ? binary(literal(folds), '-', spread) : binary(literal(1), '+', binary(before, '%', literal(folds))), 'INTEGER');
}
