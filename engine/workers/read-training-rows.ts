import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { ModelTraining } from '../definition/index.ts';
import type { Feature, Target, TrainingTable } from '../training/training-table.ts';

export interface TrainingRows {
  readonly table: TrainingTable;
  /** Rows whose target is missing. */
  readonly dropped: number;
  /** SHA-256 of all values, hexadecimal. */
  readonly fingerprint: string;
}

const mostClasses = 1000;

/** Reads the rows of a SELECT that gives the features and then the target, numbers as FLOAT (the target as DOUBLE) and all else as text. Throws a DiagnosticError when the classes cannot be learned. */
export async function readTrainingRows(connection: DuckDBConnection, sql: string, training: ModelTraining, node: string): Promise<TrainingRows> {
  const { features, target } = training;
  const collectors = [...features.map((f) => (f.kind === 'number' ? new NumberColumn() : new TextColumn())), ...(target === null ? [] : [target.kind === 'number' ? new NumberColumn() : new TextColumn()])];
  const hash = createHash('sha256').update(JSON.stringify([features, target]));
  const result = await connection.run(sql);
  let dropped = 0;
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const columns = collectors.map((_, i) => chunk.getColumnValues(i));
    const known = target === null ? null : columns.at(-1)!.map((value) => value !== null && !(typeof value === 'number' && !Number.isFinite(value)));
    if (known !== null) dropped += known.filter((k) => !k).length;
    columns.forEach((values, i) => collectors[i]!.add(known === null ? values : values.filter((_, r) => known[r])));
  }
  for (const collector of collectors) collector.hashInto(hash);
  const rows = collectors[0]?.rows ?? 0;
  const read = features.map((feature, i): Feature => collectors[i]!.feature(feature.name));
  return { table: { rows, features: read, target: target === null ? null : targetOf(collectors.at(-1)!, target, node) }, dropped, fingerprint: hash.digest('hex') };
}

/** Numbers in order, NaN where missing. */
class NumberColumn {
  private readonly parts: Float64Array[] = [];
  rows = 0;

  add(values: readonly unknown[]): void {
    this.parts.push(Float64Array.from(values, (value) => (value === null ? NaN : Number(value))));
    this.rows += values.length;
  }

  values(): Float64Array {
    const all = new Float64Array(this.rows);
    let at = 0;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  feature(name: string): Feature {
    // A model cannot learn from infinity; like a missing value it is replaced.
    return { kind: 'number', name, values: Float32Array.from(this.values(), (value) => (Number.isFinite(Math.fround(value)) ? value : NaN)) };
  }

  hashInto(hash: ReturnType<typeof createHash>): void {
    hash.update(this.values());
  }
}

/** Texts in order, as places in the list of those met. */
class TextColumn {
  private readonly places = new Map<string, number>();
  private readonly parts: Int32Array[] = [];
  rows = 0;

  add(values: readonly unknown[]): void {
    this.parts.push(
      Int32Array.from(values, (value) => {
        if (value === null) return -1;
        const text = String(value);
        const known = this.places.get(text);
        if (known !== undefined) return known;
        this.places.set(text, this.places.size);
        return this.places.size - 1;
      }),
    );
    this.rows += values.length;
  }

  /** Codes by the order of `labels`. */
  codes(labels: readonly string[]): Int32Array {
    const place = new Map(labels.map((label, i) => [label, i]));
    const met = [...this.places.keys()].map((text) => place.get(text)!);
    const all = new Int32Array(this.rows);
    let at = 0;
    for (const part of this.parts) for (const code of part) all[at++] = code < 0 ? -1 : met[code]!;
    return all;
  }

  labels(): string[] {
    return [...this.places.keys()].sort();
  }

  feature(name: string): Feature {
    const labels = this.labels();
    return { kind: 'category', name, labels, codes: this.codes(labels) };
  }

  hashInto(hash: ReturnType<typeof createHash>): void {
    const labels = this.labels();
    hash.update(JSON.stringify(labels)).update(this.codes(labels));
  }
}

function targetOf(column: NumberColumn | TextColumn, target: NonNullable<ModelTraining['target']>, node: string): Target {
  if (column instanceof NumberColumn || target.kind === 'number') return { kind: 'number', name: target.name, values: (column as NumberColumn).values() };
  const labels = column.labels();
  if (target.integers) labels.sort((a, b) => Number(BigInt(a) - BigInt(b)));
  const refuse = (what: string): never => {
    throw new DiagnosticError(problem('training-impossible', `Node "${node}" cannot learn "${target.name}": ${what}`, { node, param: 'target' }));
  };
  if (column.rows === 0) refuse('no row has a value there. Look at the rows that reach it.');
  if (labels.length < 2) refuse(`all rows are of class "${labels[0]}". Bring in rows of another class, or choose another target.`);
  if (labels.length > mostClasses) refuse(`it has ${labels.length} different values, which is no set of classes. Choose the task "regression" for numbers, or another target.`);
  return { kind: 'class', name: target.name, labels, integers: target.integers, codes: column.codes(labels) };
}
