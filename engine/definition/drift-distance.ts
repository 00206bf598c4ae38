import type { Column } from '../core/schema.ts';
import { typeFamily } from '../core/type-family.ts';
import type { Expression } from '../expression/expression.ts';
import { and, binary, call, cast, choose, column, isNull, lambda, literal } from '../expression/expression.ts';
import type { Relation } from '../relation/relation.ts';
import { input } from '../relation/relation.ts';
import { chiSquareTail, kolmogorovTail } from './tail-probability.ts';

/** Whether values have a distance, so that bins and ranks mean something. */
export const isMeasurable = (type: string): boolean => ['number', 'time'].includes(typeFamily(type));

/** A value as a number (NULL where it is not finite), or else as text. */
function measured(of: Column): Expression {
  const value = column(of.name);
  if (!isMeasurable(of.type)) return cast(value, 'VARCHAR');
  const number = typeFamily(of.type) === 'time' ? cast(call('epoch_us', cast(value, 'TIMESTAMP')), 'DOUBLE') : cast(value, 'DOUBLE');
  return choose(typeFamily(of.type) === 'time' ? call('isfinite', cast(value, 'TIMESTAMP')) : call('isfinite', number), number);
}

const side = (port: string, of: Column, isNew: boolean): Relation => ({ op: 'project', from: input(port), columns: [{ name: 'value', value: measured(of) }, { name: 'new', value: literal(isNew) }] });
const bothSides = (of: Column, before: Column): Relation => ({ op: 'union', items: [side('in', of, true), side('baseline', before, false)] });

const countIf = (condition: Expression): Expression => ({ op: 'call', name: 'count', args: [], filter: condition });
const isNew = column('new');
const isOld: Expression = { op: 'not', item: column('new') };
const sumOver = (name: string): Expression => ({ op: 'window', name: 'sum', args: [column(name)], partitionBy: [], orderBy: [] });
const share = (part: Expression, whole: Expression): Expression => binary(cast(part, 'DOUBLE'), '/', call('nullif', whole, literal(0)));
const squareRoot = (value: Expression): Expression => call('sqrt', cast(value, 'DOUBLE'));

/** One row: how far the shares of bins (or of values) lie from those of the baseline. A missing value is a bin of its own. */
export function binnedDistance(of: Column, before: Column, bins: number): Relation {
  const rows = isMeasurable(of.type) ? withBins(of, before, bins) : bothSides(of, before);
  const group = isMeasurable(of.type) ? column('bin') : column('value');
  const counted: Relation = { op: 'aggregate', from: rows, groups: [{ name: 'group', value: group }], measures: [{ name: 'a', value: countIf(isNew) }, { name: 'e', value: countIf(isOld) }] };
  const total: Relation = { op: 'extend', from: counted, columns: [{ name: 'all_a', value: sumOver('a') }, { name: 'all_e', value: sumOver('e') }] };
  const shares: Relation = { op: 'extend', from: total, columns: [{ name: 'p', value: share(column('a'), column('all_a')) }, { name: 'q', value: share(column('e'), column('all_e')) }] };
  // A share of nothing would make the index infinite; one in ten thousand stands in for it, as is usual.
  const [p, q] = [call('greatest', column('p'), literal(0.0001)), call('greatest', column('q'), literal(0.0001))];
  const psi = binary(binary(p, '-', q), '*', call('ln', binary(p, '/', q)));
  const middle = binary(binary(column('p'), '+', column('q')), '/', literal(2));
  const part = (x: Expression): Expression => choose(binary(x, '>', literal(0)), binary(binary(x, '*', call('log2', binary(x, '/', middle))), '/', literal(2)), choose(binary(x, '=', literal(0)), literal(0, 'DOUBLE')));
  const js = binary(part(column('p')), '+', part(column('q')));
  const gap = binary(binary(squareRoot(share(column('all_e'), column('all_a'))), '*', column('a')), '-', binary(squareRoot(share(column('all_a'), column('all_e'))), '*', column('e')));
  const chi = binary(binary(gap, '*', gap), '/', binary(column('a'), '+', column('e')));
  // Fractions are added in one order: else the last digits would be others from run to run.
  const inOrder = (value: Expression): Expression => ({ op: 'call', name: 'sum', args: [value], orderBy: [{ by: column('group'), descending: false, nulls: 'first' }] });
  const missing = (name: string): Expression => ({ op: 'call', name: 'sum', args: [choose(isNull(column('group')), column(name), literal(0, 'DOUBLE'))] });
  const summed: Relation = {
    op: 'aggregate',
    from: shares,
    groups: [],
    measures: [
      { name: 'rows', value: call('coalesce', call('sum', column('a')), literal(0)) },
      { name: 'before', value: call('coalesce', call('sum', column('e')), literal(0)) },
      { name: 'missing', value: missing('p') },
      { name: 'missing_before', value: missing('q') },
      { name: 'psi', value: inOrder(psi) },
      { name: 'js', value: inOrder(js) },
      { name: 'chi', value: inOrder(chi) },
      { name: 'degrees', value: binary(call('count'), '-', literal(1)) },
    ],
  };
  // With an empty side nothing can be said: greatest() would make a number of NULL.
  const compared = and(binary(column('rows'), '>', literal(0)), binary(column('before'), '>', literal(0)));
  const known = (name: string, condition: Expression) => ({ name, value: choose(condition, column(name)), replaces: true });
  const some = (name: string): Expression => binary(column(name), '>', literal(0));
  return { op: 'extend', from: { op: 'extend', from: summed, columns: [...['psi', 'js', 'chi'].map((name) => known(name, compared)), known('missing', some('rows')), known('missing_before', some('before'))] }, columns: [{ name: 'chi_p', value: chiSquareTail(column('chi'), column('degrees')) }] };
}

/** Both sides with the number of the bin a value falls in: how many of the baseline's quantiles lie below it. */
function withBins(of: Column, before: Column, bins: number): Relation {
  const cuts: Expression = { op: 'list', items: Array.from({ length: bins - 1 }, (_, i) => literal((i + 1) / bins)) };
  const edges: Relation = { op: 'aggregate', from: side('baseline', before, false), groups: [], measures: [{ name: 'edges', value: call('quantile_cont', column('value'), cuts) }] };
  const joined: Relation = { op: 'join', kind: 'cross', left: bothSides(of, before), right: edges, on: literal(true), columns: [{ name: 'value', value: column('value', 'left') }, { name: 'new', value: column('new', 'left') }, { name: 'edges', value: column('edges', 'right') }] };
  const below = call('len', call('list_filter', column('edges'), lambda('edge', binary(column('edge'), '<', column('value')))));
  return { op: 'extend', from: joined, columns: [{ name: 'bin', value: choose({ op: 'is', item: column('value'), what: 'NOT NULL' }, below) }] };
}

/** One row: the largest distance between the two cumulative shares, and how likely one as large is by chance. NULL where values have no order that means something. */
export function rankDistance(of: Column, before: Column): Relation {
  if (!isMeasurable(of.type)) return { op: 'values', schema: [{ name: 'ks', type: 'DOUBLE' }, { name: 'ks_p', type: 'DOUBLE' }], rows: [[null, null]] };
  const present: Relation = { op: 'filter', from: bothSides(of, before), condition: { op: 'is', item: column('value'), what: 'NOT NULL' } };
  const counted: Relation = { op: 'aggregate', from: present, groups: [{ name: 'value', value: column('value') }], measures: [{ name: 'a', value: countIf(isNew) }, { name: 'e', value: countIf(isOld) }] };
  const running = (name: string): Expression => ({ op: 'window', name: 'sum', args: [column(name)], partitionBy: [], orderBy: [{ by: column('value'), descending: false, nulls: 'last' }], frame: 'running' });
  const summed: Relation = { op: 'extend', from: counted, columns: [{ name: 'up_a', value: running('a') }, { name: 'up_e', value: running('e') }, { name: 'all_a', value: sumOver('a') }, { name: 'all_e', value: sumOver('e') }] };
  const gap = call('abs', binary(share(column('up_a'), column('all_a')), '-', share(column('up_e'), column('all_e'))));
  const largest: Relation = { op: 'aggregate', from: summed, groups: [], measures: [{ name: 'ks', value: call('max', gap) }, { name: 'all_a', value: cast(call('max', column('all_a')), 'DOUBLE') }, { name: 'all_e', value: cast(call('max', column('all_e')), 'DOUBLE') }] };
  const size = squareRoot(binary(binary(column('all_a'), '*', column('all_e')), '/', call('nullif', binary(column('all_a'), '+', column('all_e')), literal(0))));
  return { op: 'project', from: largest, columns: [{ name: 'ks', value: column('ks') }, { name: 'ks_p', value: kolmogorovTail(column('ks'), size) }] };
}
