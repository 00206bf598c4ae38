import type { Diagnostic } from '../core/diagnostic.ts';
import { modelReference, type RegisteredModel } from '../core/registered-model.ts';
import type { AnyNodeDefinition, ParamRecord } from '../definition/index.ts';
import type { Binder } from './binder.ts';
import { findParams, withParam } from './check-params.ts';

export interface RegisteredParams {
  /** References put in place by the files they stand for. */
  readonly params: ParamRecord;
  readonly models: readonly RegisteredModel[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds the files that `model@stage` and `model@version` stand for in settings that name a model to read. */
export async function registeredParams(definition: AnyNodeDefinition, node: string, params: ParamRecord, base: string, binder: Binder): Promise<RegisteredParams> {
  let ready = params;
  const models: RegisteredModel[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { path, spec, value } of findParams('file', definition.params, params)) {
    if (spec.access !== 'read' || !spec.extensions.includes('onnx') || modelReference(value) === null) continue;
    const answer = await binder.discover({ kind: 'registered', reference: value }, base);
    if (!answer.ok) diagnostics.push({ ...answer.problem, at: { node, param: path } });
    else if (answer.value.kind === 'registered') {
      models.push(answer.value.model);
      ready = withParam(ready, path, answer.value.model.path);
    }
  }
  return { params: ready, models, diagnostics };
}
