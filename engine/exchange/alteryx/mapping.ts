import type { Tool } from './read-workflow.ts';
import type { Offers } from '../assemble-flow.ts';
import type { Columns } from '../parts.ts';
import type { ValueKind } from '../values.ts';

/** A node that stands for a tool or a part of it; `out` is the port the next part reads. */
export interface Step {
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly out?: string;
}

/** What a tool becomes: nodes one after the other, and where its own connections begin and end. */
export interface Mapping {
  readonly steps: readonly Step[];
  /** A tool's input by name to a port of the first node. */
  readonly inputs: Readonly<Record<string, string>>;
  /** A tool's output by name to a node (by its place) and port. */
  readonly outputs: Readonly<Record<string, { readonly step: number; readonly port: string; readonly columns: Columns }>>;
  /** What differs from the workflow. */
  readonly remarks: readonly string[];
}

export interface MapContext {
  /** Columns that reach an input of the tool. */
  readonly input: (name: string) => Columns;
  readonly offers: Offers;
}

export type Mapper = (tool: Tool, context: MapContext) => Mapping;

/** Nodes with one input and one output in a row. */
export function inARow(steps: readonly Step[], columns: Columns, remarks: readonly string[] = []): Mapping {
  const last = steps.length - 1;
  return { steps, inputs: { Input: 'in' }, outputs: { Output: { step: last, port: steps[last]?.out ?? 'out', columns } }, remarks };
}

const types: Readonly<Record<string, readonly [string, ValueKind]>> = {
  bool: ['BOOLEAN', 'boolean'],
  byte: ['UTINYINT', 'number'],
  int16: ['SMALLINT', 'number'],
  int32: ['INTEGER', 'number'],
  int64: ['BIGINT', 'number'],
  float: ['FLOAT', 'number'],
  double: ['DOUBLE', 'number'],
  string: ['VARCHAR', 'text'],
  wstring: ['VARCHAR', 'text'],
  v_string: ['VARCHAR', 'text'],
  v_wstring: ['VARCHAR', 'text'],
  date: ['DATE', 'date'],
  time: ['TIME', 'unknown'],
  datetime: ['TIMESTAMP', 'date'],
  blob: ['BLOB', 'unknown'],
};

/** The type that stands for one of the workflow's, or null for one that has no counterpart; a size such as 19.6 has the decimals behind the dot. */
export function typeOf(type: string, size: string): { readonly type: string; readonly kind: ValueKind } | null {
  if (/^fixeddecimal$/i.test(type)) {
    const [digits = 19, scale = 0] = size.split('.').map(Number);
    return { type: `DECIMAL(${Math.min(38, digits)}, ${Math.min(scale, digits, 38)})`, kind: 'number' };
  }
  const found = types[type.toLowerCase()];
  return found ? { type: found[0], kind: found[1] } : null;
}
