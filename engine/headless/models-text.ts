import type { RegisteredModel } from '../core/registered-model.ts';
import type { ModelVersion } from '../io/registry-index.ts';
import type { ComparedVersions } from './compare-models.ts';

interface Listed {
  readonly name: string;
  readonly stages: Readonly<Record<string, { readonly version: number }>>;
  readonly versions: readonly (ModelVersion & { readonly version: number })[];
}

const number = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(4));
const cell = (value: string | number | null): string => (value === null ? '-' : typeof value === 'number' ? number(value) : value);

/** Rows of cells with the columns below each other. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((all, row) => row.map((text, i) => Math.max(all[i] ?? 0, text.length)), []);
  return rows.map((row) => `  ${row.map((text, i) => text.padEnd(widths[i] ?? 0)).join('  ').trimEnd()}`);
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;

/** The first figure by which a version was judged. */
function mainFigure({ card }: ModelVersion): string {
  const judged = card.training?.metrics.validation ?? card.training?.metrics.training;
  const [first] = Object.entries(judged ?? {});
  return first ? `${first[0]} ${number(first[1])}` : '';
}

export function modelsText(models: readonly Listed[]): string {
  if (models.length === 0) return 'No model is registered here. Register one: millrace models register FILE --name NAME\n';
  return lines(
    models.flatMap(({ name, stages, versions }) => [
      name,
      ...aligned(versions.map((v) => [String(v.version), Object.entries(stages).flatMap(([stage, held]) => (held.version === v.version ? [stage] : [])).join(', '), v.card.training?.algorithm ?? '', mainFigure(v), v.registered.slice(0, 10), v.by, v.note])),
    ]),
  );
}

export function versionText({ name, version, path }: RegisteredModel, stages: readonly string[], { sha256, bytes, registered, by, note, card }: ModelVersion): string {
  const out = [`${name}@${version}${stages.length > 0 ? `  ${stages.join(', ')}` : ''}`, `  ${path}, ${bytes} bytes, SHA-256 ${sha256}`, `  registered ${registered} by ${by}`];
  if (note !== '') out.push(`  ${note}`);
  const { training } = card;
  if (training === null) out.push(`  ${card.producer === '' ? 'not trained here' : `made by ${card.producer}`}`, '', 'Inputs', ...aligned(card.inputs.map((p) => [p.name, p.type])), '', 'Outputs', ...aligned(card.outputs.map((p) => [p.name, p.type])));
  else {
    const { validation } = training.metrics;
    out.push('', `${training.task} by ${training.algorithm}${training.target === null ? '' : ` of ${training.target}`} from ${training.features.join(', ')}`);
    out.push(`  ${training.rows.training} rows learned from, ${training.rows.validation} judged by; data ${training.fingerprint.slice(0, 12)}`);
    out.push('', 'Metrics', ...aligned([['', 'training', ...(validation ? ['validation'] : [])], ...Object.entries(training.metrics.training).map(([metric, value]) => [metric, number(value), ...(validation ? [cell(validation[metric] ?? null)] : [])])]));
    if (training.importance) out.push('', 'Importance', ...aligned([...training.importance].sort((a, b) => b.drop - a.drop).map(({ feature, drop }) => [feature, number(drop)])));
    out.push('', 'Settings', ...aligned(Object.entries(training.settings).map(([setting, value]) => [setting, cell(value)])));
    for (const warning of training.warnings) out.push('', `Warning: ${warning}`);
  }
  return lines(out);
}

export function columnsText(left: string, right: string, { judgedBy, metrics, settings, features, sameData }: ComparedVersions): string {
  const out: string[] = [];
  if (judgedBy !== null) out.push(`Metrics of the ${judgedBy} rows`, ...aligned([['', left, right, 'difference'], ...metrics.map((m) => [m.name, cell(m.left), cell(m.right), m.difference === null ? '-' : `${m.difference > 0 ? '+' : ''}${number(m.difference)}`])]), '');
  if (settings.length > 0) out.push('Settings that differ', ...aligned([['', left, right], ...settings.map((s) => [s.name, cell(s.left), cell(s.right)])]), '');
  if (features.added.length > 0) out.push(`Features only in ${right}: ${features.added.join(', ')}`);
  if (features.removed.length > 0) out.push(`Features only in ${left}: ${features.removed.join(', ')}`);
  out.push(sameData === null ? 'At least one of them was not trained here: nothing is known of its data.' : sameData ? 'Both learned from the same rows.' : 'They learned from different rows: compare them by Evaluate model on the same ones.');
  return lines(out);
}
