import { readFile } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import type { JobModel } from '../plan/job.ts';

export interface RegisteredModels {
  /** What a model said when a statement failed in it, located at its node. */
  problem(): Diagnostic | null;
  close(): void;
}

/** Makes each model callable from SQL under its name; the runtime is loaded only when there is one. */
export async function registerModels(connection: DuckDBConnection, models: readonly JobModel[]): Promise<RegisteredModels> {
  if (models.length === 0) return { problem: () => null, close: () => undefined };
  const { registerModelFunction } = await import('./model-function.ts');
  const open = await Promise.all(models.map(async (model) => ({ model, fn: await registerModelFunction(connection, model.name, model.call, await readFile(model.path)) })));
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
