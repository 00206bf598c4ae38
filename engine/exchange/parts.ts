import { FormulaProblem } from './formula-tokens.ts';
import type { ValueKind } from './values.ts';

export interface KnownColumn {
  readonly name: string;
  readonly kind: ValueKind;
}

/** The columns of a table in their order, or null where the file does not tell. */
export type Columns = readonly KnownColumn[] | null;

export const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
export const kindIn = (columns: Columns) => (name: string): ValueKind => columns?.find((c) => sameName(c.name, name))?.kind ?? 'unknown';

/** Columns with one added, or replaced where it stands. */
export function withColumn(columns: Columns, column: KnownColumn): Columns {
  if (columns === null) return null;
  return columns.some((c) => sameName(c.name, column.name)) ? columns.map((c) => (sameName(c.name, column.name) ? column : c)) : [...columns, column];
}

/** A node that stands for a tool or a part of it. */
export interface PartNode {
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly title?: string;
}

/** A part of a tool for which there is no node; a note says so, and edges end there. */
export interface Gap {
  readonly gap: string;
}

export interface Spot {
  /** The place of a node in the part. */
  readonly node: number;
  readonly port: string;
}

/** What a tool becomes: nodes, how they are connected, and where connections of the tool begin and end. */
export interface Part {
  readonly nodes: readonly (PartNode | Gap)[];
  readonly links: readonly { readonly from: Spot; readonly to: Spot }[];
  readonly inputs: Readonly<Record<string, Spot>>;
  /** No node where the rows end in a gap; which columns there would be is known all the same. */
  readonly outputs: Readonly<Record<string, { readonly node: number | null; readonly port: string; readonly columns: Columns }>>;
  /** What differs from the file. */
  readonly remarks: readonly string[];
}

/** A tool that cannot be carried over, with the reason. */
export class NotMapped extends Error {}

/** What `make` gives, or the reason why it cannot be carried over. */
export function orReason<T extends object>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    if (error instanceof NotMapped) return error.message;
    if (error instanceof FormulaProblem) return `its formula cannot be carried over: ${error.message}`;
    throw error;
  }
}

/** A path of the file beside the flow: relative ones as they are, others by their file name in data/. */
export function pathBeside(given: string): { readonly path: string; readonly remarks: readonly string[] } {
  const path = given.replaceAll('\\', '/');
  const name = path.split('/').at(-1)!;
  if (!/^([A-Za-z]:|\/|%)/.test(path)) return { path: path.replace(/^\.\//, ''), remarks: [] };
  return { path: `data/${name}`, remarks: [`the file was ${given}; put it, or choose another, at data/${name}`] };
}
