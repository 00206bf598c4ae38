import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { scopeOf } from '../check/run-scope.ts';
import { DiagnosticError, problem, warning, type Diagnostic } from '../core/diagnostic.ts';
import type { RunReport } from '../core/run-report.ts';
import { fingerprint } from '../cache/fingerprint.ts';
import { isProcessAlive } from '../execute/process-alive.ts';
import { withoutSecrets } from '../io/secrets.ts';
import { filesOf } from '../plan/content-keys.ts';
import { participants } from '../plan/plan-run.ts';
import { TableIndex } from '../plan/table-key.ts';
import { collectFunctions } from '../compile/compile-job.ts';
import { compareRuns, type RunComparison } from '../record/compare-runs.ts';
import { criticalPath, nodeCosts } from '../record/critical-path.ts';
import { hideIn, secretParameters } from '../record/hide-secrets.ts';
import { newRunId, RecordFolder } from '../record/record-folder.ts';
import { contentText, headOf, type FlowName, type RecordedFile, type RunHead, type RunRecord, type RunSettings } from '../record/run-record.ts';
import type { DuckDbBinder } from '../workers/duckdb-binder.ts';
import type { ReadRun } from './contract.ts';
import { pathFrom } from './flow-paths.ts';
import { filesAt } from './read-identity.ts';

export interface RecordOptions {
  readonly folder: string;
  /** Version of the program. */
  readonly version: string;
}

/** What is known of a run before it starts. */
export interface RunStart {
  readonly name: string;
  readonly to: string | null;
  readonly from?: string;
  readonly kind: RunRecord['kind'];
  readonly settings: RunSettings;
  readonly environment?: string;
  readonly trigger?: string;
  readonly given: Readonly<Record<string, string>>;
}

/** A run under way, as the history knows it. */
export interface OpenRecord {
  /** Writes what came of it; gives the report with a warning where the record could not be kept. */
  end(report: RunReport): Promise<RunReport>;
  /** Leaves the record as that of a run that was cut off. */
  abandon(): void;
}

const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 12);

/** Runs of this process that have not ended. */
const open = new Set<string>();

/** The records of runs, flow by flow. */
export class RunHistory {
  private readonly folder: RecordFolder;
  private readonly options: RecordOptions;
  private readonly binder: DuckDbBinder;

  constructor(options: RecordOptions, binder: DuckDbBinder) {
    this.options = options;
    this.binder = binder;
    this.folder = new RecordFolder(options.folder);
  }

  /** Notes that a run starts. Trouble with the folder is told when the run has ended: the run goes on. */
  async begin(flow: CheckedFlow, start: RunStart): Promise<OpenRecord> {
    const { document, base } = flow;
    const key = flowKey({ base, name: document.name.trim() || start.name });
    const started = new Date();
    const secrets = secretParameters(document, start.given);
    const shown = { ...document, parameters: document.parameters.map((p) => (secrets.names.includes(p.name) ? { ...p, default: null } : p)) };
    const index = new TableIndex(participants(flow, scopeOf({ to: start.to ?? undefined, from: start.from })));
    const record: RunRecord = {
      record: 1,
      id: newRunId(started),
      process: { id: process.pid, machine },
      name: start.name,
      base,
      to: start.to,
      ...(start.from === undefined ? {} : { from: start.from }),
      kind: start.kind,
      versions: { millrace: this.options.version, database: await this.binder.databaseVersion() },
      started: started.toISOString(),
      ended: null,
      settings: start.settings,
      parameters: Object.fromEntries(document.parameters.map((p) => [p.name, secrets.names.includes(p.name) ? null : (start.given[p.name] ?? (p.default === null ? null : String(p.default)))])),
      ...(start.environment === undefined ? {} : { environment: start.environment }),
      ...(start.trigger === undefined ? {} : { trigger: start.trigger }),
      hidden: secrets.names,
      document: shown,
      content: createHash('sha256').update(contentText(shown)).digest('hex'),
      inputs: await this.inputs(index, base),
      models: collectFunctions(index, (path) => path).flatMap((f) => (f.kind === 'model' ? [{ path: f.path, hash: f.call.hash, nodes: f.nodes }] : [])),
      report: null,
    };
    let trouble: Diagnostic | null = null;
    const write = async (state: RunRecord): Promise<void> => {
      await this.folder.write(key, hideIn(state, secrets.texts, withoutSecrets)).catch((error: unknown) => {
        trouble = recordProblem(this.options.folder, error);
      });
    };
    open.add(record.id);
    await write(record);
    return {
      end: async (report) => {
        await write({ ...record, ended: new Date().toISOString(), report });
        open.delete(record.id);
        await this.folder.trim(key).catch((error: unknown) => {
          trouble ??= recordProblem(this.options.folder, error);
        });
        return trouble === null ? report : { ...report, diagnostics: [...report.diagnostics, trouble] };
      },
      abandon: () => void open.delete(record.id),
    };
  }

  /** The runs of a flow, the last first. */
  async list(flow: FlowName): Promise<readonly RunHead[]> {
    const heads: RunHead[] = [];
    for (const [id, key] of await this.ids(flow)) {
      const record = await this.folder.read(key, id);
      // One that a later version wrote, or a disk damaged, is passed over.
      if (record) heads.push(headOf(record, isRunning(record)));
    }
    return heads;
  }

  /** Ids of a flow's runs with the key each lies under, the last first; those from before it was saved among them. */
  private async ids(flow: FlowName): Promise<ReadonlyMap<string, string>> {
    const key = flowKey(flow);
    const own = (await this.folder.ids(key)).map((id): [string, string] => [id, key]);
    if (!flow.once) return new Map(own);
    const { since, ...name } = flow.once;
    const before = flowKey(name);
    const unsaved: [string, string][] = [];
    for (const id of await this.folder.ids(before)) {
      const record = await this.folder.read(before, id);
      if (record && record.started >= since) unsaved.push([id, before]);
    }
    return new Map([...own, ...unsaved].sort(([a], [b]) => (a < b ? 1 : -1)));
  }

  /** The record of a run by its id, the beginning of one, or `last`; throws `run-unknown`. */
  async read(flow: FlowName, wanted: string): Promise<RunRecord> {
    const all = await this.ids(flow);
    const ids = [...all.keys()];
    const found = wanted === 'last' ? ids.slice(0, 1) : ids.filter((id) => wanted !== '' && (id === wanted || id.startsWith(wanted) || id.endsWith(`-${wanted}`)));
    if (found.length !== 1) throw new DiagnosticError(problem('run-unknown', found.length > 1 ? `"${wanted}" fits several runs: ${found.join(', ')}. Give more of the id.` : `There is no run "${wanted}" of this flow. ${ids.length === 0 ? 'None is on record.' : `The last ones are ${ids.slice(0, 5).join(', ')}.`}`));
    const record = await this.folder.read(all.get(found[0]!)!, found[0]!);
    if (!record) throw new DiagnosticError(problem('run-unknown', `The record of run ${found[0]} cannot be read: another version wrote it, or it is damaged. Choose another run.`));
    return record;
  }

  /** The same with what its nodes cost. */
  async measured(flow: FlowName, wanted: string): Promise<ReadRun> {
    const record = await this.read(flow, wanted);
    return { record, measures: record.report ? { nodes: nodeCosts(record.report, record.document), criticalPath: criticalPath(record.report.statements ?? []) } : null };
  }

  async compare(flow: FlowName, before: string, after: string): Promise<RunComparison> {
    return compareRuns(await this.read(flow, before), await this.read(flow, after));
  }

  private async inputs(index: TableIndex, base: string): Promise<readonly RecordedFile[]> {
    const found = new Map<string, string>();
    for (const key of index.closure(index.keys())) for (const path of filesOf(index.relation(key))) if (!found.has(path)) found.set(path, key.slice(0, key.search(/[.:]/)));
    return Promise.all([...found].map(async ([path, node]): Promise<RecordedFile> => ({ node, path, fingerprint: await filesAt(this.binder, pathFrom(base, path), fingerprint) })));
  }
}

/** A flow is known by where it lies and what it is called, so that the window and the command line keep one history. */
export const flowKey = ({ base, name }: FlowName): string => createHash('sha256').update(`${base}\0${name || basename(base)}`).digest('hex').slice(0, 40);

const isRunning = ({ id, process: by, report }: RunRecord): boolean => report === null && by.machine === machine && (by.id === process.pid ? open.has(id) : isProcessAlive(by.id));

function recordProblem(folder: string, error: unknown): Diagnostic {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  return warning('record-unwritable', `The run is not on record: ${folder} cannot be written (${code}). Make that folder writable, name another one with MILLRACE_RECORDS, or set MILLRACE_RECORDS to off.`);
}

/** Puts a run on record, from before its first statement to what came of it. */
export async function onRecord(history: RunHistory | null, flow: CheckedFlow, start: RunStart, work: () => Promise<RunReport>): Promise<RunReport> {
  const record = await history?.begin(flow, start);
  try {
    const report = await work();
    return record ? await record.end(report) : report;
  } finally {
    record?.abandon();
  }
}

/** Throws what is to be said where no records are kept. */
export function requireHistory(history: RunHistory | null): RunHistory {
  if (history === null) throw new DiagnosticError(problem('run-unknown', 'No runs are kept on record, because MILLRACE_RECORDS is off. Set it to a folder, or leave it out.'));
  return history;
}
