import type { Command } from 'commander';
import type { Console } from './console.ts';
import type { ModelsOptions } from './models-command.ts';

const opening = 30_000;

/** Adds `millrace models` and what it can do. */
export function addModelsCommand(program: Command, { console, probeEntry }: { readonly console: Console; readonly probeEntry: URL }, done: (code: number) => void): void {
  const load = () => import('./models-command.ts');
  const probe = { probeEntry, timeoutMs: opening };
  const models = program.command('models').description('the registered models of a project: versions, stages, cards');
  const sub = (name: string, description: string): Command => models.command(name).description(description).option('--project <dir>', 'folder that holds models/', '.').option('--json', 'as JSON');
  sub('list', 'list the models').action(async (options: ModelsOptions) => done(await (await load()).listModels(options, console)));
  sub('show MODEL', 'show the card of MODEL@STAGE, MODEL@VERSION or the latest version of MODEL').action(async (model: string, options: ModelsOptions) => done(await (await load()).showModel(model, options, console)));
  sub('compare A B', 'put two versions side by side').action(async (a: string, b: string, options: ModelsOptions) => done(await (await load()).compareModels(a, b, options, console)));
  sub('register FILE', 'make an ONNX file the next version of a model')
    .requiredOption('--name <name>', 'name of the model')
    .option('--note <text>', 'what is to be known of this version', '')
    .option('--stage <stage>', 'promote it to that stage')
    .action(async (file: string, options: ModelsOptions & { name: string; note: string; stage?: string }) => done(await (await load()).registerFile(file, options, probe, console)));
  sub('promote MODEL STAGE', 'put MODEL@VERSION on a stage, such as production').action(async (model: string, stage: string, options: ModelsOptions) => done(await (await load()).promoteModel(model, stage, options, console)));
  sub('rollback MODEL', 'put the version back that held MODEL@STAGE before').action(async (model: string, options: ModelsOptions) => done(await (await load()).rollbackModel(model, options, console)));
}
