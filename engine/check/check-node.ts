import type { Diagnostic, Location } from '../core/diagnostic.ts';
import type { DiagnosticCode } from '../core/diagnostic-codes.ts';
import { hasErrors, problem, warning } from '../core/diagnostic.ts';
import type { RegisteredModel } from '../core/registered-model.ts';
import type { Schema } from '../core/schema.ts';
import type { AnyNodeDefinition, Built, Fact, ParamRecord, Sought } from '../definition/index.ts';
import type { End, FlowNode } from '../document/document.ts';
import { column } from '../expression/expression.ts';
import type { Answer, Binder } from './binder.ts';
import type { CheckedNode, FileRecords } from './checked-flow.ts';
import { checkConditions, checkPairConditions } from './check-conditions.ts';
import { checkParams } from './check-params.ts';
import type { ParameterValues } from './flow-parameters.ts';
import { located, withFileRecords } from './file-records.ts';
import { prepareParams } from './prepare-params.ts';
import { registeredParams } from './registered-params.ts';
import { sourceContract } from './source-contract.ts';
import { aboutWritten } from './written-text.ts';

export interface NodeContext {
  readonly id: string;
  readonly node: FlowNode;
  readonly definition: AnyNodeDefinition;
  readonly sources: Readonly<Record<string, readonly End[]>>;
  /** Null where the schema of something upstream is not known; the node is then only checked for itself. */
  readonly inputs: Readonly<Record<string, readonly Schema[]>> | null;
  readonly connected: ReadonlySet<string>;
  readonly base: string;
  readonly values: ParameterValues;
  readonly binder: Binder;
  /** Rows of a relation of this node, given as far as it is checked. */
  readonly seek: (own: CheckedNode, sought: Sought) => Promise<Answer<Fact>>;
}

/** Checks one node whose inputs are already checked: settings, expressions, facts, outputs. */
export async function checkNode(context: NodeContext): Promise<CheckedNode> {
  const { id, node, definition, sources } = context;
  const diagnostics: Diagnostic[] = [];
  let records: FileRecords | null = null;
  let models: readonly RegisteredModel[] = [];
  // With references as they were written.
  let caption = '';
  const done = (params: ParamRecord, built: Built | null, outputs: Readonly<Record<string, Schema>>): CheckedNode => ({
    id,
    title: node.title ?? definition.title,
    definition,
    params,
    caption: caption || definition.caption(params),
    sources,
    inputs: context.inputs ?? {},
    built: hasErrors(diagnostics) ? null : built,
    outputs: hasErrors(diagnostics) ? {} : outputs,
    diagnostics: records === null ? diagnostics : diagnostics.map((d) => located(d, records!)),
    ...(records === null ? {} : { fromFile: records }),
    ...(models.length > 0 ? { models } : {}),
  });
  for (const port of definition.inputs) {
    if (port.required && (sources[port.name] ?? []).length === 0) {
      diagnostics.push(problem('input-missing', `Input "${port.title}" of node "${id}" is not connected. Draw an edge to it.`, { node: id, port: port.name }));
    }
  }
  const checked = checkParams(definition, id, node.params, node.version);
  diagnostics.push(...checked.diagnostics);
  if (!checked.params) return done(node.params, null, {});
  const written = await prepareParams(definition, id, checked.params, context.values, context.binder, context.inputs ?? {});
  diagnostics.push(...written.diagnostics);
  if (hasErrors(diagnostics)) return done(checked.params, null, {});
  const filled = await withFileRecords(definition, id, written, context.base, context.binder, context.inputs ?? {});
  const { prepared } = filled;
  records = filled.from;
  diagnostics.push(...filled.diagnostics);
  if (hasErrors(diagnostics)) return done(checked.params, null, {});
  caption = definition.caption(prepared.params);
  const registered = await registeredParams(definition, id, prepared.params, context.base, context.binder);
  diagnostics.push(...registered.diagnostics);
  if (hasErrors(diagnostics)) return done(prepared.params, null, {});
  models = registered.models;
  const { params } = registered;
  const need = definition.need?.(params) ?? null;
  let fact: Fact | null = null;
  if (need) {
    const answer = await context.binder.discover(need, context.base);
    if (!answer.ok) {
      diagnostics.push({ ...answer.problem, at: { node: id, ...answer.problem.at } });
      return done(params, null, {});
    }
    fact = answer.value;
    const changed = fact.kind === 'model' && models[0] && models[0].sha256 !== fact.description.hash ? models[0] : null;
    if (changed) {
      diagnostics.push(problem('model-corrupt', `${changed.path} is no longer the file that was registered as version ${changed.version} of "${changed.name}". Put that file back, or register this one as a version of its own.`, { node: id, param: 'model' }));
      return done(params, null, {});
    }
  }
  if (!context.inputs) return done(params, null, {});
  const report = (code: DiagnosticCode, message: string, at?: Location): void => void diagnostics.push(problem(code, message, { node: id, ...at }));
  const sought = definition.seek?.({ params, inputs: context.inputs, report }) ?? null;
  if (hasErrors(diagnostics)) return done(params, null, {});
  if (sought) {
    const answer = await context.seek(done(params, { outputs: {} }, {}), sought);
    if (!answer.ok) {
      diagnostics.push({ ...answer.problem, at: { node: id, ...answer.problem.at } });
      return done(params, null, {});
    }
    fact = answer.value;
  }
  const asked = { id, definition, params, expressions: prepared.expressions, inputs: context.inputs, binder: context.binder };
  const conditions = await checkConditions(asked);
  diagnostics.push(...conditions.map((d) => aboutWritten(d, prepared.texts)));
  if (hasErrors(diagnostics)) return done(params, null, {});
  const built = definition.build({
    params,
    inputs: context.inputs,
    fact,
    connected: context.connected,
    expression: (path) => {
      const found = prepared.expressions.get(path);
      // A column setting may be read as an expression too.
      if (!found) return column(String(path.split('.').reduce<unknown>((v, key) => (v as Record<string, unknown>)?.[key], params)));
      return found;
    },
    isVolatileStatement: (path) => prepared.volatileStatements.has(path),
    report,
    warn: (code, message, at) => diagnostics.push(warning(code, message, { node: id, ...at })),
    note: (code, message, at) => diagnostics.push({ code, severity: 'info', message, at: { node: id, ...at } }),
  });
  if (hasErrors(diagnostics)) return done(params, null, {});
  const trouble: Diagnostic[] = [...(await checkPairConditions(asked, built))];
  const outputs = trouble.length > 0 ? {} : await bindOutputs(context, built, trouble);
  diagnostics.push(...(await sourceContract(definition, id, params, outputs, context.base, context.binder)));
  diagnostics.push(...trouble.map((d) => aboutWritten(d, prepared.texts)));
  return done(params, built, outputs);
}

async function bindOutputs(context: NodeContext, built: Built, diagnostics: Diagnostic[]): Promise<Record<string, Schema>> {
  const outputs: Record<string, Schema> = {};
  const inputs = context.inputs ?? {};
  const bind = (relation: Built['outputs'][string]) => context.binder.bind({ node: context.id, inputs, shared: built.shared ?? {}, relation });
  for (const [port, relation] of Object.entries(built.outputs)) {
    const answer = await bind(relation);
    if (!answer.ok) {
      // All ports share the same expressions: one report is enough.
      diagnostics.push({ ...answer.problem, at: { node: context.id, ...answer.problem.at } });
      return {};
    }
    const twice = firstDuplicate(answer.value);
    if (twice !== undefined) {
      diagnostics.push(problem('column-duplicate', `Node "${context.id}" would give two columns called "${twice}" (upper and lower case count as the same). Rename one of them.`, { node: context.id, port }));
      return {};
    }
    outputs[port] = answer.value;
  }
  for (const extra of [built.gate?.from, built.sink?.from, built.load?.from, built.view?.from]) {
    if (!extra) continue;
    const answer = await bind(extra);
    if (!answer.ok) diagnostics.push({ ...answer.problem, at: { node: context.id, ...answer.problem.at } });
  }
  return outputs;
}

function firstDuplicate(schema: Schema): string | undefined {
  const seen = new Set<string>();
  for (const { name } of schema) {
    if (seen.has(name.toLowerCase())) return name;
    seen.add(name.toLowerCase());
  }
  return undefined;
}
