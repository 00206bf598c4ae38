import { resolve } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { isModelName, isStageName, modelReference, registryFile, type RegisteredModel } from '../core/registered-model.ts';
import { cardOfModel } from '../inference/card-of-model.ts';
import { inspectModel } from '../inference/inspect-model.ts';
import { readModel } from '../inference/read-model.ts';
import type { ProbeOptions } from '../inference/probe-model.ts';
import { changeRegistry, moment, readRegistry, registerModel } from '../io/model-registry.ts';
import { emptyIndex, promoted, resolveReference, rolledBack, versionsOf, type ModelVersion, type RegistryIndex } from '../io/registry-index.ts';
import { compareVersions } from './compare-models.ts';
import { exit, type Console } from './console.ts';
import { columnsText, modelsText, versionText } from './models-text.ts';

export interface ModelsOptions {
  /** Folder of the flow, which holds `models/`. */
  readonly project: string;
  readonly json?: boolean;
}

const wrong = (message: string): DiagnosticError => new DiagnosticError(problem('param-invalid', message));
const tell = (options: ModelsOptions, console: Console, value: unknown, text: () => string): number => {
  console.out(options.json === true ? `${JSON.stringify(value, null, 2)}\n` : text());
  return exit.done;
};

interface Found {
  readonly model: RegisteredModel;
  readonly entry: ModelVersion;
}

/** The version that `model@stage` or `model@version` names, or the latest of `model`; throws a DiagnosticError where there is none. */
function find(index: RegistryIndex | null, text: string): Found {
  const latest = index === null || !(text in index.models) ? undefined : versionsOf(index.models[text]!).at(-1);
  const asked = modelReference(latest === undefined ? text : `${text}@${latest}`) ?? (isModelName(text) ? { name: text, at: { version: 1 } } : null);
  if (asked === null) throw wrong(`"${text}" names no model. Write MODEL@STAGE or MODEL@VERSION, such as churn@production or churn@2.`);
  const model = resolveReference(index, asked);
  if ('code' in model) throw new DiagnosticError(model);
  return { model, entry: index!.models[model.name]!.versions[String(model.version)]! };
}

/** `millrace models`: the models of a project with their stages and versions. */
export async function listModels(options: ModelsOptions, console: Console): Promise<number> {
  const index = (await readRegistry(resolve(options.project))) ?? emptyIndex;
  const models = Object.entries(index.models).map(([name, entry]) => ({
    name,
    stages: Object.fromEntries(Object.entries(entry.stages).map(([stage, { version, since, by }]) => [stage, { version, since, by }])),
    versions: versionsOf(entry).map((version) => ({ version, ...entry.versions[String(version)]! })),
  }));
  return tell(options, console, { models }, () => modelsText(models));
}

/** `millrace models show`: the card of one version. */
export async function showModel(reference: string, options: ModelsOptions, console: Console): Promise<number> {
  const index = await readRegistry(resolve(options.project));
  const { model, entry } = find(index, reference);
  const stages = Object.entries(index!.models[model.name]!.stages).flatMap(([stage, held]) => (held.version === model.version ? [stage] : []));
  return tell(options, console, { name: model.name, version: model.version, stages, path: model.path, ...entry }, () => versionText(model, stages, entry));
}

/** `millrace models compare`: two versions side by side. */
export async function compareModels(left: string, right: string, options: ModelsOptions, console: Console): Promise<number> {
  const index = await readRegistry(resolve(options.project));
  const [a, b] = [find(index, left), find(index, right)];
  const compared = compareVersions(a.entry, b.entry);
  const title = ({ model }: Found): string => `${model.name}@${model.version}`;
  return tell(options, console, { left: title(a), right: title(b), ...compared }, () => columnsText(title(a), title(b), compared));
}

/** `millrace models register`: makes a model file the next version of a model. */
export async function registerFile(file: string, options: ModelsOptions & { readonly name: string; readonly note: string; readonly stage?: string }, probe: ProbeOptions, console: Console): Promise<number> {
  if (!isModelName(options.name)) throw wrong(`A model cannot be called "${options.name}". Use letters, digits, "_", "-" and "." only, a letter or digit first.`);
  const stage = options.stage === undefined ? null : stageName(options.stage);
  const { account, reason } = await inspectModel(resolve(file), probe);
  if (reason !== null || account === null) throw new DiagnosticError(problem(reason?.code ?? 'model-corrupt', `${file} is not registered: ${reason?.message ?? 'it is no model.'}`));
  // A version is one file, and its hash is that of all weights: those in other files come inside.
  const { bytes } = await readModel(resolve(file));
  const made = await registerModel(resolve(options.project), { name: options.name, bytes, card: cardOfModel(bytes, account), note: options.note, stage });
  return tell(options, console, made, () => `${made.name}@${made.version}${made.added ? '' : ' (the same bytes were registered before)'}${stage === null ? '' : `, now ${stage}`}  ${made.path}\n`);
}

const stageName = (text: string): string => {
  if (!isStageName(text)) throw wrong(`A stage cannot be called "${text}". Use letters, digits, "_" and "-" only, a letter first.`);
  return text;
};

/** `millrace models promote`: puts a version on a stage. */
export async function promoteModel(reference: string, to: string, options: ModelsOptions, console: Console): Promise<number> {
  const stage = stageName(to);
  const done = await changeRegistry(resolve(options.project), async (now) => {
    const { model } = find(now, reference);
    const before = now.models[model.name]!.stages[stage]?.version ?? null;
    return { index: promoted(now, model.name, model.version, stage, moment()), result: { name: model.name, stage, version: model.version, before } };
  });
  return tell(options, console, done, () => `${done.name}@${done.stage} is version ${done.version}${done.before === null ? '' : done.before === done.version ? ' as before' : `, was ${done.before}`}\n`);
}

/** `millrace models rollback`: puts the version back that held a stage before. */
export async function rollbackModel(reference: string, options: ModelsOptions, console: Console): Promise<number> {
  const done = await changeRegistry(resolve(options.project), async (now) => {
    const { model } = find(now, reference);
    if (model.stage === null) throw wrong(`"${reference}" names a version, and a stage is rolled back. Write ${model.name}@STAGE.`);
    const index = rolledBack(now, model.name, model.stage, moment());
    if (index === null) throw wrong(`No version held the stage "${model.stage}" of "${model.name}" before ${model.version}. Promote the one you want (millrace models promote ${model.name}@VERSION ${model.stage}).`);
    return { index, result: { name: model.name, stage: model.stage, version: index.models[model.name]!.stages[model.stage]!.version, before: model.version } };
  });
  return tell(options, console, done, () => `${done.name}@${done.stage} is version ${done.version} again, was ${done.before} (${registryFile})\n`);
}
