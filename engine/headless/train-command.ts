import { resolve } from 'node:path';
import type { Engine } from '../api/engine.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { TrainingAccount } from '../core/training-account.ts';
import type { Catalog } from '../definition/index.ts';
import { emptyDocument } from '../document/document.ts';
import { diagnosticLine, exit, type Console } from './console.ts';
import { nodeForFile } from './node-for-file.ts';
import { ProgressLine } from './progress-line.ts';

export interface TrainOptions {
  readonly to: string;
  readonly target?: string;
  readonly task?: string;
  readonly features?: string;
  readonly set: readonly string[];
  readonly json?: boolean;
}

/** `millrace train`: learns a model from the rows of a file. Gives the exit code: 0 done, 1 training failed, 2 the call or the columns are wrong. */
export async function trainCommand(data: string, options: TrainOptions, engine: Engine, catalog: Catalog, console: Console, onSignal: (stop: () => void) => void): Promise<number> {
  const { definition, more } = nodeForFile('read', data, catalog);
  const settings = Object.fromEntries(options.set.map(settingOf));
  const params = {
    path: resolve(options.to),
    ...(options.target === undefined ? {} : { target: options.target }),
    ...(options.task === undefined ? {} : { task: options.task }),
    ...(options.features === undefined ? {} : { features: options.features.split(',') }),
    ...settings,
  };
  const document = {
    ...emptyDocument('train'),
    nodes: { data: { type: definition.type, version: definition.version, params: { path: resolve(data), ...more } }, model: { type: 'train-model', version: catalog.get('train-model')!.version, params } },
    edges: [{ from: 'data.out', to: 'model.in' }],
  };
  const line = new ProgressLine(console);
  const report = await engine.session.run({ document, base: process.cwd(), name: 'train', counting: 'free' }, (event) => line.take(event), onSignal);
  line.clear();
  for (const d of report.diagnostics) console.error(diagnosticLine(d));
  if (report.status !== 'succeeded') return report.refused === true ? exit.wrongCall : exit.failed;
  const { training, written } = report.nodes['model']!;
  console.out(options.json === true ? `${JSON.stringify(training, null, 2)}\n` : `${accountText(training!)}${written!.path}  ${written!.bytes} bytes\n`);
  return exit.done;
}

/** `NAME=VALUE`, where the value is JSON or, when it is none, a text. */
function settingOf(text: string): readonly [string, unknown] {
  const at = text.indexOf('=');
  if (at <= 0) throw new DiagnosticError(problem('param-invalid', `--set ${text} is not NAME=VALUE. Write for example --set algorithm=forest; millrace nodes train-model lists the settings.`));
  const value = text.slice(at + 1);
  try {
    return [text.slice(0, at), JSON.parse(value) as unknown];
  } catch {
    // A word needs no quotes.
    return [text.slice(0, at), value];
  }
}

function accountText(account: TrainingAccount): string {
  const { metrics, rows } = account;
  const names = Object.keys(metrics.training);
  const judged = metrics.validation;
  const figure = (value: number | undefined): string => (value === undefined ? '' : value.toPrecision(4));
  const lines = names.map((name) => [name, figure(metrics.training[name]), ...(judged === null ? [] : [figure(judged[name])])]);
  const parts = [
    `${account.algorithm} learned ${account.target === null ? account.task : `"${account.target}"`} from ${account.features.length} columns of ${rows.training} rows${rows.validation > 0 ? `, judged by ${rows.validation} others` : ''}${rows.dropped > 0 ? `; ${rows.dropped} rows without a target left out` : ''}\n\n`,
    alignedText([['', `${rows.training} rows`, ...(judged === null ? [] : [`${rows.validation} others`])], ...lines]),
  ];
  if (account.confusion && account.classes) parts.push('\n', alignedText([['is \\ said to be', ...account.classes], ...account.confusion.map((row, k) => [account.classes![k]!, ...row.map(String)])]));
  if (account.importance) {
    const sorted = [...account.importance].sort((a, b) => b.drop - a.drop).slice(0, 10);
    parts.push('\n', alignedText([['worse without', account.task === 'classification' ? 'accuracy lost' : 'RMSE gained'], ...sorted.map(({ feature, drop }) => [feature, drop.toPrecision(3)])]));
  }
  return `${parts.join('')}\n`;
}

/** Lines of cells side by side, names to the left and figures to the right. */
function alignedText(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines.map((line) => `${line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}\n`).join('');
}
