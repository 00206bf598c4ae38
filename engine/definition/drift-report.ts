import type { Column, Schema } from '../core/schema.ts';
import type { Expression } from '../expression/expression.ts';
import { binary, call, cast, column, literal, or } from '../expression/expression.ts';
import type { Relation } from '../relation/relation.ts';
import { binnedDistance, isMeasurable, rankDistance } from './drift-distance.ts';
import { quoted } from './input-columns.ts';
import type { BuildContext } from './node-definition.ts';

/** One row per column that was compared. */
export const driftSchema: Schema = [
  { name: 'column', type: 'VARCHAR' },
  { name: 'rows', type: 'BIGINT' },
  { name: 'baseline_rows', type: 'BIGINT' },
  { name: 'missing_share', type: 'DOUBLE' },
  { name: 'baseline_missing_share', type: 'DOUBLE' },
  { name: 'psi', type: 'DOUBLE' },
  { name: 'js', type: 'DOUBLE' },
  { name: 'ks', type: 'DOUBLE' },
  { name: 'ks_p', type: 'DOUBLE' },
  { name: 'chi_square', type: 'DOUBLE' },
  { name: 'chi_square_p', type: 'DOUBLE' },
  { name: 'judged_by', type: 'VARCHAR' },
  { name: 'drifted', type: 'BOOLEAN' },
];

export interface DriftPair {
  readonly of: Column;
  readonly before: Column;
}

export interface DriftJudge {
  readonly measure: 'psi' | 'js' | 'ks' | 'chi-square';
  readonly bins: number;
  readonly limit: number;
}

/** Whether two columns can be compared; reports it at `param` where not. */
export function driftComparable(context: Pick<BuildContext<unknown>, 'report'>, { of, before }: DriftPair, at: { readonly param?: string; readonly port?: string }): boolean {
  if (isMeasurable(of.type) === isMeasurable(before.type)) return true;
  context.report('type-mismatch', `Column ${quoted(of.name)} is ${of.type} and was ${before.type} in the baseline, which do not compare. Convert one of them first.`, at);
  return false;
}

/** A row per pair, in their order, with columns as in driftSchema: how the column of port `in` is spread against that of port `baseline`. */
export function driftReport(pairs: readonly DriftPair[], { measure, bins, limit }: DriftJudge): Relation {
  const items = pairs.map(({ of, before }): Relation => {
    const ranked = isMeasurable(of.type);
    const distances: Relation = { op: 'join', kind: 'cross', left: binnedDistance(of, before, bins), right: rankDistance(of, before), on: literal(true), columns: [...['rows', 'before', 'missing', 'missing_before', 'psi', 'js', 'chi', 'chi_p'].map((name) => ({ name, value: column(name, 'left') })), ...['ks', 'ks_p'].map((name) => ({ name, value: column(name, 'right') }))] };
    const by = measure === 'ks' && !ranked ? 'chi-square' : measure;
    const moved: Expression = by === 'psi' || by === 'js' ? binary(column(by), '>', literal(limit)) : binary(column(by === 'ks' ? 'ks_p' : 'chi_p'), '<', literal(limit));
    const values: Readonly<Record<string, Expression>> = {
      column: literal(of.name), rows: column('rows'), baseline_rows: column('before'), missing_share: column('missing'), baseline_missing_share: column('missing_before'), psi: column('psi'), js: column('js'), ks: column('ks'), ks_p: column('ks_p'), chi_square: column('chi'), chi_square_p: column('chi_p'), judged_by: literal(by),
      // Nothing on one side is no reason to call the column stable.
      drifted: call('coalesce', moved, or(binary(column('rows'), '>', literal(0)), binary(column('before'), '>', literal(0)))),
    };
    return { op: 'project', from: distances, columns: driftSchema.map(({ name, type }) => ({ name, value: cast(values[name]!, type) })) };
  });
  const numbered = items.map((from, i): Relation => ({ op: 'extend', from, columns: [{ name: '_place', value: literal(i) }] }));
  return { op: 'extend', from: { op: 'sort', from: numbered.length === 1 ? numbered[0]! : { op: 'union', items: numbered }, keys: [{ by: column('_place'), descending: false, nulls: 'last' }] }, columns: [], without: ['_place'] };
}
