import type { Diagnostic } from '../core/diagnostic.ts';
import type { ComponentFace } from '../check/component-face.ts';
import type { ChartWish } from '../chart/chart-wish.ts';
import type { FlowExplanation } from '../compile/explain-flow.ts';
import type { RunProgress, RunReport } from '../core/run-report.ts';
import type { Schema } from '../core/schema.ts';
import type { ModelDescription } from '../relation/model-description.ts';
import type { SheetSize } from '../relation/sheet-size.ts';
import type { ColumnProfile } from '../results/column-profile.ts';
import type { RowsLook } from '../results/row-window.ts';
import type { Followed, Trace, TracedRow, TracedSource, TracedStep } from './traces.ts';
import type { FunctionInfo } from '../relation/function-info.ts';
import type { FlowDocument } from '../document/document.ts';
import type { ToolAccount } from '../exchange/assemble-flow.ts';
import type { Evaluation } from './evaluation.ts';
import type { Imported, OutsidePath } from './imported.ts';
import type { RunComparison } from '../record/compare-runs.ts';
import type { NodeCost } from '../record/critical-path.ts';
import type { FlowName, RunHead, RunRecord } from '../record/run-record.ts';
import type { ScheduleEntry } from '../schedule/describe-schedules.ts';

export type { ColumnProfile, ComponentFace, Evaluation, FlowExplanation, FlowName, Followed, FunctionInfo, Imported, NodeCost, OutsidePath, RowsLook, RunComparison, RunHead, RunRecord, ScheduleEntry, SheetSize, ToolAccount, Trace, TracedRow, TracedSource, TracedStep };

/** A document as it is edited, with the folder its relative paths start from. */
export interface FlowRef {
  readonly document: FlowDocument;
  readonly base: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Nodes may ask servers for what they hold. Left out, only a run may; false keeps a run from it too, with `network-unasked` in its report. */
  readonly network?: boolean;
}

export interface NodeCheck {
  /** One line saying how the node is set. */
  readonly caption: string;
  readonly inputs: Readonly<Record<string, readonly Schema[]>>;
  /** Only ports whose schema is known. */
  readonly outputs: Readonly<Record<string, Schema>>;
  /** Of a component: the ports and parameters of its flow. */
  readonly face?: ComponentFace;
  /** Records of the setting `list` that the file `path` holds, as the check read them. */
  readonly fromFile?: { readonly list: string; readonly param: string; readonly path: string; readonly records: readonly Readonly<Record<string, unknown>>[]; readonly lines: readonly (number | null)[] };
}

export interface CheckResult {
  readonly diagnostics: readonly Diagnostic[];
  readonly nodes: Readonly<Record<string, NodeCheck>>;
  /** Null for a flow with errors; what was not counted is null in it. */
  readonly plan: { readonly statements: number | null; readonly sinks: number | null; readonly streaming: boolean } | null;
}

export interface Preview {
  readonly schema: Schema;
  /** One Arrow IPC stream. Types Arrow cannot show exactly (DECIMAL, HUGEINT, nested, …) arrive as text; `schema` has the true type. */
  readonly arrow: Uint8Array;
  readonly rows: number;
  /** All rows of the port, or the first ones of it; a sample when the inputs were cut. */
  readonly coverage: 'all' | 'first' | 'sample';
  /** Rows the port really has, where that is known without running. */
  readonly total: number | null;
  /** One sentence for the badge's tooltip. */
  readonly note: string;
  readonly profile: readonly ColumnProfile[];
  readonly milliseconds: number;
  /** ISO 8601 time the preview was taken. */
  readonly taken: string;
}

/** Which row of a port: by its place (from 1), by a condition, or the first of several for which the condition holds. */
export interface RowChoice {
  readonly node: string;
  readonly port: string;
  readonly row?: number;
  readonly where?: string;
}

/** Which rows of a step: those of an input that reach none of the outputs, those of an output that come from none of the input, those that come out more than once. */
export interface StepChoice {
  readonly node: string;
  /** One output alone; all of them when empty. Rows that were added are those of one output: the first that has any when empty. */
  readonly port: string;
  /** Where the rows arrive, and by which of its edges; the first input by default. */
  readonly input?: string;
  readonly edge?: number;
  readonly kind: 'lost' | 'added' | 'duplicated';
  /** At most. */
  readonly rows: number;
}

/** What became of the rows of one input at a step; every figure is exact. */
export interface StepRows {
  readonly node: string;
  readonly title: string;
  readonly input: { readonly port: string; readonly edge: number; readonly from: string };
  readonly rowsIn: number;
  /** Input rows. */
  readonly lost: number;
  readonly duplicated: number;
  /** Input rows that share an output row with others of the same input, as in a group. */
  readonly joined: number;
  /** By output that was followed: its rows, and those that come from none of the input. */
  readonly outputs: Readonly<Record<string, { readonly rows: number; readonly added: number }>>;
  readonly kind: StepChoice['kind'];
  /** The output whose added rows are shown. */
  readonly port: string | null;
  /** The rows themselves, in the order in which they came; of duplicated ones the last column says how often they came out. */
  readonly shown: Preview;
  readonly remarks: readonly string[];
}

/** All rows of a port, held by the engine so that windows of them can be read. */
export interface HeldRows {
  readonly schema: Schema;
  readonly total: number;
  /** Computed for this, kept by a run, or read by position in their file. */
  readonly from: 'computed' | 'kept' | 'file';
  /** Bytes on disk that are held for this. */
  readonly bytes: number;
  readonly milliseconds: number;
  /** ISO 8601 time from which they are. */
  readonly taken: string;
}

/** Rows that are held, under the name which the window gave them. */
interface Held {
  readonly rows: string;
}

/** A run on record; null where it has no end. */
export interface ReadRun {
  readonly record: RunRecord;
  readonly measures: { readonly nodes: Readonly<Record<string, NodeCost>>; readonly criticalPath: { readonly statements: readonly number[]; readonly milliseconds: number } } | null;
}

/** A script that is kept in no sandbox. `interpreter` is an absolute path, a bare name, or '' for the one that is found; `hash` names it and the text. */
export interface FlowScript {
  readonly node: string;
  readonly language: 'python';
  readonly interpreter: string;
  readonly code: string;
  readonly hash: string;
  readonly trusted: boolean;
}

/** The schedules of a folder, with their next times. */
export interface ScheduleState {
  readonly entries: readonly ScheduleEntry[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether they run, switched on by the window that asks. */
  readonly on: boolean;
  /** Names of those whose runs are under way here. */
  readonly running: readonly string[];
  /** What happened since they were switched on, the last at the end; `time` in ISO 8601. */
  readonly lines: readonly { readonly time: string; readonly text: string }[];
}

/** Who looks: set by the process that serves the window, so that windows do not supersede each other's previews. */
interface Viewed {
  readonly viewer?: string;
}

/** Limits of an engine. Sizes are spelled as DuckDB does, such as `2GB`; null is the machine's own limit, or what the engine was started with. */
export interface EngineSettings {
  /** Memory that all runs and previews share. */
  readonly memory: string | null;
  readonly threads: number | null;
  /** A folder that is there, under which each run spills into one of its own. */
  readonly spillFolder: string | null;
  /** Most that a run may spill. */
  readonly spillLimit: string | null;
  /** Most of kept rows on disk. */
  readonly cacheSize: string | null;
}

/** A port at which a run waits for a person: whenever it gets there, or when any row meets a condition about its columns. */
export interface Breakpoint {
  readonly node: string;
  readonly port: string;
  readonly when?: string;
}

/** A run that waits for a person. No output has been changed by then. */
export interface RunPause {
  /** `asked`: somebody asked for the pause, between two statements. */
  readonly why: 'breakpoint' | 'step' | 'asked';
  /** The port whose rows have just been computed; null where the pause was asked for. */
  readonly node: string | null;
  readonly port: string | null;
  /** All rows of the port, and those that met the condition. */
  readonly rows: number | null;
  readonly matched: number | null;
  /** The first of those. In a run that was paused in the middle, with the columns that are read later only. */
  readonly shown: Preview | null;
}

/** Calls of the window to the engine; every argument and result is plain data (Uint8Array included). */
export interface EngineCalls {
  /** With `counted` false the statements and sinks of a run are not counted, which would take longer than the check of an edited flow. */
  check(flow: FlowRef & { readonly counted?: boolean }): Promise<CheckResult>;
  /** With `exact` computed from all rows, whatever that takes, and beside the other previews: a newer exact one takes its place, they do not. Columns are profiled unless `profile` is false. */
  preview(request: FlowRef & Viewed & { readonly node: string; readonly port: string; readonly rows: number; readonly exact?: boolean; readonly profile?: boolean; /** Looked at beside the others: it never takes the place of one, and gives way to all. */ readonly beside?: boolean }): Promise<Preview>;
  /** The source rows that one row of a port comes from; computed anew from all rows, without side effects. */
  trace(request: FlowRef & Viewed & RowChoice): Promise<Trace>;
  /** The rows of later ports that one row of a port is a part of. */
  follow(request: FlowRef & Viewed & RowChoice): Promise<Followed>;
  /** The rows that were lost, added or duplicated at a step; computed anew from all rows, without side effects. */
  stepRows(request: FlowRef & Viewed & StepChoice): Promise<StepRows>;
  /** Gives up the viewer's question of one kind, which then throws `run-cancelled`; a newer one of the kind does so too. */
  giveUp(request: Viewed & { readonly question: 'trace' | 'follow' | 'stepRows' }): Promise<void>;
  /** Computes all rows of a port, without side effects, and holds them under the name `rows`; `closeRows` under that name gives up an attempt. Of a window the last few are held. Throws `disk-full` where they take more room than there is. */
  openRows(request: FlowRef & Viewed & Held & { readonly node: string; readonly port: string }): Promise<HeldRows>;
  /** How far `openRows` is; null when it is not under way. `share` is 0 to 1. */
  rowsProgress(request: Viewed & Held): Promise<{ readonly bytes: number; readonly share: number | null } | null>;
  /** Narrows and sorts rows that are held, or gives arrangement 0 for a look that does neither; a newer arrangement of the same takes the place of one under way, which throws `run-cancelled`. Windows of the last two can be read. */
  arrangeRows(request: Viewed & Held & { readonly look: RowsLook }): Promise<{ readonly arrangement: number; readonly total: number }>;
  /** Gives rows `from` (from 0) to `from + count - 1` of an arrangement, 0 being the order of the flow, as an Arrow stream like that of a preview with one column more: the place of each row among all. `instead` cancels the windows of the same rows that were asked for before, all columns of them, and are not answered. Throws `rows-released` where they are held no more. */
  readRows(request: Viewed & Held & { readonly arrangement: number; readonly from: number; readonly count: number; readonly columns?: { readonly first: number; readonly last: number }; readonly instead?: boolean }): Promise<{ readonly arrow: Uint8Array; readonly rows: number }>;
  /** What a column of rows that are held has in all of them. Throws `run-cancelled` when they are arranged meanwhile. */
  profileRows(request: Viewed & Held & { readonly column: number }): Promise<ColumnProfile>;
  /** Lets go of rows, or with null of all of the viewer. */
  closeRows(request: Viewed & { readonly rows: string | null }): Promise<void>;
  /** How many of the first rows an expression is true for, or its first values. Throws `run-cancelled` when another look took its turn: ask again. */
  evaluate(request: FlowRef & Viewed & { readonly node: string; readonly param: string; readonly expression: string }): Promise<Evaluation | { readonly problem: Diagnostic }>;
  /** The statements a run would make of the flow, or of `to` and what feeds it, why, and what it leaves out; nothing is run. Throws the first error of a flow that cannot run. */
  explain(request: FlowRef & { readonly to?: string }): Promise<FlowExplanation>;
  /** The runs of a flow on record, the last first; `name` is what it is known by, see flowName. Throws `run-unknown` where no records are kept. */
  runs(request: FlowName): Promise<readonly RunHead[]>;
  /** One run in full with what its nodes cost and its critical path; `run` is an id, the beginning of one, or `last`. */
  readRun(request: FlowName & { readonly run: string }): Promise<ReadRun>;
  compareRuns(request: FlowName & { readonly before: string; readonly after: string }): Promise<RunComparison>;
  run(request: FlowRef & { readonly to?: string; /** That node and all that comes after it; not together with `to`. */ readonly from?: string; readonly stream?: boolean; /** A stream run that ends once everything there is has been delivered. */ readonly untilIdle?: boolean; /** False computes everything anew and keeps nothing. */ readonly cache?: boolean; /** Tables that are read onward from the last run are read from their start. */ readonly fromStart?: boolean; /** The set that `parameters` come from, for the record. */ readonly environment?: string; /** Batch runs only: where it waits for `resume`, `step` after every node. */ readonly breakpoints?: readonly Breakpoint[]; readonly step?: boolean; readonly name: string }): Promise<{ readonly run: string }>;
  /** Lets a batch run wait before its next statement; told by the event `paused`. One that does not run any more is left alone. */
  pause(request: { readonly run: string }): Promise<void>;
  /** Lets a run that waits go on, to the next breakpoint or to the next node. */
  resume(request: { readonly run: string; readonly how: 'run' | 'step' }): Promise<void>;
  cancel(request: { readonly run: string }): Promise<void>;
  /** What a chart draws of the newest rows that a running stream has delivered to a port, at most about 100,000 of them; answered between epochs. Those of charts the flow holds count from the start of the run, others from the first question on. Throws `run-cancelled` when the stream has ended. */
  live(request: { readonly run: string; readonly node: string; readonly port: string; readonly chart: ChartWish }): Promise<Preview>;
  /** The schedules of the folder `base`, as its file has them; with `text` what that text would make of them. */
  schedules(request: Viewed & { readonly base: string; readonly text?: string }): Promise<ScheduleState>;
  /** Lets them run, or not: nothing runs before it was switched on, and no longer than the window is there. Throws `schedule-busy` where another process runs them. */
  runSchedules(request: Viewed & { readonly base: string; readonly on: boolean }): Promise<void>;
  /** The scripts of a flow that do not run before a person has trusted them. */
  scripts(flow: FlowRef): Promise<readonly FlowScript[]>;
  /** Trusts scripts by their hashes, on this machine from now on. */
  trustScripts(request: { readonly hashes: readonly string[] }): Promise<void>;
  /** The paths of a flow that lead out of its project; nothing is looked at there. */
  outsidePaths(flow: FlowRef): Promise<readonly OutsidePath[]>;
  /** Lets the flows of a folder use other folders, on this machine from now on. */
  trustPaths(request: { readonly base: string; readonly folders: readonly string[] }): Promise<void>;
  functions(): Promise<readonly FunctionInfo[]>;
  describeModel(request: { readonly base: string; readonly path: string }): Promise<{ readonly description: ModelDescription } | { readonly problem: Diagnostic }>;
  /** The sheets of the workbook that a node names, in its order; asked when a person looks for one, since every sheet is opened. */
  sheets(request: FlowRef & { readonly node: string }): Promise<readonly SheetSize[]>;
  /** Reads a workflow of another tool, a suite of expectations or a data contract, which the name tells apart; without `bytes` the file at `path`. Data that came along with a workflow is laid below `base`, over nothing. Throws `file-format` or `suite-invalid`. */
  importFile(request: { readonly base: string; readonly path: string; readonly bytes?: Uint8Array; readonly table?: string }): Promise<Imported>;
  /** Sets what all runs and previews share, for what starts from now on. Throws `param-invalid`, with the name of the setting as its place, for a value that cannot be. */
  configure(request: EngineSettings): Promise<void>;
  /** `memoryFree` is what of the budget no run holds, in bytes, null without a budget; `waitingRuns` wait for a share of it. */
  status(): Promise<{ readonly threads: number; readonly memoryLimit: string; readonly memoryFree: number | null; readonly waitingRuns: number; readonly spillLimit: string | null; readonly spillFolder: string; /** Most bytes of kept rows; null where none are kept. */ readonly cacheLimit: number | null; readonly residentBytes: number }>;
}

export type EngineEvent =
  | { readonly type: 'progress'; readonly run: string; readonly progress: RunProgress }
  /** The run waits for `resume` or `cancel`. */
  | { readonly type: 'paused'; readonly run: string; readonly pause: RunPause }
  | { readonly type: 'resumed'; readonly run: string }
  | { readonly type: 'finished'; readonly run: string; readonly report: RunReport }
  /** Something happened to the schedules of a folder that are switched on. */
  | { readonly type: 'schedule'; readonly base: string; readonly text: string }
  /** The engine process ended and a new one is ready; runs that were under way are lost. */
  | { readonly type: 'restarted'; readonly problem: Diagnostic };

/** Thrown text crosses the border as this: a user's problem or a bug. */
export type CallFailure = { readonly diagnostic: Diagnostic } | { readonly bug: string };
