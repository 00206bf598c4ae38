import duckdb from '@duckdb/node-bindings';
import { DuckDBScalarFunction, DuckDBStructType, LIST, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import { Field, Float64, Int32, Int64, List, Struct, Vector, makeData, vectorFromArray, type Data, type DataType, type Utf8 } from 'apache-arrow';
import type { TrainingProgress } from '../core/training-progress.ts';
import type { JobCrossValidation } from '../plan/job.ts';
import { tableType, type TableType } from '../relation/table-type.ts';
import { crossValidate, type CrossValidation } from '../training/cross-validate.ts';
import { leaveOutEmpty } from '../training/leave-out-empty.ts';
import type { Feature, Target, TrainingTable } from '../training/training-table.ts';
import { ListEntries } from './model-function-input.ts';
import { writeLevel, writeTexts, writeValidity } from './model-function-output.ts';
import { dataOfVector } from './table-from-vector.ts';
import { writeData } from './table-to-vector.ts';
import { arrowTableType, duckdbTableType, rowTypeOf } from './table-types.ts';
import { doneAtOnce } from './training-pulse.ts';

/** What a person has to know of a cross-validation that could not be done. */
export class CrossValidationError extends Error {}

export interface CrossValidationFunction {
  failure(): CrossValidationError | null;
  warnings(): readonly string[];
}

export interface CrossValidationHost {
  hear(): void;
  isCancelled(): boolean;
  onProgress(progress: TrainingProgress): void;
}

/** Registers `name(rows)` on the connection: a list of rows is learned from and judged fold by fold; the result as scriptResultType says. */
export function registerCrossValidation(connection: DuckDBConnection, { name, call }: JobCrossValidation, host: CrossValidationHost): CrossValidationFunction {
  const given = tableType(call.inputs[0]!.type);
  if (given.kind !== 'list' || given.item.kind !== 'struct') throw new Error('A cross-validation takes lists of rows.');
  const rowType = given.item;
  const result = rowTypeOf(call.outputs);
  let failure: CrossValidationError | null = null;
  const warnings: string[] = [];
  const work = new DuckDBScalarFunction();
  work.setName(name);
  work.addParameter(duckdbTableType(given));
  work.setReturnType(new DuckDBStructType(['value', 'code', 'column', 'message'], [LIST(duckdbTableType(result)), VARCHAR, VARCHAR, VARCHAR]));
  work.setSpecialHandling();
  // A condition on the result must not have everything learned a second time.
  work.setVolatile();
  duckdb.scalar_function_set_function(work.scalar_function, (info, input, output) => {
    try {
      const count = duckdb.data_chunk_get_size(input);
      if (count === 0) return;
      if (count > 1) throw new Error('A cross-validation takes one table.');
      const lists = duckdb.data_chunk_get_vector(input, 0);
      const entries = new ListEntries(lists, count);
      const size = duckdb.list_vector_get_size(lists);
      const places = Uint32Array.from({ length: entries.length(0) }, (_, i) => entries.start(0) + i);
      const rows = dataOfVector(rowType, duckdb.list_vector_get_child(lists), places, size);
      const validated = validate(rows, call, host);
      warnings.push(...validated.warnings);
      writeResult(output, result, validated);
    } catch (cause) {
      if (cause instanceof CrossValidationError) failure = cause;
      duckdb.scalar_function_set_error(info, cause instanceof Error ? cause.message : String(cause));
    }
  });
  connection.registerScalarFunction(work);
  return { failure: () => failure, warnings: () => warnings };
}

interface Validated extends CrossValidation {
  /** Rows of the table, and which of them the rows are that took part. */
  readonly rows: number;
  readonly taking: Int32Array;
  readonly classes: number;
}

function validate(rows: Data, { training, labels, ordered }: JobCrossValidation['call'], host: CrossValidationHost): Validated {
  const [foldData, ...columns] = rows.children as readonly Data[];
  const folds = new Vector([foldData as Data<Int32>]);
  const truth = columns.at(-1)!;
  const known = new Vector([truth]);
  const taking = Int32Array.from({ length: rows.length }, (_, row) => row).filter((row) => folds.isValid(row) && known.isValid(row) && (training.target!.kind === 'class' || Number.isFinite(known.get(row))));
  const target = targetOf(truth, taking, training.target!, labels);
  const read: TrainingTable = { rows: taking.length, target, features: training.features.map((feature, i) => featureOf(columns[i]!, taking, feature)) };
  const { table, empty } = leaveOutEmpty(read);
  if (table.rows === 0) throw new CrossValidationError(`no row has both a fold and a value of "${training.target!.name}". Look at the rows that reach it.`);
  if (table.features.length === 0) throw new CrossValidationError('all columns to learn from are empty in every row. Look at the rows that reach it, or choose other features.');
  try {
    const found = doneAtOnce(crossValidate(table, taking.map((row) => folds.get(row)!), ordered, training.spec), (progress) => host.onProgress(progress), () => host.hear(), () => host.isCancelled());
    return { ...found, warnings: [...empty.map((name) => `Column "${name}" is empty in every row and was left out.`), ...found.warnings], rows: rows.length, taking, classes: labels?.length ?? 0 };
  } catch (cause) {
    if (cause instanceof RangeError) throw new CrossValidationError(`${cause.message}. Use fewer folds, or bring in more rows.`);
    throw cause;
  }
}

function featureOf(data: Data, taking: Int32Array, { name, kind }: { readonly name: string; readonly kind: 'number' | 'category' }): Feature {
  const vector = new Vector([data]);
  if (kind === 'number') {
    // A model cannot learn from infinity; like a missing value it is replaced.
    return { kind, name, values: Float32Array.from(taking, (row) => (vector.isValid(row) && Number.isFinite(vector.get(row)) ? (vector.get(row) as number) : NaN)) };
  }
  const texts = Array.from(taking, (row) => vector.get(row) as string | null);
  const labels = [...new Set(texts.filter((text) => text !== null))].sort();
  const places = new Map(labels.map((label, i) => [label, i]));
  return { kind, name, labels, codes: Int32Array.from(texts, (text) => (text === null ? -1 : places.get(text)!)) };
}

function targetOf(data: Data, taking: Int32Array, { name, ...target }: NonNullable<JobCrossValidation['call']['training']['target']>, labels: readonly string[] | null): Target {
  const vector = new Vector([data]);
  if (target.kind === 'number' || labels === null) return { kind: 'number', name, values: Float64Array.from(taking, (row) => vector.get(row) as number) };
  const places = new Map(labels.map((label, i) => [label, i]));
  const codes = Int32Array.from(taking, (row) => {
    const text = (vector as Vector<Utf8>).get(row)!;
    const code = places.get(text);
    if (code === undefined) throw new CrossValidationError(`"${name}" holds "${text}", which was not among its values when the run began. Run again once the rows are complete.`);
    return code;
  });
  if (new Set(codes).size < 2) throw new CrossValidationError(`all rows are of class "${labels[codes[0] ?? 0] ?? ''}". Bring in rows of another class, or choose another target.`);
  return { kind: 'class', name, labels, codes, integers: target.integers };
}

/** A row for each row of the table, then one for each figure of each fold. */
function writeResult(output: duckdb.Vector, type: Extract<TableType, { kind: 'struct' }>, { rows, taking, classes, said, shares, folds }: Validated): void {
  const figures = folds.flatMap(({ fold, learned, judged, metrics }) => Object.entries(metrics).map(([metric, figure]) => ({ fold, learned: BigInt(learned), judged: BigInt(judged), metric, figure })));
  const length = rows + figures.length;
  const answers = new Float64Array(length).fill(NaN);
  const place = new Int32Array(length).fill(-1);
  for (const [at, row] of taking.entries()) {
    answers[row] = said[at]!;
    if (!Number.isNaN(said[at]!)) place[row] = at;
  }
  const isFigure = (row: number): boolean => row >= rows;
  const isJudged = (row: number): boolean => place[row]! >= 0;
  const nothing = (): boolean => false;
  const offsets = new Int32Array(length + 1);
  for (let row = 0; row < length; row++) offsets[row + 1] = offsets[row]! + (shares !== null && isJudged(row) ? classes : 0);
  const all = new Float64Array(offsets[length]!);
  if (shares !== null) for (let row = 0; row < length; row++) if (isJudged(row)) all.set(shares.subarray(place[row]! * classes, (place[row]! + 1) * classes), offsets[row]);
  const at = <T>(row: number, of: (figure: (typeof figures)[number]) => T, none: T): T => (isFigure(row) ? of(figures[row - rows]!) : none);
  const fill = <A extends Int32Array | Float64Array | BigInt64Array>(into: A, value: (row: number) => A[number]): A => {
    for (let row = 0; row < length; row++) into[row] = value(row);
    return into;
  };
  const item = makeData({ type: new Float64(), length: all.length, nullCount: 0, data: all });
  const children: Data[] = [
    column(new Int32(), fill(new Int32Array(length), (row) => at(row, (f) => f.fold, 0)), isFigure),
    column(new Int32(), Int32Array.from(answers), shares === null ? nothing : isJudged),
    column(new Float64(), answers, shares === null ? isJudged : nothing),
    makeData({ type: new List(new Field('item', new Float64(), true)), length, ...validity(length, shares === null ? nothing : isJudged), valueOffsets: offsets, child: item }),
    vectorFromArray(Array.from({ length }, (_, row) => at<string | null>(row, (f) => f.metric, null)), arrowTableType({ kind: 'text', exact: true })).data[0]!,
    column(new Float64(), fill(new Float64Array(length), (row) => at(row, (f) => f.figure, 0)), isFigure),
    column(new Int64(), fill(new BigInt64Array(length), (row) => at(row, (f) => f.learned, 0n)), isFigure),
    column(new Int64(), fill(new BigInt64Array(length), (row) => at(row, (f) => f.judged, 0n)), isFigure),
  ];
  const struct = makeData({ type: new Struct(children.map((child, i) => new Field(type.fields[i]!.name, child.type, true))), length, nullCount: 0, children });
  writeValidity(output, null, 1);
  const value = duckdb.struct_vector_get_child(output, 0);
  writeValidity(value, null, 1);
  writeLevel(value, BigUint64Array.of(0n, BigInt(length)), length, (child) => writeData(child, type, struct as unknown as Data));
  for (const i of [1, 2, 3]) writeTexts(duckdb.struct_vector_get_child(output, i), [undefined]);
}

function validity(length: number, isThere: (row: number) => boolean): { readonly nullCount: number; readonly nullBitmap: Uint8Array } {
  const bits = new Uint8Array(Math.ceil(length / 64) * 8);
  let nullCount = 0;
  for (let row = 0; row < length; row++) {
    if (isThere(row)) bits[row >> 3]! |= 1 << (row & 7);
    else nullCount++;
  }
  return { nullCount, nullBitmap: bits };
}

/** The library's overloads go by the one type each takes, which is not known here before it runs. */
const column = (type: DataType, data: Int32Array | Float64Array | BigInt64Array, isThere: (row: number) => boolean): Data => makeData({ type, length: data.length, ...validity(data.length, isThere), data } as unknown as Parameters<typeof makeData>[0]) as unknown as Data;
