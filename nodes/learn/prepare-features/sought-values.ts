import type { Schema } from '../../../engine/core/schema.ts';
import { findColumn } from '../../../engine/core/schema.ts';
import { binary, call, cast, choose, column, isNotNull, literal, over, type Expression } from '../../../engine/expression/expression.ts';
import { input, type Relation } from '../../../engine/relation/relation.ts';
import { parameterSchema, type Step, type TextStep } from './choose-steps.ts';

/** A value of a text with the number that stands for it. */
export interface CodedValue {
  readonly value: string;
  readonly code: number;
}

/** What was found out about texts: the values that count, and how many there are. */
export type FoundValues = ReadonlyMap<string, { readonly values: readonly CodedValue[]; readonly different: number }>;

type TextColumn = Extract<Step, { kind: TextStep }>;

const ascending = (by: Expression) => ({ by, descending: false, nulls: 'last' as const });

/** For each column of texts its most frequent values with their codes: column, value, code, how many different ones there are. */
export function soughtValues(columns: readonly TextColumn[]): Relation {
  return { op: 'union', items: columns.map(valuesOf) };
}

function valuesOf({ kind, column: { name }, most }: TextColumn): Relation {
  const text = cast(column(name), 'VARCHAR');
  const counted: Relation = { op: 'aggregate', from: input('in'), groups: [{ name: 'value', value: text }], measures: [{ name: 'n', value: call('count') }] };
  // Shares are of all rows, those without a value included.
  const shared: Relation = { op: 'extend', from: counted, columns: [{ name: 'share', value: binary(cast(column('n'), 'DOUBLE'), '/', cast(over('sum', [column('n')]), 'DOUBLE')) }] };
  const known: Relation = { op: 'filter', from: shared, condition: isNotNull(column('value')) };
  const ranked: Relation = { op: 'extend', from: known, columns: [{ name: 'rank', value: over('row_number', [], [], [{ by: column('n'), descending: true, nulls: 'last' }, ascending(column('value'))]) }, { name: 'different', value: over('count', []) }] };
  const frequent: Relation = { op: 'filter', from: ranked, condition: binary(column('rank'), '<=', literal(most)) };
  const code: Expression = kind === 'frequency' ? column('share') : binary(over('row_number', [], [], [ascending(column('value'))]), '-', literal(1));
  return { op: 'project', from: frequent, columns: [{ name: 'column', value: literal(name) }, { name: 'value', value: column('value') }, { name: 'code', value: cast(cast(code, 'DOUBLE'), 'VARCHAR') }, { name: 'different', value: cast(column('different'), 'VARCHAR') }] };
}

type Rows = readonly (readonly (string | null)[])[];

const inOrder = (a: CodedValue, b: CodedValue): number => a.code - b.code || (a.value < b.value ? -1 : 1);

export function foundValues(rows: Rows): FoundValues {
  const found = new Map<string, { values: CodedValue[]; different: number }>();
  for (const [name, value, code, different] of rows) {
    const entry = found.get(name!) ?? { values: [], different: Number(different) };
    entry.values.push({ value: value!, code: Number(code) });
    found.set(name!, entry);
  }
  for (const { values } of found.values()) values.sort(inOrder);
  return found;
}

/** The parameters as they stand at port `fitted`, texts all. */
export function soughtParameters(given: Schema): Relation {
  const read = (name: string, type: string): Expression => {
    const found = column(findColumn(given, name)!.name);
    return type === 'VARCHAR' ? cast(found, 'VARCHAR') : cast(cast(choose(binary(cast(found, 'VARCHAR'), '<>', literal('')), found), 'DOUBLE'), 'VARCHAR');
  };
  return { op: 'project', from: input('fitted'), columns: parameterSchema.map(({ name, type }) => ({ name, value: read(name, type) })) };
}

/** The parameters of one column. */
export type ParameterGroup = { readonly name: string } & ({ readonly kind: 'number'; readonly missing: number | null; readonly center: number; readonly scale: number; readonly flag: boolean } | { readonly kind: TextStep; readonly values: readonly CodedValue[] });

/** The parameters by column, or what is wrong with them in words. */
export function readParameters(rows: Rows): readonly ParameterGroup[] | string {
  const groups = new Map<string, ParameterGroup & { flag?: boolean }>();
  const flags = new Set<string>();
  for (const [name, step, missing, center, scale, value, code] of rows) {
    if (name === null || name === undefined) return 'a row names no column';
    const before = groups.get(name);
    if (step === 'flag') flags.add(name);
    else if (step === 'number') {
      if (before) return `column "${name}" has more than one row that is no value of a text`;
      const numbers = [center, scale].map((text) => (text === null || text === undefined ? NaN : Number(text)));
      if (!numbers.every(Number.isFinite) || numbers[1] === 0) return `the center or the scale of column "${name}" is no number to subtract or to divide by`;
      groups.set(name, { name, kind: 'number', missing: missing === null || missing === undefined ? null : Number(missing), center: numbers[0]!, scale: numbers[1]!, flag: false });
    } else if (step === 'one-hot' || step === 'ordinal' || step === 'frequency') {
      if (before && before.kind !== step) return `column "${name}" is both ${before.kind} and ${step}`;
      if (code === null || code === undefined || !Number.isFinite(Number(code))) return `a row of column "${name}" has a code that is no number`;
      // The text without characters, which files of text do not tell from a missing one; none is ever among the values.
      const text = value ?? '';
      const values = before && 'values' in before ? before.values : [];
      if (values.some((known) => known.value === text)) return `the value "${text}" of column "${name}" is there twice`;
      groups.set(name, { name, kind: step, values: [...values, { value: text, code: Number(code) }] });
    } else return `the step "${step ?? ''}" of column "${name}" is none of number, flag, one-hot, ordinal and frequency`;
  }
  return [...groups.values()].map((group) => (group.kind === 'number' ? { ...group, flag: flags.has(group.name) } : { ...group, values: group.values.toSorted(inOrder) }));
}
