import type { Diagnostic } from '../core/diagnostic.ts';
import type { Schema } from '../core/schema.ts';
import type { Fact, Need } from '../definition/need.ts';
import type { Sought } from '../definition/index.ts';
import type { CheckedFlow } from './checked-flow.ts';
import type { References } from '../expression/walk-tree.ts';
import type { Relation } from '../relation/relation.ts';

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Diagnostic };

export interface ParsedExpression extends References {
  /** It may give another value each time, apart from words for the time that could be columns: see asksForTime. */
  readonly volatile: boolean;
}

/** The relations of one node with the schemas that arrive at it. */
export interface BindRequest {
  readonly node: string;
  readonly inputs: Readonly<Record<string, readonly Schema[]>>;
  readonly shared: Readonly<Record<string, Relation>>;
  readonly relation: Relation;
}

/** Rows of a relation over what arrives at `node`, which is not built yet; `flow` holds all that feeds it. */
export interface SeekRequest extends Sought {
  readonly flow: CheckedFlow;
  readonly node: string;
  /** What the rows are for, where they do not name columns. */
  readonly about?: 'rounds';
}

/** Computes what a node must have seen of its rows before its outputs have names: from all rows, never a sample. */
export type Seek = (request: SeekRequest) => Promise<Answer<Fact>>;

/**
 * What check and plan ask of the database and the file system, so that they stay pure.
 * Problems come back as data, located at the node and, where known, setting and token.
 */
export interface Binder {
  /** Reads exactly one expression; `at` names the setting for the problem. */
  parse(text: string, at: { readonly node: string; readonly param: string }): Promise<Answer<ParsedExpression>>;
  /** Whether a statement may give other rows when it runs again; one that does not parse counts as if it did. */
  isVolatileStatement(text: string): Promise<boolean>;
  /** Names and types of the columns a relation gives. */
  bind(request: BindRequest): Promise<Answer<Schema>>;
  /** DuckDB's own spelling of a type a person wrote. */
  typeName(text: string): Promise<Answer<string>>;
  discover(need: Need, base: string): Promise<Answer<Fact>>;
}
