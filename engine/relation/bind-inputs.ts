import type { Column, Schema } from '../core/schema.ts';
import { findColumn } from '../core/schema.ts';
import { bindImage } from './bind-image.ts';
import type { ImageSettings } from './bind-image.ts';
import { bindMap } from './bind-map.ts';
import type { RowShape } from './bind-outputs.ts';
import type { BindingProblem } from './binding-problem.ts';
import { castMayFail } from './cast-may-fail.ts';
import type { ModelColumn, ModelInputBinding, TensorType } from './model-call.ts';
import { levelsOfContainer, sqlTypeOf } from './model-call.ts';
import type { ModelDescription, ModelPort } from './model-description.ts';
import { shapeRows } from './shape-rows.ts';

const NUMERIC = /^(U?TINYINT|U?SMALLINT|U?INTEGER|U?BIGINT|U?HUGEINT|FLOAT|DOUBLE|DECIMAL)\b(?!.*\[)/i;
const TEXT = /^(VARCHAR|ENUM)\b(?!.*\])/i;
/** Nested values written out as text, which the database reads as lists. */
const WRITTEN = /^(VARCHAR|JSON)$/i;

/** The type of the single values in a column, and how many levels of lists they stand in. */
function unlisted(type: string): { base: string; depth: number } {
  const levels = /(?:\[\d*\])*$/.exec(type)![0];
  return { base: type.slice(0, type.length - levels.length), depth: levels.split('[').length - 1 };
}

type Bound = { binding: ModelInputBinding } | { problem: BindingProblem };

/** Chooses the columns of every input (what the user mapped, then equal names, then feature names, then column order) and how a row meets the model. */
export function bindInputs(
  description: ModelDescription,
  columns: Schema,
  mapping: Record<string, string[]>,
  images: readonly ImageSettings[] = [],
): { inputs: ModelInputBinding[]; rows: RowShape } | { problem: BindingProblem } {
  const bindings = new Map<string, ModelInputBinding>();
  const used = new Set<string>();
  const rest: ModelPort[] = [];
  const keep = (bound: Bound): BindingProblem | null => {
    if ('problem' in bound) return bound.problem;
    bindings.set(bound.binding.name, bound.binding);
    for (const column of bound.binding.columns) used.add(column.column);
    return null;
  };
  for (const unknown of [...Object.keys(mapping), ...images.map((image) => image.input)]) {
    if (description.inputs.some((input) => input.name === unknown)) continue;
    const names = [...description.inputs, ...(description.defaults ?? [])].map((input) => `"${input.name}"`).join(', ');
    return {
      problem: {
        code: 'model-inputs',
        input: unknown,
        message: `The model has no input "${unknown}"; it has ${names}.`,
      },
    };
  }
  for (const input of description.inputs) {
    const image = images.find((given) => given.input === input.name);
    if (image !== undefined) {
      const problem = keep(bindImageColumn(input, image, columns));
      if (problem !== null) return { problem };
      continue;
    }
    if (input.keys !== undefined) {
      const problem = keep(bindMap(input, input.keys, columns, mapping[input.name]));
      if (problem !== null) return { problem };
      continue;
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
  return shapeRows(description.inputs, description.inputs.map((input) => bindings.get(input.name)!));
}

/** With those inputs among the others whose own value in the model is replaced: the ones that are mapped, and the ones that a column of the same name fits. */
export function withGivenDefaults(description: ModelDescription, columns: Schema, mapping: Readonly<Record<string, readonly string[]>>): ModelDescription {
  const given = (description.defaults ?? []).filter((input) => {
    if (mapping[input.name] !== undefined) return true;
    const names = namedColumns(description, input, columns);
    return names?.length === 1 && findColumn(columns, input.name)?.name === names[0] && !('problem' in bindNamed(input, names, columns));
  });
  return given.length === 0 ? description : { ...description, inputs: [...description.inputs, ...given] };
}

function bindImageColumn(input: ModelPort, image: ImageSettings, columns: Schema): Bound {
  const column = findColumn(columns, image.column);
  return column === undefined ? failed('model-inputs', input, `column "${image.column}" is not there; choose another column for it`) : bindImage(input, image, column);
}

/** Number of values an entry of the tensor's first dimension holds; null when the file does not say. */
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
  if (input.container !== undefined) return same === undefined ? null : [same.name];
  const width = valuesPerRow(input);
  if (same !== undefined && (width === 1 || unlisted(same.type).depth > 0 || writtenDepth(input, same) > 0)) return [same.name];
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
    ? unlisted(column.type).depth === 0
    : suits(column, elementType) || /^(BOOLEAN|VARCHAR|JSON|NULL|"NULL")$/i.test(column.type);
}

/** Whether a column is text for an input of something else, as a column of a file with nothing in it is to its reader. */
const isWritten = (column: Column, elementType: TensorType): boolean => elementType !== 'string' && WRITTEN.test(column.type);

/** The levels of lists that a text has to hold to fill an input; 0 when a text will not do. */
function writtenDepth(input: ModelPort, column: Column): number {
  if (!WRITTEN.test(column.type) || !input.ranked || input.shape.length === 0) return 0;
  const rank = input.shape.length;
  if (rank === 1 && input.elementType === 'string') return 0;
  const fixed = input.shape.every((size) => typeof size === 'number') && input.shape[0] !== 1;
  if (fixed) return rank;
  return valuesPerRow(input) === 1 ? 0 : rank - 1;
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
  if (input.container !== undefined) return found.length === 1 ? bindContainer(input, only!) : failed('model-inputs', input, 'it takes one column; map exactly one');
  if (found.length === 1) {
    const { base, depth } = unlisted(only!.type);
    if (depth > 0) {
      if (!castable({ name: only!.name, type: base }, input.elementType)) return wrongType(input, only!);
      return bindLists(input, only!, depth);
    }
    const written = writtenDepth(input, only!);
    if (written > 0) return bindLists(input, only!, written);
  }
  const odd = found.find((column) => !castable(column, input.elementType));
  if (odd !== undefined) return wrongType(input, odd);
  const width = valuesPerRow(input);
  if (width !== null && found.length !== width) {
    return failed(
      'model-inputs',
      input,
      `it takes ${width} columns and ${found.length} are mapped; map exactly ${width}`,
    );
  }
  return bound(input, found, 0, found.length);
}

/** A sequence takes a level of lists more than its tensors have dimensions; an optional tensor takes NULL for none. */
function bindContainer(input: ModelPort, column: Column): Bound {
  const { base, depth } = unlisted(column.type);
  const outer = levelsOfContainer(input.container!);
  if (!castable({ name: column.name, type: base }, input.elementType)) return wrongType(input, column);
  const wanted = input.ranked ? input.shape.length + outer : null;
  const levels = depth === 0 && wanted !== null && WRITTEN.test(column.type) ? wanted : depth;
  if (wanted === null ? levels < outer : levels !== wanted) {
    return failed('model-inputs', input, `column "${column.name}" holds ${depth === 0 ? 'single values' : `lists of ${depth} levels`} where it takes lists of ${wanted ?? `${outer} or more`} levels; choose or make another column`);
  }
  const { binding } = bound(input, [column], levels, 0);
  return { binding: { ...binding, width: 0, inner: [], container: input.container! } };
}

function wrongType(input: ModelPort, column: Column): { problem: BindingProblem } {
  return failed(
    'model-inputs',
    input,
    `it holds ${input.elementType} values and column "${column.name}" is ${column.type}; ${/^BLOB$/i.test(column.type) && input.shape.length > 2 ? 'if those are JPEG or PNG files, give it under "Images" instead' : 'convert the column first'}`,
  );
}

/** A column of lists holds whole tensors, entries of the first dimension, or such entries laid flat. */
function bindLists(input: ModelPort, column: Column, depth: number): Bound {
  const rank = input.shape.length;
  const width = valuesPerRow(input);
  if (!input.ranked || depth === rank || depth === rank - 1) return bound(input, [column], depth, depth === 1 && depth !== rank ? (width ?? 0) : 0);
  if (depth === 1 && width !== null) return bound(input, [column], depth, width);
  const takes = rank === 0 ? 'a single value' : `lists of ${rank - 1 || rank}${rank > 1 ? ` or ${rank}` : ''} levels`;
  return failed('model-inputs', input, `column "${column.name}" holds lists of ${depth} levels where it takes ${takes}; choose or make another column`);
}

function bindRemaining(input: ModelPort, free: Schema, waiting: number): Bound {
  if (input.container !== undefined) return failed('model-inputs', input, 'no column has this name; map it to a column of lists');
  const kind = input.elementType === 'string' ? 'text' : 'numeric';
  const fitting = free.filter((column) => suits(column, input.elementType));
  const width = valuesPerRow(input);
  const lists = free.filter((column) => isListFor(input, column));
  if (waiting === 1 && lists.length === 1 && fitting.length !== width) return bindNamed(input, [lists[0]!.name], free);
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
  return bound(input, fitting, 0, width);
}

/** Whether a column of lists is of a kind that fills an input. */
function isListFor(input: ModelPort, column: Column): boolean {
  const { base, depth } = unlisted(column.type);
  const rank = input.shape.length;
  return depth > 0 && suits({ name: '', type: base }, input.elementType) && (!input.ranked || depth === rank - 1 || depth === rank);
}

function plural(count: number, kind: string): string {
  return `${count} ${kind} column${count === 1 ? '' : 's'}`;
}

function failed(code: BindingProblem['code'], input: ModelPort, reason: string): { problem: BindingProblem } {
  return {
    problem: { code, input: input.name, message: `Input "${input.name}" of the model cannot be filled: ${reason}.` },
  };
}

function bound(input: ModelPort, columns: Schema, depth: number, width: number): { binding: ModelInputBinding } {
  const fixed = input.shape.slice(1).every((size) => typeof size === 'number');
  const inner = input.ranked && fixed ? (input.shape.slice(1) as number[]) : [width];
  const sqlType = `${sqlTypeOf(input.elementType)}${'[]'.repeat(depth)}`;
  return {
    binding: {
      name: input.name,
      elementType: input.elementType,
      width: inner.length === 0 ? 0 : width,
      inner,
      columns: columns.map((column) => modelColumn(column, sqlType, depth, input.elementType)),
      depth,
      lift: 0,
      shape: input.shape.map((size) => (typeof size === 'number' ? size : null)),
      missing: 'skip',
    },
  };
}

function modelColumn(column: Column, sqlType: string, depth: number, elementType: TensorType): ModelColumn {
  const { base } = unlisted(column.type);
  const written = unlisted(column.type).depth === 0 && (depth > 0 || isWritten(column, elementType));
  const mayFail = written || castMayFail(base, sqlTypeOf(elementType));
  return { column: column.name, sqlType, ...(written ? { written } : {}), ...(mayFail ? { mayFail } : {}) };
}
