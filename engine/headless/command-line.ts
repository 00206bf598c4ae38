import { Command, CommanderError } from 'commander';
import { byteSize } from '../core/byte-size.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import type { DiagnosticCode } from '../core/diagnostic-codes.ts';
import type { Catalog } from '../definition/index.ts';
import type { Engine } from '../api/engine.ts';
import { diagnosticLine, exit, type Console } from './console.ts';
import { UsageError, wholeNumber } from './call-arguments.ts';
import { addModelsCommand } from './models-commands.ts';
import { addScheduleCommand } from './schedule-command.ts';
import { addServeCommand } from './serve-commands.ts';

export interface CommandHost {
  readonly console: Console;
  readonly catalog: Catalog;
  readonly version: string;
  /** Opens the engine when a command needs it. */
  openEngine(options: { readonly trustScripts?: boolean; readonly threads?: number; readonly memory?: string; readonly spillLimit?: string}): Promise<Engine>;
  /** Calls `stop` when the person interrupts. */
  onSignal(stop: () => void): void;
  /** Entry of the throw-away process that opens a model first. */
  readonly probeEntry: URL;
  serve(folder: string | undefined, options: { readonly port?: number }): Promise<number>;
  /** What to start for a command in a process of its own. */
  readonly programEntry: URL;
  /** Folder of this program, which an export copies from. */
  readonly appRoot: URL;
}

const collect = (value: string, all: string[]): string[] => [...all, value];

/** Runs the command line `args` (without node and script) and gives the exit code; everything a person sees goes to the host's console. */
export async function commandLine(args: readonly string[], host: CommandHost): Promise<number> {
  let code: number = exit.done;
  const program = new Command('millrace').description('Draw data pipelines and run them.').version(host.version).exitOverride().enablePositionalOptions();
  program.configureOutput({ writeOut: (text) => host.console.out(text), writeErr: (text) => host.console.error(text) });
  const withEngine = async (options: { trustScripts?: boolean; threads?: string; memory?: string; spill?: string }, work: (engine: Engine) => Promise<number>): Promise<void> => {
    const engine = await host.openEngine(engineOptions(options));
    try {
      code = await work(engine);
    } finally {
      await engine.close();
    }
  };
  program
    .command('run FLOW')
    .description('run a flow')
    .option('--to <node>', 'only this node and what feeds it')
    .option('--from <node>', 'only this node and what comes after it; kept rows spare what feeds them')
    .option('--param <name=value>', 'set a flow parameter', collect, [])
    .option('--env <name>', 'values of flow parameters by their name in environments.json beside the flow')
    .option('--trust-scripts', 'run scripts of Python as they stand in the flow, without asking')
    .option('--report <file>', 'write the account of the run as JSON; - for standard output')
    .option('--threads <n>', 'threads of the run')
    .option('--memory <size>', 'memory of the run, such as 2GB')
    .option('--spill <size>', 'most disk space for what does not fit into memory, such as 20GB')
    .option('--no-cache', 'compute everything anew and keep nothing for the next run')
    .option('--from-start', 'read tables from their start that are read onward from the last run')
    .option('--as <run>', 'the flow as it was in a run on record, with the parameters it had then')
    .option('--stream', 'follow sources that grow')
    .option('--until-idle', 'with --stream: stop when everything there is has been delivered')
    .option('--trigger <text>', 'what started the run, for its record')
    .action((flow: string, options) => withEngine(options, async (engine) => (await import('./run-command.ts')).runCommand(flow, options, engine, host.console, host.onSignal)));
  program
    .command('runs FLOW [WHAT] [RUNS...]')
    .description('list the runs of a flow, "show" one, or "compare" two')
    .option('--json', 'as JSON')
    .action((flow: string, what: string | undefined, runs: string[], options: { json?: boolean }) => withEngine({}, async (engine) => (await import('./runs-command.ts')).runsCommand(flow, what, runs, options, engine, host.console)));
  program
    .command('check FLOW')
    .description('say what is wrong with a flow, without running it')
    .option('--json', 'as JSON, with the schema of every port')
    .option('--network', 'servers that nodes read from may be asked')
    .option('--param <name=value>', 'set a flow parameter', collect, [])
    .option('--env <name>', 'values of flow parameters by their name in environments.json beside the flow')
    .option('--trust-scripts', 'run scripts of Python as they stand in the flow, without asking')
    .action((flow: string, options) => withEngine(trusting(options), async (engine) => (await import('./check-command.ts')).checkCommand(flow, options, engine, host.console)));
  program
    .command('preview FLOW NODE')
    .description('show the first rows of a node (NODE or NODE.PORT)')
    .option('--rows <n>', 'how many rows', '20')
    .option('--format <format>', 'table, json, csv or arrow', 'table')
    .option('--network', 'servers that nodes read from may be asked')
    .option('--param <name=value>', 'set a flow parameter', collect, [])
    .option('--env <name>', 'values of flow parameters by their name in environments.json beside the flow')
    .option('--trust-scripts', 'run scripts of Python as they stand in the flow, without asking')
    .action((flow: string, node: string, options) => withEngine(trusting(options), async (engine) => (await import('./preview-command.ts')).previewCommand(flow, node, options, engine, host.console)));
  program
    .command('dashboard FLOW')
    .description('write the charts of a flow, drawn of all rows, as one page of HTML')
    .requiredOption('--to <file>', 'HTML file to write')
    .option('--network', 'servers that nodes read from may be asked')
    .option('--param <name=value>', 'set a flow parameter', collect, [])
    .option('--env <name>', 'values of flow parameters by their name in environments.json beside the flow')
    .action((flow: string, options) => withEngine({}, async (engine) => (await import('./dashboard-command.ts')).dashboardCommand(flow, options, engine, host.catalog, host.console)));
  program
    .command('validate DATA')
    .description('judge a file by a suite of expectations')
    .requiredOption('--suite <file>', 'suite of Great Expectations (JSON) or data contract of the Open Data Contract Standard (YAML or JSON)')
    .option('--json', 'as JSON, in the form of a validation result')
    .option('--html <file>', 'write the report as a page of its own')
    .option('--param <name=value>', 'set an evaluation parameter', collect, [])
    .option('--table <name=file>', 'file of another table the suite names', collect, [])
    .option('--result-format <format>', 'BOOLEAN_ONLY, BASIC, SUMMARY or COMPLETE')
    .action((data: string, options) => withEngine({}, async (engine) => (await import('./validate-command.ts')).validateCommand(data, options, engine, host.console)));
  program
    .command('trace FLOW NODE')
    .description('say which source rows a row of a node (NODE or NODE.PORT) comes from')
    .option('--row <n>', 'which row, from 1; with --where of those for which it holds', '1')
    .option('--where <expression>', 'the row for which this is true')
    .option('--forward', 'say what became of the row instead')
    .option('--json', 'as JSON')
    .option('--param <name=value>', 'set a flow parameter', collect, [])
    .option('--env <name>', 'values of flow parameters by their name in environments.json beside the flow')
    .option('--trust-scripts', 'run scripts of Python as they stand in the flow, without asking')
    .action((flow: string, node: string, options: { row: string; where?: string; forward?: boolean; json?: boolean; param: string[]; env?: string; trustScripts?: boolean }) =>
      withEngine(trusting(options), async (engine) => (await import('./trace-command.ts')).traceCommand(flow, node, { ...options, row: wholeNumber('--row', options.row, 1, Number.MAX_SAFE_INTEGER) }, engine, host.console)),
    );
  program
    .command('rows FLOW NODE')
    .description('say how many rows a node (NODE, or NODE.PORT for one output) lost, added and duplicated, and show them')
    .option('--lost', 'show the input rows that reach no output')
    .option('--added', 'show the output rows that come from no input row')
    .option('--duplicated', 'show the input rows that come out more than once, and how often')
    .option('--input <port>', 'which input; the first by default')
    .option('--edge <n>', 'which edge of an input that takes several, from 1', '1')
    .option('--rows <n>', 'how many rows to show', '20')
    .option('--json', 'as JSON')
    .option('--param <name=value>', 'set a flow parameter', collect, [])
    .option('--env <name>', 'values of flow parameters by their name in environments.json beside the flow')
    .option('--trust-scripts', 'run scripts of Python as they stand in the flow, without asking')
    .action((flow: string, node: string, options) =>
      withEngine(trusting(options), async (engine) => (await import('./rows-command.ts')).rowsCommand(flow, node, { ...options, rows: wholeNumber('--rows', options.rows, 1, 10_000_000), edge: wholeNumber('--edge', options.edge, 1, 10_000) }, engine, host.console)),
    );
  program
    .command('suggest DATA')
    .description('suggest a suite of expectations that a file meets')
    .option('--to <file>', 'write the suite there instead of to standard output')
    .action((data: string, options: { to?: string }) => withEngine({}, async (engine) => (await import('./suggest-command.ts')).suggestCommand(data, options, engine, host.console)));
  program
    .command('import FILE')
    .description('turn a suite of expectations or a data contract into rules of a Check node, or a workflow of Alteryx (.yxmd) or Tableau Prep (.tfl, .tflx) into a flow')
    .option('--data <file>', 'file that the flow is to read')
    .option('--to <dir>', 'write a flow there that reads the file and checks it')
    .option('--severity <what>', 'what a broken rule does: warn, reject or fail', 'fail')
    .option('--json', 'of a workflow: print as JSON what became of each tool or step')
    .action(async (suite: string, options) => {
      code = await (await import('./import-command.ts')).importCommand(suite, options, host.catalog, host.console);
    });
  program
    .command('test FLOW [CASES...]')
    .description('try the test cases of a flow, or record one')
    .option('--record <name>', 'make a case of the rows there are now')
    .option('--at <node.port>', 'with --record: a port whose rows are expected', collect, [])
    .option('--input <node.port>', 'with --record: a port whose rows are given; the sources by default', collect, [])
    .option('--accept', 'take over what differs as what is expected')
    .option('--param <name=value>', 'set a flow parameter', collect, [])
    .option('--env <name>', 'values of flow parameters by their name in environments.json beside the flow')
    .option('--trust-scripts', 'run scripts of Python as they stand in the flow, without asking')
    .option('--json', 'as JSON')
    .action((flow: string, cases: string[], options) => withEngine(trusting(options), async (engine) => (await import('./test-command.ts')).testCommand(flow, cases, options, engine, host.console)));
  program
    .command('diff A [B]')
    .description('say what changed between two flows, or since the last commit; A and B may be REVISION:PATH')
    .option('--json', 'as JSON')
    .option('--exit-code', 'exit with 1 when they differ')
    .action(async (a: string, b: string | undefined, options) => {
      code = await (await import('./diff-command.ts')).diffCommand(a, b, options, host.console);
    });
  program
    .command('merge BASE OURS THEIRS')
    .description('join two versions of a flow into OURS, as a merge driver of git')
    .option('--to <file>', 'write there instead')
    .action(async (base: string, ours: string, theirs: string, options) => {
      code = await (await import('./merge-command.ts')).mergeCommand(base, ours, theirs, options, host.console);
    });
  program
    .command('explain FLOW')
    .description('show what a run would do: its statements, why, and what is left out')
    .option('--to <node>', 'only this node and what feeds it')
    .option('--sql', 'as SQL')
    .option('--json', 'as JSON')
    .option('--param <name=value>', 'set a flow parameter', collect, [])
    .option('--env <name>', 'values of flow parameters by their name in environments.json beside the flow')
    .option('--trust-scripts', 'run scripts of Python as they stand in the flow, without asking')
    .action((flow: string, options) => withEngine(trusting(options), async (engine) => (await import('./explain-command.ts')).explainCommand(flow, options, engine, host.console)));
  program
    .command('nodes [TYPE]')
    .description('list the node types, or describe one')
    .option('--json', 'as JSON, with JSON Schema of the settings')
    .action(async (type: string | undefined, options) => {
      code = (await import('./nodes-command.ts')).nodesCommand(type, options, host.catalog, host.console);
    });
  program
    .command('model MODEL')
    .description('say what an ONNX model takes and gives, and whether it can run here')
    .option('--json', 'as JSON')
    .option('--timeout <seconds>', 'how long it may take to open', '30')
    .action(async (model: string, options: { json?: boolean; timeout: string }) => {
      const timeoutMs = wholeNumber('--timeout', options.timeout, 1, 86_400) * 1000;
      code = await (await import('./model-command.ts')).modelCommand(model, options, { probeEntry: host.probeEntry, timeoutMs }, host.console);
    });
  addModelsCommand(program, host, (given) => {
    code = given;
  });
  program
    .command('predict MODEL DATA')
    .description('score the rows of a file with an ONNX model')
    .requiredOption('--to <file>', 'file to write; its ending says how')
    .option('--input <name=column,…>', 'columns of an input of the model', collect, [])
    .option('--image <name=column,…>', 'column of JPEG or PNG files for an input, and how they become numbers', collect, [])
    .option('--dim <name=size>', 'size of a free dimension of the model', collect, [])
    .option('--nulls <policy>', 'rows with a missing value: auto, null, reject, pass or zero', 'auto')
    .option('--null <text>', 'text of the file that means a missing value, such as NA', collect, [])
    .option('--fill <column=value>', 'what stands in for the missing values of a column', collect, [])
    .option('--rejected <file>', 'with --nulls reject: file for the rejected rows')
    .option('--on-failure <policy>', 'rows the model refuses: fail, null or errors', 'fail')
    .option('--errors <file>', 'with --on-failure errors: file for the refused rows')
    .option('--prefix <text>', 'put before the name of every new column', '')
    .option('--drop-inputs', 'leave out the columns the model reads')
    .option('--provider <name>', 'what the model runs on: cpu, webgpu, cuda, tensorrt, dml or coreml', 'cpu')
    .option('--model-threads <n>', 'threads that compute one chunk of rows; more than one helps models that take long, such as a hundred trees', '1')
    .option('--threads <n>', 'threads of the run')
    .option('--memory <size>', 'memory of the run, such as 2GB')
    .action((model: string, data: string, options) => withEngine(options, async (engine) => (await import('./predict-command.ts')).predictCommand(model, data, options, engine, host.catalog, host.console, host.onSignal)));
  program
    .command('train DATA')
    .description('learn an ONNX model from the rows of a file')
    .requiredOption('--to <file>', 'model file to write')
    .option('--target <column>', 'what is to be predicted')
    .option('--task <task>', 'classification, regression, clustering or anomaly')
    .option('--features <column,…>', 'columns to learn from; all by default')
    .option('--set <name=value>', 'a setting of the node train-model, such as algorithm=forest', collect, [])
    .option('--json', 'the account of the training as JSON')
    .option('--threads <n>', 'threads of the database')
    .option('--memory <size>', 'memory of the database, such as 2GB')
    .action((data: string, options) => withEngine(options, async (engine) => (await import('./train-command.ts')).trainCommand(data, options, engine, host.catalog, host.console, host.onSignal)));
  program
    .command('export FLOW')
    .description('write a folder that runs on a server with Node alone')
    .requiredOption('--to <dir>', 'folder to make')
    .option('--trust-scripts', 'scripts of Python run there as they stand in the flow, without asking')
    .action((flow: string, options: { to: string; trustScripts?: boolean }) => withEngine(trusting(options), async (engine) => (await import('./export-command.ts')).exportCommand(flow, options.to, host.appRoot, engine, host.console)));
  program
    .command('extensions')
    .description('say which extensions of the database are here, for Excel, databases and web servers')
    .option('--install <name>', 'get one from DuckDB\'s server', collect, [])
    .option('--json', 'as JSON')
    .action(async (options: { install: readonly string[]; json?: boolean }) => {
      code = await (await import('./extensions-command.ts')).extensionsCommand(options, host.console);
    });
  addServeCommand(program, host, (work) => withEngine({}, work), (given) => void (code = given));
  addScheduleCommand(program, host, (given) => void (code = given));
  program
    .command('new DIR')
    .description('make a folder with a first flow')
    .action(async (folder: string) => {
      code = await (await import('./new-command.ts')).newCommand(folder, host.console);
    });
  try {
    await program.parseAsync(args as string[], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof DiagnosticError) {
      for (const d of error.all) host.console.error(diagnosticLine(d));
      return failures.has(error.diagnostic.code) ? exit.failed : exit.wrongCall;
    }
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.wrongCall;
    if (error instanceof UsageError) {
      host.console.error(`error: ${error.message}\n`);
      return exit.wrongCall;
    }
    throw error;
  }
}

/** What befalls a command that was right and a flow that was right. */
const failures: ReadonlySet<DiagnosticCode> = new Set(['run-failed', 'run-cancelled', 'value-unreadable', 'model-failed', 'memory-exceeded', 'disk-full', 'engine-crashed']);

/** What a command says of scripts. */
const trusting = ({ trustScripts }: { readonly trustScripts?: boolean }): { trustScripts?: boolean } => (trustScripts === undefined ? {} : { trustScripts });

function engineOptions(options: { readonly threads?: string; readonly memory?: string; readonly spill?: string; readonly trustScripts?: boolean }): { trustScripts?: boolean; threads?: number; memory?: string; spillLimit?: string } {
  for (const [name, size] of [['--memory', options.memory], ['--spill', options.spill]] as const) {
    if (size !== undefined && (byteSize(size) === null || /^[\d.\s]+$/.test(size))) throw new UsageError(`${name} ${size} is not a size. Write for example 2GB or 500MB.`);
  }
  return {
    ...(options.threads === undefined ? {} : { threads: wholeNumber('--threads', options.threads, 1, 1024) }),
    ...(options.memory === undefined ? {} : { memory: options.memory }),
    ...(options.spill === undefined ? {} : { spillLimit: options.spill }),
    ...trusting(options),
  };
}
