import { z } from 'zod';
import { problem, type Diagnostic } from '../core/diagnostic.ts';
import type { ModelCard } from '../core/model-card.ts';
import { registryFile, type ModelReference, type RegisteredModel } from '../core/registered-model.ts';
import { nearestName } from '../core/schema.ts';

const figures = z.record(z.string(), z.number());

const count = z.number();
const ports = z.array(z.looseObject({ name: z.string(), type: z.string() }));
const training = z.looseObject({
  task: z.string(),
  algorithm: z.string(),
  target: z.string().nullable(),
  features: z.array(z.string()),
  classes: z.array(z.string()).nullable(),
  rows: z.looseObject({ training: count, validation: count, dropped: count }),
  fingerprint: z.string(),
  settings: z.record(z.string(), z.union([z.string(), z.number()])),
  metrics: z.looseObject({ training: figures, validation: figures.nullable() }),
  confusion: z.array(z.array(count)).nullable(),
  importance: z.array(z.looseObject({ feature: z.string(), drop: z.number() })).nullable(),
  warnings: z.array(z.string()),
});
const card: z.ZodType<ModelCard> = z.looseObject({ inputs: ports, outputs: ports, producer: z.string(), training: training.nullable() });

const version = z.looseObject({
  /** From the folder of the index. */
  file: z.string().regex(/^(?!\/|[A-Za-z]:)(?!.*(^|\/)\.\.(\/|$))[^\\]+$/, 'it leads out of the folder of the index'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int(),
  /** ISO 8601, UTC. */
  registered: z.string(),
  by: z.string(),
  note: z.string(),
  card,
});
export type ModelVersion = z.infer<typeof version>;

const holder = z.object({ version: z.number().int(), since: z.string(), by: z.string() });
/** Who holds a stage now, and who held it before, the latest last. */
const stage = z.looseObject({ ...holder.shape, earlier: z.array(holder) });
const model = z.looseObject({ stages: z.record(z.string(), stage), versions: z.record(z.string().regex(/^[1-9]\d*$/), version) });
const index = z.looseObject({ 'millrace-models': z.literal(1), models: z.record(z.string(), model) });

/** The models of a project: plain, in one order, without paths that lead out of it. */
export type RegistryIndex = z.infer<typeof index>;
export type ModelEntry = z.infer<typeof model>;

export const emptyIndex: RegistryIndex = { 'millrace-models': 1, models: {} };

/** Reads an index; the problem says what is wrong with it. */
export function readIndex(text: string): { readonly index: RegistryIndex } | { readonly problem: Diagnostic } {
  const refuse = (what: string): { readonly problem: Diagnostic } => ({ problem: problem('registry-invalid', `${registryFile} cannot be read: ${what}. Take it back from an earlier version, or mend it.`) });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse((error as Error).message);
  }
  const read = index.safeParse(value);
  if (read.success) return { index: read.data };
  const { path, message } = read.error.issues[0]!;
  return refuse(`${path.length === 0 ? 'the whole' : path.join('.')}: ${message}`);
}

const sorted = <T>(record: Readonly<Record<string, T>>, order: (a: string, b: string) => number = (a, b) => (a < b ? -1 : 1)): Record<string, T> => Object.fromEntries(Object.entries(record).sort(([a], [b]) => order(a, b)));

/** The index as it stands in the file: sorted, so that two changes rarely meet in one line. */
export function writeIndex(given: RegistryIndex): string {
  const models = Object.fromEntries(Object.entries(sorted(given.models)).map(([name, entry]) => [name, { ...entry, stages: sorted(entry.stages), versions: sorted(entry.versions, (a, b) => Number(a) - Number(b)) }]));
  return `${JSON.stringify({ ...given, models }, null, 2)}\n`;
}

export const versionsOf = (entry: ModelEntry): number[] => Object.keys(entry.versions).map(Number).sort((a, b) => a - b);

const anyOf = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

/** The version that a reference names, or what there is instead. */
export function resolveReference(given: RegistryIndex | null, { name, at }: ModelReference): RegisteredModel | Diagnostic {
  const missing = (message: string): Diagnostic => problem('model-missing', message);
  if (given === null) return missing(`"${name}@${'stage' in at ? at.stage : at.version}" names a registered model, and there is no ${registryFile} beside the flow. Register the model first (millrace models register), or choose a file.`);
  const entry = given.models[name];
  if (!entry) {
    const near = nearestName(name, Object.keys(given.models));
    return missing(`No model "${name}" is registered in ${registryFile}${near ? `. Did you mean "${near}"?` : `, which has ${anyOf(Object.keys(given.models))}.`} Name one of them, or register it.`);
  }
  const number = 'version' in at ? at.version : entry.stages[at.stage]?.version;
  const found = number === undefined ? undefined : entry.versions[String(number)];
  if (number === undefined || !found) {
    const what = 'version' in at ? `version ${at.version}` : number === undefined ? `stage "${at.stage}"` : `version ${number}, which its stage "${at.stage}" names`;
    return missing(`Model "${name}" has no ${what}. It has the stages ${anyOf(Object.keys(entry.stages))} and the versions ${anyOf(versionsOf(entry).map(String))}. Name one of them, or promote a version (millrace models promote ${name}@VERSION ${'stage' in at ? at.stage : 'STAGE'}).`);
  }
  return { name, version: number, stage: 'stage' in at ? at.stage : null, sha256: found.sha256, path: `models/${found.file}` };
}

/** Puts a version on a stage; the one that was there is remembered. */
export function promoted(given: RegistryIndex, name: string, number: number, to: string, when: { readonly at: string; readonly by: string }): RegistryIndex {
  const entry = given.models[name]!;
  const now = entry.stages[to];
  if (now?.version === number) return given;
  const earlier = now ? [...now.earlier, { version: now.version, since: now.since, by: now.by }] : [];
  return { ...given, models: { ...given.models, [name]: { ...entry, stages: { ...entry.stages, [to]: { ...now, version: number, since: when.at, by: when.by, earlier } } } } };
}

/** Puts the version back that held a stage before; null where none did. */
export function rolledBack(given: RegistryIndex, name: string, to: string, when: { readonly at: string; readonly by: string }): RegistryIndex | null {
  const entry = given.models[name]!;
  const now = entry.stages[to];
  const before = now?.earlier.at(-1);
  if (!now || !before) return null;
  return { ...given, models: { ...given.models, [name]: { ...entry, stages: { ...entry.stages, [to]: { ...now, version: before.version, since: when.at, by: when.by, earlier: now.earlier.slice(0, -1) } } } } };
}
