import type { JsonObject } from '../core/json.ts';
import type { Schema } from '../core/schema.ts';
import type { Expression } from '../expression/expression.ts';
import type { NamedExpression, Relation } from '../relation/relation.ts';

/** What a result holds: JSON, with whole numbers beyond 2^53 kept exact as bigint. */
export type Value = null | boolean | number | bigint | string | readonly Value[] | { readonly [key: string]: Value };
export type ValueObject = { readonly [key: string]: Value };

/** One expectation of a suite, named as Great Expectations names it. */
export interface Expectation {
  readonly type: string;
  readonly kwargs: JsonObject;
  readonly meta: JsonObject | null;
  /** How much it matters, as version 1 of Great Expectations says it. */
  readonly severity?: string;
  /** Where it stands in the file it was read from. */
  readonly at?: FilePath;
}

/** Keys and places that lead from the root of a file to a part of it. */
export type FilePath = readonly (string | number)[];

/** Why an expectation cannot be judged: the `suite` asks for something that cannot be, or the `data` lacks what it is about. */
export class ExpectationTrouble extends Error {
  readonly blames: 'suite' | 'data';

  constructor(blames: 'suite' | 'data', message: string) {
    super(message);
    this.blames = blames;
  }
}

/** The rows an expectation is about. */
export interface Table {
  readonly rows: Relation;
  readonly schema: Schema;
}

export interface Verdict {
  readonly success: boolean;
  readonly result: ValueObject;
}

/** A value with the type that says how it is written as JSON; null where the database's own writing will do. */
export interface Figure {
  readonly value: Expression;
  readonly type: string | null;
}

export interface ShownColumn {
  readonly name: string;
  readonly type: string;
  /** What is shown where that is not the column as it is. */
  readonly value?: Expression;
}

/** Every row (or value) is judged by itself. */
export interface MapCheck {
  readonly kind: 'map';
  /** Columns that are computed from more rows than one, added before the rows are judged. */
  readonly windows: readonly NamedExpression[];
  /** The windows look at the order of the rows, which is in the column `rowNumber`. */
  readonly ordered: boolean;
  /** TRUE where a row is not judged; null where every row is. */
  readonly missing: Expression | null;
  /** TRUE where a row is unexpected; NULL counts as expected, as in a WHERE clause. */
  readonly unexpected: Expression;
  readonly shown: { readonly as: 'value' | 'pair' | 'record'; readonly columns: readonly ShownColumn[] };
  readonly mostly: number;
  /** What is wrong as soon as one row is judged. */
  readonly unfit: string | null;
}

/** A few numbers over all rows, computed in the same pass as those of other checks. */
export interface FigureCheck {
  readonly kind: 'figure';
  readonly figures: Readonly<Record<string, Figure>>;
  judge(figures: ValueObject): Verdict;
}

/** A small table computed from the rows by a statement of its own; its columns leave as JSON. */
export interface RowsCheck {
  readonly kind: 'rows';
  ask(rows: Relation): Relation;
  readonly columns: readonly { readonly name: string; readonly type: string | null }[];
  /** So many of its rows are read where more of them change nothing; a check without it needs all, and is refused when there are more than `mostRead`. */
  readonly most?: number;
  judge(rows: readonly (readonly Value[])[]): Verdict;
}

/** Known without looking at any row. */
export interface KnownCheck {
  readonly kind: 'known';
  readonly verdict: Verdict;
}

/** Needs the answer to one question before it can be said as a check. */
export interface DecidedCheck {
  readonly kind: 'decided';
  readonly question: Omit<RowsCheck, 'judge' | 'kind'>;
  decide(rows: readonly (readonly Value[])[]): Check;
}

export type Check = MapCheck | FigureCheck | RowsCheck | KnownCheck | DecidedCheck;

/** Name of the column that holds the number of a row in its file, from 0. */
export const rowNumber = '_row_number';

/** Unexpected rows and values that are listed at most; the counts are always of all. */
export const mostListed = 100_000;

/** Rows that a check may read to judge by them. */
export const mostRead = 1_000_000;
