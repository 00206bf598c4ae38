import { readFile } from 'node:fs/promises';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { DiagnosticError, warning, type Diagnostic } from '../core/diagnostic.ts';
import type { RegisteredModel } from '../core/registered-model.ts';
import { registerModel } from '../io/model-registry.ts';
import type { JobResult } from '../plan/job.ts';

/** Puts the models that a run has written into the registry where their nodes say so. The run stays what it is where that fails. */
export async function registerTrained(flow: CheckedFlow, result: JobResult): Promise<JobResult> {
  const registered: Record<string, RegisteredModel> = {};
  const trouble: Diagnostic[] = [];
  if (result.status !== 'succeeded') return result;
  for (const node of flow.nodes) {
    const format = node.built?.sink?.format;
    const written = result.written.find((w) => w.node === node.id);
    if (format?.kind !== 'model' || !format.register || !written) continue;
    try {
      const bytes = await readFile(written.path);
      const { cardOfModel } = await import('../inference/card-of-model.ts');
      const { name, stage } = format.register;
      const { added: _, ...model } = await registerModel(flow.base, { name, stage, bytes, card: cardOfModel(bytes), note: '' });
      registered[node.id] = model;
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      trouble.push(warning(error.diagnostic.code, `The model was written to ${written.path} and is not registered: ${error.diagnostic.message}`, { node: node.id, param: 'register' }));
    }
  }
  return { ...result, registered, diagnostics: [...result.diagnostics, ...trouble] };
}
