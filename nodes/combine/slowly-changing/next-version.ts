import type { Schema } from '../../../engine/core/schema.ts';
import { sameName } from '../../../engine/core/schema.ts';
import type { Built } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, cast, choose, column, isNotNull, isNull, isTrue, literal, or } from '../../../engine/expression/expression.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

export interface VersionPlan {
  readonly table: Schema;
  /** What arrives, without the time. */
  readonly arriving: Schema;
  /** Names as they arrive. */
  readonly keys: readonly string[];
  readonly tracked: readonly string[];
  readonly overwritten: readonly string[];
  /** Columns of the table that hold the history. */
  readonly from: string;
  readonly to: string;
  readonly current: string;
  /** Since when an arriving row is true. */
  readonly at: Expression;
  /** All columns of an arriving row. */
  readonly refusedColumns: Schema;
  readonly endGone: boolean;
  readonly before: Relation;
}

/** What becomes of an arriving row; of one that says nothing new, nothing. */
const verdicts = { started: 'started', changed: 'changed', overwritten: 'overwritten', same: 'same' } as const;

/** The table after the rows have arrived, and what was done. */
export function nextVersion(plan: VersionPlan): Pick<Built, 'outputs' | 'shared'> {
  const { table, arriving, keys, from, to, current } = plan;
  const place = (name: string): number => table.findIndex((c) => sameName(c.name, name));
  // Rows of both sides meet under names that are nobody's.
  const was = (name: string): string => `_was_${place(name)}`;
  const is = (name: string): string => `_is_${arriving.findIndex((c) => c.name === name)}`;
  const asIt = (i: number): string => `_row_${i}`;

  const arrived: Relation = { op: 'project', from: input('in'), columns: [...plan.refusedColumns.map((c, i) => ({ name: asIt(i), value: column(c.name) })), ...arriving.map((c) => ({ name: is(c.name), value: column(c.name) })), { name: '_at', value: plan.at }] };
  const isCurrent = isTrue(column(was(current)));
  const versions: Relation = { op: 'project', from: plan.before, columns: table.map((c) => ({ name: was(c.name), value: column(c.name) })) };
  const live: Relation = { op: 'filter', from: shared('versions'), condition: isCurrent };
  // Keys that are there once, nearly all, are dropped where they are counted: of all the rest little is left to be joined.
  const several = (from: Relation, name: (k: string) => string): Relation => ({
    op: 'filter',
    from: { op: 'aggregate', from, groups: keys.map((k) => ({ name: name(k), value: column(name(k)) })), measures: [{ name: '_times', value: call('count') }] },
    condition: binary(column('_times'), '>', literal(1)),
  });
  const onKeys = (left: (k: string) => string, right: (k: string) => string): Expression => and(...keys.map((k) => binary(column(left(k), 'left'), 'IS NOT DISTINCT FROM', column(right(k), 'right'))));
  const ownColumns: readonly string[] = [...plan.refusedColumns.map((_c, i) => asIt(i)), ...arriving.map((c) => is(c.name)), '_at'];
  const oneSide = (names: readonly string[], side: 'left' | 'right'): NamedExpression[] => names.map((name) => ({ name, value: column(name, side) }));
  const wasColumns: readonly string[] = table.map((c) => was(c.name));
  const single: Relation = { op: 'join', kind: 'anti', left: live, right: shared('ambiguous'), on: onKeys(was, was), columns: oneSide(wasColumns, 'left') };
  const told: Relation = { op: 'join', kind: 'left', left: shared('arrived'), right: several(shared('arrived'), is), on: onKeys(is, is), columns: [...oneSide(ownColumns, 'left'), { name: '_repeated', value: isNotNull(column('_times', 'right')) }] };
  const compared: Relation = { op: 'join', kind: 'left', left: told, right: shared('ambiguous'), on: onKeys(is, was), columns: [...oneSide([...ownColumns, '_repeated'], 'left'), { name: '_ambiguous', value: isNotNull(column('_times', 'right')) }] };
  const met: Relation = { op: 'join', kind: 'left', left: compared, right: single, on: onKeys(is, was), columns: [...oneSide([...ownColumns, '_repeated', '_ambiguous'], 'left'), ...oneSide(wasColumns, 'right')] };
  const differs = (names: readonly string[]): Expression => or(...names.map((n) => binary(column(is(n)), 'IS DISTINCT FROM', column(was(n)))));
  // A version that is found is a current one.
  const found = isNotNull(column(was(current)));
  const changed = and(found, differs(plan.tracked));
  const reason: Expression = choose(
    column('_repeated'), literal('its key arrives more than once'),
    choose(isNull(column('_at')), literal('it has no time'),
      choose(column('_ambiguous'), literal('its key has several current versions'),
        choose(and(changed, isTrue(binary(column('_at'), '<=', column(was(from))))), literal('it is not newer than the current version')))),
  );
  const verdict = choose({ op: 'not', item: found }, literal(verdicts.started), choose(changed, literal(verdicts.changed), choose(differs(plan.overwritten), literal(verdicts.overwritten), literal(verdicts.same))));
  const reasoned: Relation = { op: 'extend', from: met, columns: [{ name: '_reason', value: reason }] };
  const judged: Relation = { op: 'filter', from: { op: 'extend', from: reasoned, columns: [{ name: '_verdict', value: choose(isNull(column('_reason')), verdict) }] }, condition: { op: 'is', item: binary(column('_verdict'), '=', literal(verdicts.same)), what: 'NOT TRUE' } };
  const those = (...which: readonly string[]): Relation => ({ op: 'filter', from: shared('judged'), condition: isTrue({ op: 'in', item: column('_verdict'), values: which.map((w) => literal(w)) }) });

  const arrives = (name: string): string | undefined => arriving.find((c) => sameName(c.name, name))?.name;
  const row = (value: (name: string) => Expression): NamedExpression[] => table.map((c) => ({ name: c.name, value: value(c.name) }));
  const typed = (name: string, value: Expression): Expression => cast(value, table[place(name)]!.type);
  const ended = (at: Expression) => (name: string): Expression => (name === to ? typed(to, at) : name === current ? literal(false) : column(was(name)));
  const started: Relation = {
    op: 'project', from: those(verdicts.started, verdicts.changed),
    columns: row((name) => (name === from ? typed(from, column('_at')) : name === to ? typed(to, literal(null)) : name === current ? literal(true) : arrives(name) !== undefined ? column(is(arrives(name)!)) : column(was(name)))),
  };
  const overwritten: Relation = { op: 'project', from: those(verdicts.overwritten), columns: row((name) => (plan.overwritten.some((o) => sameName(o, name)) ? column(is(arrives(name)!)) : column(was(name)))) };
  const closed: Relation = { op: 'project', from: those(verdicts.changed), columns: row(ended(column('_at'))) };
  // Versions that something was done to, by their key; all others stay as they are.
  // That only current ones are meant stands in the key: a condition about one side alone would make every pair of rows be looked at.
  const touched: Relation = { op: 'project', from: those(verdicts.changed, verdicts.overwritten), columns: [...keys.map((k) => ({ name: was(k), value: column(was(k)) })), { name: '_current', value: literal(true) }] };
  const goneNow: Relation = { op: 'extend', from: shared('gone'), columns: [{ name: '_current', value: literal(true) }] };
  const isMeant: Expression = binary(isTrue(column(was(current), 'left')), '=', column('_current', 'right'));
  const onKey = (left: string, right: (k: string) => string): Expression => and(...keys.map((k) => binary(column(was(k), left), 'IS NOT DISTINCT FROM', column(right(k), 'right'))));
  const untouched: Relation = { op: 'join', kind: 'anti', left: shared('versions'), right: touched, on: and(isMeant, onKey('left', was)), columns: table.map((c) => ({ name: was(c.name), value: column(was(c.name), 'left') })) };
  const asRows = (of: Relation): Relation => ({ op: 'project', from: of, columns: row((name) => column(was(name))) });
  const lastTime: Relation = { op: 'aggregate', from: shared('arrived'), groups: [], measures: [{ name: '_at', value: call('max', column('_at')) }] };
  const alone: Relation = { op: 'join', kind: 'anti', left: { op: 'filter', from: shared('untouched'), condition: isCurrent }, right: shared('arrived'), on: and(...keys.map((k) => binary(column(was(k), 'left'), 'IS NOT DISTINCT FROM', column(is(k), 'right')))), columns: table.map((c) => ({ name: was(c.name), value: column(was(c.name), 'left') })) };
  const gone: Relation = { op: 'join', kind: 'inner', left: alone, right: lastTime, on: isTrue(binary(column('_at', 'right'), '>', column(was(from), 'left'))), columns: [...table.map((c) => ({ name: was(c.name), value: column(was(c.name), 'left') })), { name: '_at', value: column('_at', 'right') }] };
  const staying: Relation = plan.endGone ? { op: 'join', kind: 'anti', left: shared('untouched'), right: goneNow, on: and(isMeant, onKey('left', was)), columns: table.map((c) => ({ name: was(c.name), value: column(was(c.name), 'left') })) } : shared('untouched');
  const endedRows: Relation = plan.endGone ? { op: 'union', items: [closed, { op: 'project', from: shared('gone'), columns: row(ended(column('_at'))) }] } : closed;
  const refused: Relation = { op: 'project', from: { op: 'filter', from: shared('judged'), condition: isNotNull(column('_reason')) }, columns: [...plan.refusedColumns.map((c, i) => ({ name: c.name, value: column(asIt(i)) })), { name: '_reason', value: column('_reason') }] };
  return {
    shared: { arrived, versions, ambiguous: several(live, was), judged, untouched, ...(plan.endGone ? { gone } : {}) },
    outputs: { out: { op: 'union', items: [asRows(staying), endedRows, overwritten, started] }, started, ended: endedRows, overwritten, refused },
  };
}
