import { resolve } from 'node:path';
import type { Engine } from '../api/engine.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { Catalog } from '../definition/index.ts';
import { diagnosticLine, exit, type Console } from './console.ts';
import { ProgressLine } from './progress-line.ts';
import { scoringFlow } from './scoring-flow.ts';

export interface PredictOptions {
  readonly to: string;
  readonly input: readonly string[];
  readonly image: readonly string[];
  readonly dim: readonly string[];
  readonly nulls: string;
  readonly null: readonly string[];
  readonly fill: readonly string[];
  readonly rejected?: string;
  readonly onFailure: string;
  readonly errors?: string;
  readonly prefix: string;
  readonly dropInputs?: boolean;
  readonly provider: string;
  readonly modelThreads: string;
}

/** `millrace predict`: scores the rows of a file into another file, which appears complete or not at all. Gives the exit code: 0 done, 1 scoring failed, 2 the call, the model or the columns are wrong. */
export async function predictCommand(model: string, data: string, options: PredictOptions, engine: Engine, catalog: Catalog, console: Console, onSignal: (stop: () => void) => void): Promise<number> {
  if (options.rejected !== undefined && options.nulls !== 'reject') throw new DiagnosticError(problem('param-invalid', '--rejected belongs to --nulls reject. Give both, or neither.'));
  if ((options.errors !== undefined) !== (options.onFailure === 'errors')) throw new DiagnosticError(problem('param-invalid', '--errors belongs to --on-failure errors. Give both, or neither.'));
  const document = scoringFlow(
    {
      model: resolve(model),
      data: resolve(data),
      to: resolve(options.to),
      rejected: options.rejected === undefined ? null : resolve(options.rejected),
      errors: options.errors === undefined ? null : resolve(options.errors),
      missing: options.null,
      settings: {
        mapping: options.input.map(inputOf),
        images: options.image.map(imageOf),
        dimensions: options.dim.map(dimensionOf),
        nulls: options.nulls,
        fill: options.fill.map(fillOf),
        onFailure: options.onFailure,
        prefix: options.prefix,
        keepInputs: options.dropInputs !== true,
        provider: options.provider,
        threads: /^\d+$/.test(options.modelThreads) ? Number(options.modelThreads) : options.modelThreads,
      },
    },
    catalog,
  );
  const line = new ProgressLine(console);
  const report = await engine.session.run({ document, base: process.cwd(), name: 'predict', counting: 'free' }, (event) => line.take(event), onSignal);
  line.clear();
  for (const d of report.diagnostics) console.error(diagnosticLine(d));
  if (report.diagnostics.some((d) => d.code === 'value-unreadable' && d.at.node === 'model')) console.error('A word of the file that means a missing value is given with --null, such as --null NA; with --on-failure errors --errors FILE the other rows are scored.\n');
  if (report.status !== 'succeeded') return report.refused === true ? exit.wrongCall : exit.failed;
  for (const { written } of Object.values(report.nodes)) if (written) console.out(`${written.path}  ${written.rows} rows, ${written.bytes} bytes\n`);
  return exit.done;
}

/** `NAME=COLUMN,COLUMN`: a column whose name holds a comma stands between double quotes, one in it doubled. */
function inputOf(text: string): { readonly input: string; readonly columns: readonly string[] } {
  const at = text.indexOf('=');
  const columns = at <= 0 ? null : columnList(text.slice(at + 1));
  if (columns === null) throw new DiagnosticError(problem('param-invalid', `--input ${text} is not NAME=COLUMN[,COLUMN…]. Write for example --input features=age,income; a name with a comma in it stands between double quotes.`, { node: 'model', param: 'mapping' }));
  return { input: text.slice(0, at), columns };
}

const imageNumbers = ['shorter', 'width', 'height', 'divide'];
const imageWords = ['turn', 'fit', 'values', 'mean', 'deviation', 'order', 'layout'];

/** `NAME=COLUMN`, then settings of the node's images as `,setting=value`. */
function imageOf(text: string): Readonly<Record<string, string | number>> {
  const [first = '', ...more] = text.split(/,(?=[a-z]+=)/);
  const at = first.indexOf('=');
  const settings = more.map((setting) => setting.split('=') as [string, string]);
  const wrong = at <= 0 || first.length === at + 1 || settings.some(([name, value]) => !imageWords.includes(name) && !(imageNumbers.includes(name) && /^\d+(\.\d+)?$/.test(value)));
  if (wrong) throw new DiagnosticError(problem('param-invalid', `--image ${text} is not NAME=COLUMN[,SETTING=VALUE…]. Write for example --image pixels=photo,fit=crop,shorter=256,values=imagenet; the settings are ${[...imageWords, ...imageNumbers].join(', ')}.`, { node: 'model', param: 'images' }));
  return { input: first.slice(0, at), column: first.slice(at + 1), ...Object.fromEntries(settings.map(([name, value]) => [name, imageNumbers.includes(name) ? Number(value) : value])) };
}

function columnList(text: string): readonly string[] | null {
  if (!/^(?:"(?:[^"]|"")*"|[^",][^,]*)(?:,(?:"(?:[^"]|"")*"|[^",][^,]*))*$/.test(text)) return null;
  return [...text.matchAll(/"((?:[^"]|"")*)"|([^",][^,]*)/g)].map(([, quoted, plain]) => (quoted === undefined ? plain! : quoted.replaceAll('""', '"')));
}

function dimensionOf(text: string): { readonly name: string; readonly size: number } {
  const [, name, size] = /^(.+)=(\d{1,9})$/s.exec(text) ?? [];
  if (name === undefined || Number(size) < 1) throw new DiagnosticError(problem('param-invalid', `--dim ${text} is not NAME=SIZE. Write for example --dim sequence=128.`, { node: 'model', param: 'dimensions' }));
  return { name, size: Number(size) };
}

function fillOf(text: string): { readonly column: string; readonly value: string } {
  const [, column, value] = /^(.+?)=(.*)$/s.exec(text) ?? [];
  if (column === undefined || value === undefined) throw new DiagnosticError(problem('param-invalid', `--fill ${text} is not COLUMN=VALUE. Write for example --fill age=40.`, { node: 'model', param: 'fill' }));
  return { column, value };
}
