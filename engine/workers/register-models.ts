import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Diagnostic } from '../core/diagnostic.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { ModelError } from '../inference/model-error.ts';
import type { JobModel } from '../plan/job.ts';
import type { ModelFunction } from './model-function.ts';

export interface RegisteredModels {
  /** What a model said when a statement failed in it, located at its node. */
  problem(): Diagnostic | null;
  close(): void;
}

/** The bytes that were checked: a model that changed since then could have other inputs, or end the process. */
async function modelBytes(model: JobModel): Promise<Uint8Array> {
  const at = { node: model.nodes[0]!, param: 'model' };
  const bytes = await readFile(model.path).catch((error: NodeJS.ErrnoException) => {
    throw new DiagnosticError(problem('model-missing', `The model ${model.path} of node "${at.node}" cannot be read any more (${error.code ?? error.message}). Put it back and run again.`, at));
  });
  if (createHash('sha256').update(bytes).digest('hex') === model.call.hash) return bytes;
  throw new DiagnosticError(problem('model-corrupt', `The model ${model.path} of node "${at.node}" was changed while the run began. Run again once it is complete.`, at));
}

/** Makes each model callable from SQL under its name; the runtime is loaded only when there is one. */
export async function registerModels(connection: DuckDBConnection, models: readonly JobModel[]): Promise<RegisteredModels> {
  if (models.length === 0) return { problem: () => null, close: () => undefined };
  const { registerModelFunction } = await import('./model-function.ts');
  const open: { readonly model: JobModel; readonly fn: ModelFunction }[] = [];
  try {
    for (const model of models) open.push({ model, fn: await registerModelFunction(connection, model.name, model.call, await modelBytes(model)) });
  } catch (error) {
    open.forEach(({ fn }) => fn.close());
    const model = models[open.length]!;
    if (error instanceof ModelError) throw new DiagnosticError(problem(error.diagnosticCode, `Node "${model.nodes[0]}": ${error.message} ${error.advice}`, { node: model.nodes[0]!, param: 'model' }));
    throw error;
  }
  return {
    problem() {
      for (const { model, fn } of open) {
        const failure = fn.failure();
        if (failure) return problem('model-failed', `Node "${model.nodes[0]}": ${failure.message} ${failure.advice}`, { node: model.nodes[0]! });
      }
      return null;
    },
    close: () => open.forEach(({ fn }) => fn.close()),
  };
}
