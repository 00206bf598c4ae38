import { writeFile } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { accountKey, type TrainingAccount } from '../core/training-account.ts';
import type { ModelTraining, TrainingSpec } from '../definition/index.ts';
import { leaveOutEmpty } from '../training/leave-out-empty.ts';
import { trainModel } from '../training/train-model.ts';
import type { Pulse } from '../training/pulse.ts';
import { readTrainingRows } from './read-training-rows.ts';

const fewestRows = 2;

/** Learns from the rows of a SELECT and writes the model as ONNX to `path`, its account among the model's metadata. Throws a DiagnosticError when nothing can be learned. */
export async function trainToFile(connection: DuckDBConnection, sql: string, training: ModelTraining, node: string, path: string, pulse: Pulse): Promise<{ readonly rows: number; readonly account: TrainingAccount }> {
  const { table: read, dropped, fingerprint } = await readTrainingRows(connection, sql, training, node);
  const { table, empty } = leaveOutEmpty(read);
  const { spec } = training;
  if (table.rows < fewestRows || table.rows < spec.settings.clusters * (spec.task === 'clustering' ? 1 : 0)) {
    throw new DiagnosticError(problem('training-impossible', `Node "${node}" has ${table.rows} rows to learn from, which is too few. Look at the rows that reach it.`, { node }));
  }
  if (table.features.length === 0) {
    throw new DiagnosticError(problem('training-impossible', `Node "${node}" has nothing to learn from: ${empty.length === 1 ? `column "${empty[0]}" is` : 'all its columns are'} empty in every row. Look at the rows that reach it, or choose other features.`, { node, param: 'features' }));
  }
  const trained = await trainModel(table, spec, pulse);
  const account: TrainingAccount = {
    task: spec.task,
    algorithm: spec.algorithm,
    target: training.target?.name ?? null,
    features: table.features.map((feature) => feature.name),
    classes: table.target?.kind === 'class' ? table.target.labels : null,
    rows: { ...trained.rows, dropped },
    fingerprint,
    settings: settingsOf(spec),
    metrics: trained.metrics,
    confusion: trained.confusion,
    importance: trained.importance,
    warnings: [...empty.map((name) => `Column "${name}" is empty in every row and was left out: the model does not ask for it.`), ...trained.warnings],
  };
  const { writeTrainedModel } = await import('../inference/write-trained-model.ts');
  await writeFile(path, writeTrainedModel(trained, { [accountKey]: JSON.stringify(account) }));
  return { rows: table.rows + dropped, account };
}

/** All choices by name; those of single columns name the column. */
function settingsOf({ preparation: { columns = [], ...preparation }, settings, validation, seed }: TrainingSpec): Record<string, string | number> {
  const own = columns.flatMap(({ name, ...choices }) => Object.entries(choices).map(([choice, value]) => [`${choice} of ${name}`, value] as const));
  return { ...preparation, ...Object.fromEntries(own), ...settings, validation, seed };
}
