import type { DiagnosticCode } from '../core/diagnostic-codes.ts';
import type { Column, Schema } from '../core/schema.ts';
import { findColumn } from '../core/schema.ts';
import type { ModelInputBinding, TensorType } from './model-call.ts';
import { sqlTypeOf } from './model-call.ts';
import type { ModelDescription, ModelPort } from './model-description.ts';

/** Why a model cannot be fed from a table: what is wrong, then what to do; `input` is the tensor concerned. */
export interface BindingProblem {
  readonly code: Extract<DiagnosticCode, 'model-inputs' | 'model-unsupported'>;
  readonly message: string;
  readonly input?: string;
  /** The free dimension concerned, when it is one. */
  readonly dimension?: string;
}

const NUMERIC = /^(U?TINYINT|U?SMALLINT|U?INTEGER|U?BIGINT|U?HUGEINT|FLOAT|DOUBLE|DECIMAL)\b(?!.*\[)/i;
const TEXT = /^(VARCHAR|ENUM)\b(?!.*\])/i;
const LIST = /\[\d*\]$/;

type Bound = { binding: ModelInputBinding } | { problem: BindingProblem };

/** Chooses the columns of every input: what the user mapped, then equal names, then feature names, then column order. */
export function bindInputs(
  description: ModelDescription,
  columns: Schema,
  mapping: Record<string, string[]>,
): { inputs: ModelInputBinding[] } | { problem: BindingProblem } {
  const bindings = new Map<string, ModelInputBinding>();
  const used = new Set<string>();
  const rest: ModelPort[] = [];
  const keep = (bound: Bound): BindingProblem | null => {
    if ('problem' in bound) return bound.problem;
    bindings.set(bound.binding.name, bound.binding);
    for (const column of bound.binding.columns) used.add(column.column);
    return null;
  };
  for (const unknown of Object.keys(mapping)) {
    if (description.inputs.some((input) => input.name === unknown)) continue;
    const names = description.inputs.map((input) => `"${input.name}"`).join(', ');
    return {
      problem: {
        code: 'model-inputs',
        input: unknown,
        message: `The model has no input "${unknown}"; it has ${names}.`,
      },
    };
  }
  for (const input of description.inputs) {
    if (input.ranked && input.shape.length === 0) {
      return failed(
        'model-unsupported',
        input,
        'it takes one value for all rows together; make it a constant of the model',
      );
    }
    const names = mapping[input.name] ?? namedColumns(description, input, columns);
    if (names === null) {
      rest.push(input);
      continue;
    }
    const problem = keep(bindNamed(input, names, columns));
    if (problem !== null) return { problem };
  }
  for (const input of rest) {
    const free = columns.filter((column) => !used.has(column.name));
    const problem = keep(bindRemaining(input, free, rest.length));
    if (problem !== null) return { problem };
  }
  return { inputs: description.inputs.map((input) => bindings.get(input.name)!) };
}

/** Number of values a row of the tensor holds; null when the file does not say. */
function valuesPerRow(input: ModelPort): number | null {
  if (!input.ranked) return null;
  let count = 1;
  for (const size of input.shape.slice(1)) {
    if (typeof size !== 'number') return null;
    count *= size;
  }
  return count;
}

/** Columns that the names in the model point at, when all of them exist. */
function namedColumns(description: ModelDescription, input: ModelPort, columns: Schema): string[] | null {
  const same = findColumn(columns, input.name);
  const width = valuesPerRow(input);
  if (same !== undefined && (width === 1 || LIST.test(same.type))) return [same.name];
  const features = featureNames(description, input);
  if (features === null || (width !== null && features.length !== width)) return null;
  return features.every((feature) => findColumn(columns, feature) !== undefined) ? features : null;
}

function featureNames(description: ModelDescription, input: ModelPort): string[] | null {
  const own = description.metadata[`${input.name}.feature_names`];
  const text = own ?? (description.inputs.length === 1 ? description.metadata['feature_names'] : undefined);
  if (text === undefined) return null;
  try {
    const names: unknown = JSON.parse(text);
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : null;
  } catch {
    // Not JSON: some exporters write a plain list.
    return text.split(',').map((name) => name.trim());
  }
}

function suits(column: Column, elementType: TensorType): boolean {
  return elementType === 'string' ? TEXT.test(column.type) : NUMERIC.test(column.type);
}

function castable(column: Column, elementType: TensorType): boolean {
  return elementType === 'string'
    ? !LIST.test(column.type)
    : suits(column, elementType) || /^BOOLEAN$/i.test(column.type);
}

function bindNamed(input: ModelPort, names: string[], columns: Schema): Bound {
  const found: Column[] = [];
  for (const name of names) {
    const column = findColumn(columns, name);
    if (column === undefined)
      return failed('model-inputs', input, `column "${name}" is not there; choose another column for it`);
    found.push(column);
  }
  const [only] = found;
  const width = valuesPerRow(input);
  if (found.length === 1 && LIST.test(only!.type)) {
    return bound(input, found, `${sqlTypeOf(input.elementType)}[]`, width ?? 0);
  }
  const odd = found.find((column) => !castable(column, input.elementType));
  if (odd !== undefined) {
    return failed(
      'model-inputs',
      input,
      `it holds ${input.elementType} values and column "${odd.name}" is ${odd.type}; convert the column first`,
    );
  }
  if (width !== null && found.length !== width) {
    return failed(
      'model-inputs',
      input,
      `it takes ${width} columns and ${found.length} are mapped; map exactly ${width}`,
    );
  }
  return bound(input, found, sqlTypeOf(input.elementType), found.length);
}

function bindRemaining(input: ModelPort, free: Schema, waiting: number): Bound {
  const kind = input.elementType === 'string' ? 'text' : 'numeric';
  const fitting = free.filter((column) => suits(column, input.elementType));
  const width = valuesPerRow(input);
  if (width === null) {
    return failed(
      'model-inputs',
      input,
      `the file does not say how many columns it takes; map its columns (${fitting.length} ${kind} columns are free)`,
    );
  }
  if (waiting > 1) {
    return failed(
      'model-inputs',
      input,
      `no column has this name and ${waiting} inputs are without columns; map it to ${plural(width, kind)}`,
    );
  }
  if (fitting.length !== width) {
    return failed(
      'model-inputs',
      input,
      `it takes ${plural(width, kind)} and ${fitting.length} are free; map exactly ${width}`,
    );
  }
  return bound(input, fitting, sqlTypeOf(input.elementType), width);
}

function plural(count: number, kind: string): string {
  return `${count} ${kind} column${count === 1 ? '' : 's'}`;
}

function failed(code: BindingProblem['code'], input: ModelPort, reason: string): { problem: BindingProblem } {
  return {
    problem: { code, input: input.name, message: `Input "${input.name}" of the model cannot be filled: ${reason}.` },
  };
}

function bound(input: ModelPort, columns: Schema, sqlType: string, width: number): Bound {
  const list = sqlType.endsWith('[]');
  const fixed = input.shape.slice(1).every((size) => typeof size === 'number');
  const inner = input.ranked && fixed ? (input.shape.slice(1) as number[]) : list && width === 0 ? [-1] : [width];
  return {
    binding: {
      name: input.name,
      elementType: input.elementType,
      width: inner.length === 0 ? 0 : width,
      inner,
      columns: columns.map((column) => ({ column: column.name, sqlType })),
    },
  };
}
