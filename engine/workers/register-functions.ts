import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Diagnostic } from '../core/diagnostic.ts';
import { DiagnosticError, note, problem, warning } from '../core/diagnostic.ts';
import { ModelError } from '../inference/model-error.ts';
import type { TrainingProgress } from '../core/training-progress.ts';
import type { JobCrossValidation, JobFunction, JobJsonSchema, JobModel, JobPython, JobScript, JobXml } from '../plan/job.ts';
import { hearMessages } from '../scripting/hear-messages.ts';
import { ScriptError } from '../scripting/script-error.ts';

export interface RegisteredFunctions {
  /** What a model or script said when a statement failed in it, located at its node. */
  problem(): Diagnostic | null;
  /** What a person should know of a run beside its failure. */
  notes(succeeded: boolean): readonly Diagnostic[];
  close(): void;
}

/** The bytes that were checked: a model that changed since then could have other inputs, or end the process. */
async function modelBytes(model: JobModel): Promise<Uint8Array> {
  const at = { node: model.nodes[0]!, param: 'model' };
  const { readModel } = await import('../inference/read-model.ts');
  const { bytes } = await readModel(model.path).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof ModelError) throw error;
    throw new DiagnosticError(problem('model-missing', `The model ${model.path} of node "${at.node}" cannot be read any more (${error.code ?? error.message}). Put it back and run again.`, at));
  });
  if (createHash('sha256').update(bytes).digest('hex') === model.call.hash) return bytes;
  throw new DiagnosticError(problem('model-corrupt', `The model ${model.path} of node "${at.node}" was changed while the run began. Run again once it is complete.`, at));
}

interface OpenFunction {
  problem(): Diagnostic | null;
  note?(succeeded: boolean): Diagnostic | null;
  close(): void;
}

/** Told by functions that take long at one call: the database knows nothing of how far they are. */
export type OnProgress = (nodes: readonly string[], progress: TrainingProgress) => void;

/** Makes each model and script callable from SQL under its name; what runs them is loaded only when there is one. */
export async function registerFunctions(connection: DuckDBConnection, functions: readonly JobFunction[], isCancelled: () => boolean, onProgress: OnProgress = () => undefined): Promise<RegisteredFunctions> {
  const open: OpenFunction[] = [];
  try {
    for (const fn of functions) open.push(await openFunction(connection, fn, isCancelled, onProgress));
  } catch (error) {
    open.forEach((fn) => fn.close());
    throw error;
  }
  return {
    problem: () => open.map((fn) => fn.problem()).find((told) => told !== null) ?? null,
    notes: (succeeded) => open.map((fn) => fn.note?.(succeeded) ?? null).filter((told) => told !== null),
    close: () => open.forEach((fn) => fn.close()),
  };
}

/** While rows are scored this thread hears nothing, so messages are handed out before it is asked whether the run was cancelled. */
function pauseFor(isCancelled: () => boolean): () => void {
  let last = performance.now();
  return () => {
    if (performance.now() - last < 50) return;
    hearMessages();
    if (isCancelled()) throw new Error('Interrupt Error: scoring was cancelled');
    last = performance.now();
  };
}

async function openModel(connection: DuckDBConnection, model: JobModel, isCancelled: () => boolean): Promise<OpenFunction> {
  const { registerModelFunction } = await import('./model-function.ts');
  const [node = ''] = model.nodes;
  try {
    const fn = await registerModelFunction(connection, model.name, model.call, await modelBytes(model), { folder: model.folder, pause: pauseFor(isCancelled) });
    return {
      problem() {
        const failure = fn.failure();
        return failure && problem('model-failed', `Node "${node}": ${failure.message} ${failure.advice}`, { node });
      },
      note(succeeded) {
        // A feature that is empty throughout is the usual reason, and easy to miss in a table of NULLs.
        if (!succeeded || fn.rows() === 0 || fn.scored() > 0) return null;
        return warning('model-inputs', `Node "${node}": none of ${fn.rows()} rows got a prediction, because each has a missing value in a column the model reads, or was refused by it. Choose what happens to missing values, or fill them in before.`, { node, param: 'nulls' });
      },
      close: () => fn.close(),
    };
  } catch (error) {
    if (error instanceof ModelError) throw new DiagnosticError(problem(error.diagnosticCode, `Node "${node}": ${error.message} ${error.advice}`, { node, param: 'model' }));
    throw error;
  }
}

const scriptProblem = (node: string, { message, advice }: ScriptError): Diagnostic => problem('script-failed', `Node "${node}": ${message} ${advice}`, { node, param: 'code' });

function openFunction(connection: DuckDBConnection, fn: JobFunction, isCancelled: () => boolean, onProgress: OnProgress): Promise<OpenFunction> {
  switch (fn.kind) {
    case 'model':
      return openModel(connection, fn, isCancelled);
    case 'script':
      return openScript(connection, fn, isCancelled);
    case 'python':
      return openPython(connection, fn, isCancelled);
    case 'xml':
      return openXml(connection, fn, isCancelled);
    case 'json-schema':
      return openJsonSchema(connection, fn, isCancelled);
    case 'cross-validation':
      return openCrossValidation(connection, fn, isCancelled, onProgress);
  }
}

const mostWarnings = 5;

async function openCrossValidation(connection: DuckDBConnection, validation: JobCrossValidation, isCancelled: () => boolean, onProgress: OnProgress): Promise<OpenFunction> {
  const { registerCrossValidation } = await import('./cross-validation-function.ts');
  const { nodes } = validation;
  const [node = ''] = nodes;
  const fn = registerCrossValidation(connection, validation, { hear: hearMessages, isCancelled, onProgress: (progress) => onProgress(nodes, progress) });
  return {
    problem() {
      const failure = fn.failure();
      return failure && problem('training-impossible', `Node "${node}" cannot be learned and judged: ${failure.message}`, { node });
    },
    note() {
      const told = [...new Set(fn.warnings())];
      const more = told.length - mostWarnings;
      return told.length === 0 ? null : warning('training-warning', `Node "${node}": ${told.slice(0, mostWarnings).join(' ')}${more > 0 ? ` ${more} more of this kind.` : ''}`, { node });
    },
    close: () => undefined,
  };
}

async function openJsonSchema(connection: DuckDBConnection, { name, call }: JobJsonSchema, isCancelled: () => boolean): Promise<OpenFunction> {
  const { registerJsonSchemaFunction } = await import('./json-schema-function.ts');
  registerJsonSchemaFunction(connection, name, call, pauseFor(isCancelled));
  // A text that is not of the schema is a result; only what stops the run on purpose can fail here.
  return { problem: () => null, close: () => undefined };
}

async function openXml(connection: DuckDBConnection, { name, call, nodes: [node = ''] }: JobXml, isCancelled: () => boolean): Promise<OpenFunction> {
  const { registerXmlFunction } = await import('./xml-function.ts');
  const fn = registerXmlFunction(connection, name, call, pauseFor(isCancelled));
  return {
    problem() {
      const failure = fn.failure();
      return failure === null ? null : problem('value-unreadable', `Node "${node}": a text of column "${call.inputs[0]!.name}" cannot be read as XML. ${failure} Mend it, or send such rows to Errors.`, { node, param: 'column' });
    },
    close: () => undefined,
  };
}

async function openPython(connection: DuckDBConnection, script: JobPython, isCancelled: () => boolean): Promise<OpenFunction> {
  const { registerPythonFunction } = await import('./python-function.ts');
  const [node = ''] = script.nodes;
  const fn = registerPythonFunction(connection, script, isCancelled);
  return {
    problem() {
      const failure = fn.failure();
      return failure && scriptProblem(node, failure);
    },
    note: () => (fn.printed().trim() === '' ? null : note('script-printed', `Node "${node}" printed:\n${fn.printed().trimEnd()}`, { node })),
    close: () => fn.close(),
  };
}

async function openScript(connection: DuckDBConnection, script: JobScript, isCancelled: () => boolean): Promise<OpenFunction> {
  const { registerScriptFunction } = await import('./script-function.ts');
  const [node = ''] = script.nodes;
  try {
    const fn = await registerScriptFunction(connection, script.name, script.call, isCancelled);
    return {
      problem() {
        const failure = fn.failure();
        return failure && scriptProblem(node, failure);
      },
      close: () => fn.close(),
    };
  } catch (error) {
    if (error instanceof ScriptError) throw new DiagnosticError(scriptProblem(node, error));
    throw error;
  }
}
