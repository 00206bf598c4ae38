import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterEach, beforeEach } from 'vitest';
import type { Schema } from '../core/schema.ts';
import { bindModel } from '../relation/bind-model.ts';
import type { BindingOptions } from '../relation/bind-model.ts';
import { describeModel } from '../inference/describe-model.ts';
import { registerModelFunction } from './model-function.ts';
import type { ModelFunction } from './model-function.ts';

/** A database of its own for each test of a file, with models as functions in it. */
export function modelDatabase() {
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  const opened: ModelFunction[] = [];

  beforeEach(async () => {
    instance = await DuckDBInstance.create(':memory:', { threads: '4' });
    connection = await instance.connect();
  });
  afterEach(() => {
    for (const model of opened.splice(0)) model.close();
    connection.closeSync();
    instance.closeSync();
  });

  return {
    connection: (): DuckDBConnection => connection,
    /** Registers a model as `name` for columns given as `name TYPE`, or as a schema where types hold spaces. */
    async register(bytes: Uint8Array, columns: readonly string[], options: BindingOptions = {}, name = 'f', folder = process.cwd(), schema: Schema | null = null): Promise<ModelFunction> {
      const table = schema ?? columns.map((column) => ({ name: column.split(' ')[0]!, type: column.split(' ')[1]! }));
      const bound = bindModel(describeModel(bytes, ''), table, options);
      if ('problem' in bound) throw new Error(bound.problem.message);
      const model = await registerModelFunction(connection, name, bound.call, bytes, { folder, pause: () => undefined });
      opened.push(model);
      return model;
    },
    async rowsOf(sql: string): Promise<unknown[][]> {
      return (await connection.runAndReadAll(sql)).getRowsJson();
    },
  };
}
