import { typeFamily } from '../../../engine/core/type-family.ts';
import type { Column } from '../../../engine/core/schema.ts';
import { ascending } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, column, literal, over } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';

export const seasons = [
  { value: 'hour', label: 'The hour of the day' },
  { value: 'weekday', label: 'The day of the week' },
  { value: 'week-hour', label: 'The hour of the week' },
  { value: 'month', label: 'The month of the year' },
] as const;

type Season = (typeof seasons)[number]['value'];

const hour = (time: Expression): Expression => call('hour', time);
const weekday = (time: Expression): Expression => call('isodow', time);

/** The place of a time in each season, and how long a season takes. */
const cycles: Readonly<Record<Season, { readonly lasts: string; readonly place: (time: Expression) => Expression }>> = {
  hour: { lasts: '1 day', place: hour },
  weekday: { lasts: '7 days', place: weekday },
  'week-hour': { lasts: '7 days', place: (time) => binary(binary(weekday(time), '*', literal(24)), '+', hour(time)) },
  month: { lasts: '1 year', place: (time) => call('month', time) },
};

export interface Seasonal {
  readonly from: Relation;
  readonly value: Expression;
  readonly time: Column;
  readonly season: Season;
  readonly zone: string;
  readonly groups: readonly Column[];
  /** Names for what is added: the time, the level, the rest of the level, and what is left of that. */
  readonly names: readonly [time: string, level: string, rest: string, residual: string];
}

/**
 * The rows with what is left of each value once its level (the median of the season that ends with it) and its season (the median of what is left at this place of
 * the season) are taken away. Medians, so that anomalies move neither.
 */
export function withResidual({ from, value, time, season, zone, groups, names: [at, level, rest, residual] }: Seasonal): Relation {
  const { lasts, place } = cycles[season];
  const among = groups.map((g) => column(g.name));
  const face = time.type.toUpperCase() === 'TIMESTAMP WITH TIME ZONE' ? call('timezone', literal(zone), column(time.name)) : column(time.name);
  const timed: Relation = { op: 'extend', from, columns: [{ name: at, value: cast(face, 'TIMESTAMP') }] };
  const levelled: Relation = { op: 'extend', from: timed, columns: [{ name: level, value: over('median', [value], among, [ascending(at)], { frame: { unit: 'range', before: lasts } }) }] };
  const apart: Relation = { op: 'extend', from: levelled, columns: [{ name: rest, value: binary(value, '-', column(level)) }] };
  return { op: 'extend', from: apart, columns: [{ name: residual, value: binary(column(rest), '-', over('median', [column(rest)], [...among, place(column(at))])) }] };
}

export const isTime = ({ type }: Column): boolean => typeFamily(type) === 'time';
