import type { Diagnostic } from '../core/diagnostic.ts';
import type { RegisteredModel } from '../core/registered-model.ts';
import type { CacheUse, StatementReport } from '../core/run-report.ts';
import type { Reading, ScanToEnd } from './reading.ts';
import type { Stop } from './pause.ts';
import type { CountPlan } from './plan-counts.ts';
import type { Probe } from './probe.ts';
import type { Staging } from './staging.ts';
import type { TableKey } from './table-key.ts';
import type { DatabaseRef } from '../relation/database-ref.ts';
import type { NeededStore, StoreObject } from '../relation/object-store.ts';
import type { ExtensionName } from '../relation/extensions.ts';
import type { TextFinish } from '../definition/index.ts';
import type { TrainingAccount } from '../core/training-account.ts';
import type { TrainingProgress } from '../core/training-progress.ts';
import type { ModelTraining } from '../definition/index.ts';
import type { ModelCall } from '../relation/model-call.ts';
import type { CrossValidationCall, JsonSchemaCall, PythonCall, ScriptCall, XmlCall } from '../relation/script-call.ts';

/** A place where a statement counts its rows on the way; without a key it only tells the sides of a join apart. */
export interface CountMark {
  readonly key: TableKey | null;
  readonly below: MarkForest;
}

/** Marks side by side; the database may read them in another order unless `ordered`. */
export interface MarkForest {
  readonly ordered: boolean;
  readonly marks: readonly CountMark[];
}

export type MarkKind = 'limit' | 'sample';

/** The marks of a statement, from its result down to its sources; those of what it computes once for several readers by key. */
export interface StatementMarks {
  /** What stands as a mark: a limit that no row reaches, or a sample of everything. */
  readonly by: MarkKind;
  readonly main: MarkForest;
  readonly materialised: Readonly<Record<TableKey, MarkForest>>;
}

/** Kinds of work that take a step of their own in the database; `opaque` is a statement of a person's. */
export type WorkKind = 'scan' | 'once' | 'group' | 'join' | 'sort' | 'window' | 'unnest' | 'union' | 'opaque';

/** Work as a statement asks for it, from its result down to its sources. */
export interface WorkTree {
  readonly kind: WorkKind;
  /** Who asks for it; several where it cannot be told apart. */
  readonly nodes: readonly string[];
  /** Nodes that work row by row on what it gives, before anything else does. */
  readonly above: readonly string[];
  readonly below: readonly WorkTree[];
  /** Of a scan: the end of the file's name, or the name of the kept table. */
  readonly file?: string;
}

/** The work of a statement; that of what it computes once for several readers by key. */
export interface StatementWork {
  /** The node that takes the rows. */
  readonly node: string;
  readonly main: WorkTree;
  readonly once: Readonly<Record<TableKey, WorkTree>>;
  /** Nodes by the SQL name of the model or script they call. */
  readonly functions: Readonly<Record<string, readonly string[]>>;
}

interface Fused {
  readonly nodes: readonly string[];
  readonly probes: readonly Probe[];
  readonly marks: StatementMarks | null;
  readonly reading: Reading;
  /** Kept tables that it reads. */
  readonly after?: readonly TableKey[];
  readonly work?: StatementWork;
  /** Files whose bad lines are told apart while the statement reads them. */
  readonly completes?: readonly ScanToEnd[];
}

/** A statement with the nodes fused into it, ready for the database. */
export type JobStep = Fused &
  (
    | { readonly kind: 'keep'; readonly key: TableKey; readonly sql: string; readonly stop?: Stop }
    | { readonly kind: 'gate'; readonly node: string; readonly sql: string }
    | { readonly kind: 'write'; readonly node: string; /** COPY statement that writes `staging`; with `training` the SELECT to learn from. */ readonly sql: string; readonly training?: ModelTraining; /** The COPY wrote another file, which becomes the staged one. */ readonly finish?: WriteFinish; /** What is written is a folder. */ readonly folder?: boolean; /** The sheet of a workbook that it writes. */ readonly sheet?: string; /** What it writes is no file of its own: a later step binds it into the one at `target`. */ readonly bound?: true; /** The staged file becomes this object. */ readonly object?: StoreObject; readonly staging: string; readonly target: string; readonly from: TableKey | null; readonly rejects: boolean }
    /** Rows that wait in a table until the run has succeeded, then go into another database. */
    | { readonly kind: 'load'; readonly node: string; readonly sql: string; readonly load: LoadStatements; readonly keys: readonly string[]; readonly from: TableKey | null }
  );

/** A sheet that waits in a workbook of its own. */
export interface WrittenSheet {
  readonly name: string;
  readonly raw: string;
}

/** What is left to do once the database has written the file `raw`, or has laid the rows into the temporary table `table`. */
export type WriteFinish =
  | { readonly kind: 'text'; readonly raw: string; readonly text: TextFinish; readonly compression: 'none' | 'gzip' }
  | { readonly kind: 'arrow'; readonly table: string; readonly layout: 'file' | 'stream' }
  | { readonly kind: 'workbook'; readonly sheets: readonly WrittenSheet[] };

export interface JobSettings {
  readonly threads: number;
  /** DuckDB's spelling, such as `2GB`; null leaves DuckDB's own limit. */
  readonly memory: string | null;
  readonly residentGrowth?: number; // Bytes by which the process may grow before the statement is stopped that holds them; without limit when left out.
  /** What is read may be large against that memory: texts of groups are found by sorting, which spills. */
  readonly sparing?: boolean;
  /** Most that may be spilled, in the same spelling; null leaves DuckDB's own limit. */
  readonly spillLimit?: string | null;
  readonly tempDirectory: string;
  /** Folders the run may touch. */
  readonly allowedDirectories: readonly string[];
  readonly patience?: number; // Seconds that a server is waited for at a time; the database's own when left out.
  /** Extensions of the database that the statements need. */
  readonly extensions?: readonly NeededExtension[];
  /** Databases outside that the statements name. */
  readonly databases?: readonly AttachedDatabase[];
  /** Buckets of object stores that the statements read. */
  readonly stores?: readonly NeededStore[];
  /** What is laid down before the first statement. */
  readonly stagings?: readonly Staging[];
}

/** A database that statements name by its alias. */
export interface AttachedDatabase {
  readonly alias: string;
  /** Its path is absolute. */
  readonly database: DatabaseRef;
  readonly writable: boolean;
  /** File that stands in for one that is not there yet, and takes its place when the run has succeeded. */
  readonly staging?: string;
  /** The node that needs it. */
  readonly node?: string;
}

/** The statements that put staged rows into a table of another database. */
export interface LoadStatements {
  /** Name the database is attached under. */
  readonly alias: string;
  /** SQL name of the table in which the rows wait. */
  readonly staged: string;
  /** Gives the number of rows that share their key with another, where a load goes by keys. */
  readonly guard: string | null;
  /** Run before the transaction, and after it whatever became of it, where the rows have to lie on the server first. */
  readonly prepare: readonly string[];
  readonly cleanUp: readonly string[];
  /** Run in one transaction. */
  readonly apply: readonly string[];
  /** The table as a person calls it. */
  readonly label: string;
}

export interface NeededExtension {
  readonly name: ExtensionName;
  /** The node that needs it. */
  readonly node: string;
}

/** A function of SQL that the run has to bring along. */
export type JobFunction = JobModel | JobScript | JobPython | JobXml | JobJsonSchema | JobCrossValidation;

export interface JobModel {
  readonly kind: 'model';
  /** SQL name of its function. */
  readonly name: string;
  readonly path: string;
  /** Absolute folder that the paths of images start from and may not leave. */
  readonly folder: string;
  readonly call: ModelCall;
  /** Nodes that call it. */
  readonly nodes: readonly string[];
}

interface Called<Kind extends string, Call> {
  readonly kind: Kind;
  readonly name: string;
  readonly call: Call;
  readonly nodes: readonly string[];
}

export type JobScript = Called<'script', ScriptCall>;

export interface JobPython {
  readonly kind: 'python';
  readonly name: string;
  /** Absolute folder that the script's own relative paths start from. */
  readonly folder: string;
  readonly call: PythonCall;
  readonly nodes: readonly string[];
}

export type JobXml = Called<'xml', XmlCall>;

export type JobJsonSchema = Called<'json-schema', JsonSchemaCall>;

export type JobCrossValidation = Called<'cross-validation', CrossValidationCall>;

/** Everything a data worker needs to do a batch run, as plain data. */
export interface Job {
  readonly settings: JobSettings;
  readonly functions: readonly JobFunction[];
  readonly steps: readonly JobStep[];
  readonly counts: CountPlan;
  /** `all`: every port is counted, by statements of its own where nothing else tells; `free`: only what follows from the run itself. */
  readonly counting: 'all' | 'free';
  /** Where all is counted, for each key that may have to be: its own SELECT, which counts what it reads on the way. */
  readonly countSql: Readonly<Record<TableKey, { readonly sql: string; readonly marks: StatementMarks | null; readonly reading: Reading }>>;
  readonly parquetPaths: Readonly<Record<TableKey, string>>;
  readonly cache: JobCache;
}

/** What a job takes from the cache and leaves there. */
export interface JobCache {
  readonly reuse: readonly ReusedRows[];
  readonly store: readonly StoredRows[];
  readonly counts: Readonly<Record<TableKey, number>>;
  /** Rows that took less than this to compute are left out, unless pinned. */
  readonly leastMilliseconds: number;
}

/** A table of the cache that stands for a key. */
export interface ReusedRows extends Readonly<Record<'file' | 'hash' | 'id', string>> {
  readonly key: TableKey;
}

/** A key whose rows go into the new file `part` once they are there. */
export interface StoredRows {
  readonly key: TableKey;
  readonly part: string;
  readonly hash: string;
  readonly id: string;
  readonly pinned: boolean;
  readonly columns: number;
}

/** What became of the cache in a job. */
export interface CacheOutcome {
  /** Keys whose file `part` is complete. */
  readonly stored: readonly { readonly key: TableKey; readonly rows: number }[];
  /** Keys whose rows were not kept after all, and why. */
  readonly left: Readonly<Record<TableKey, string>>;
  /** Why kept rows could not be read; the job then did nothing that lasts. */
  readonly unusable: Readonly<Record<TableKey, string>>;
}

export interface GateRow {
  readonly node: string;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly success: boolean;
  readonly broken: number;
  readonly rows: number;
}

export interface WrittenFile {
  readonly node: string;
  readonly path: string;
  readonly rows: number;
  /** Of a workbook of several sheets: of all of it. */
  readonly bytes: number;
  /** The sheet of a workbook that the rows are in. */
  readonly sheet?: string;
  /** Of an object: what its store tells this content by. */
  readonly etag?: string;
}

/** What a finished job leaves: data for the report. */
export interface JobResult {
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly failedNode: string | null;
  readonly counts: Readonly<Record<TableKey, number>>;
  readonly gates: readonly GateRow[];
  readonly written: readonly WrittenFile[];
  /** By node. */
  readonly trained?: Readonly<Record<string, TrainingAccount>>;
  /** Versions that trained models became, by node. */
  readonly registered?: Readonly<Record<string, RegisteredModel>>;
  /** Milliseconds of the statement a node was last part of. */
  readonly milliseconds: Readonly<Record<string, number>>;
  /** In the order in which they ran. */
  readonly statements?: readonly StatementReport[];
  readonly diagnostics: readonly Diagnostic[];
  /** The database failed by itself while it worked for a node; nothing had been committed. */
  readonly tripped?: { readonly node: string; readonly message: string };
  readonly cache?: CacheOutcome;
}

export type JobEvent =
  /** `suspect` is the node that a crash in this statement would be put down to. */
  | { readonly type: 'step'; readonly nodes: readonly string[]; readonly state: 'running' | 'done'; readonly milliseconds?: number; readonly suspect?: string }
  | { readonly type: 'progress'; readonly nodes: readonly string[]; readonly share: number; readonly rows: number; readonly training?: TrainingProgress }
  | { readonly type: 'rows'; readonly key: TableKey; readonly rows: number }
  /** Before it starts: what a run waits for. */
  | { readonly type: 'waiting'; readonly why: string }
  /** Before the first statement: which nodes are computed and why. */
  | { readonly type: 'cache'; readonly uses: Readonly<Record<string, CacheUse>> }
  /** Stream runs: epochs committed so far. */
  | { readonly type: 'epoch'; readonly epoch: number };
