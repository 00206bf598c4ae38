import type { Diagnostic } from './diagnostic.ts';
import type { RegisteredModel } from './registered-model.ts';
import type { TrainingAccount } from './training-account.ts';
import type { TrainingProgress } from './training-progress.ts';

export type NodeState = 'waiting' | 'running' | 'done' | 'warning' | 'failed' | 'skipped' | 'cancelled';

/** Whether a node's rows came from the cache; `why` is a phrase for a person, `code` what kind of reason it is. */
export interface CacheUse {
  readonly state: 'reused' | 'recomputed';
  readonly code: 'kept' | 'not-needed' | 'never-run' | 'engine' | 'definition' | 'parameter' | 'inputs' | 'source' | 'evicted' | 'unusable' | 'unrepeatable' | 'not-kept' | 'output' | 'stop' | 'off';
  readonly why: string;
}

/** What happened at one node; counts are exact, keyed by port. */
export interface NodeReport {
  readonly type: string;
  readonly title: string;
  readonly state: NodeState;
  readonly rowsIn: Readonly<Record<string, number>>;
  readonly rowsOut: Readonly<Record<string, number>>;
  /** Rows at ports of kind `rejects` and `errors` together. */
  readonly rejected: number;
  readonly milliseconds: number;
  /** `etag` is what an object store tells the content by that it took; `sheet` is the one of a workbook that has the rows; the bytes are those of all of it. */
  readonly written?: { readonly path: string; readonly rows: number; readonly bytes: number; readonly etag?: string; readonly sheet?: string };
  /** Batch runs only, for nodes that took part. */
  readonly cache?: CacheUse;
  /** How the model went that this node trained. */
  readonly training?: TrainingAccount;
  /** Of a table that is read onward from the last run: its column, and that rows above the one value up to the other were read; null is from the start, or no row yet. */
  readonly cursor?: { readonly column: string; readonly above: string | null; readonly upTo: string | null };
  /** The model files that scored rows, with their hashes, hexadecimal, and what they ran on. */
  readonly scoredBy?: readonly { readonly path: string; readonly sha256: string; readonly provider: string; readonly threads: number }[];
  /** The registered version that scored, or that this node's model became. */
  readonly model?: RegisteredModel;
}

export interface RuleReport {
  readonly node: string;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly success: boolean;
  readonly broken: number;
  readonly rows: number;
}

/** Time that threads spent on the work of nodes; several nodes share one figure where the database melted their work together. */
export interface WorkTime {
  readonly nodes: readonly string[];
  readonly milliseconds: number;
}

/** One statement of a run, with the nodes that were fused into it. */
export interface StatementReport {
  readonly kind: 'keep' | 'gate' | 'write' | 'load';
  /** The node whose rows it gave. */
  readonly node: string;
  readonly nodes: readonly string[];
  /** From start to end. */
  readonly milliseconds: number;
  /** Places, in the list of statements, of those whose rows it read. */
  readonly after: readonly number[];
  /** Most bytes the database held in memory and on the spill disk meanwhile; null where it did not say. */
  readonly peakBytes: number | null;
  readonly spilledBytes: number | null;
  /** Thread time, part by part, as the database's profile has it; empty where there is none. */
  readonly work: readonly WorkTime[];
}

/** The account of one run: what `--report` writes and the window shows. */
export interface RunReport {
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  /** The flow itself is wrong, so nothing was run. */
  readonly refused?: true;
  readonly flow: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly milliseconds: number;
  readonly nodes: Readonly<Record<string, NodeReport>>;
  readonly rules: readonly RuleReport[];
  readonly diagnostics: readonly Diagnostic[];
  /** Batch runs only. */
  readonly statements?: readonly StatementReport[];
  /** Stream runs only. */
  readonly epochs?: number;
}

/** Live state of a run, sent a few times a second. */
export interface RunProgress {
  readonly nodes: Readonly<Record<string, { readonly state: NodeState; readonly share?: number; readonly rowsOut?: Readonly<Record<string, number>>; /** Stream runs only: rows per second of each port, over the last seconds. */ readonly rates?: Readonly<Record<string, number>>; /** All ports together. */ readonly rowsPerSecond?: number; /** Until the running step is done, if it goes on like this. */ readonly secondsLeft?: number; readonly milliseconds?: number; readonly cache?: CacheUse; /** Of a node that learns a model, while it does. */ readonly training?: TrainingProgress }>>;
  readonly epochs?: number;
  /** What the run waits for before it starts. */
  readonly waiting?: string;
  /** The running node that a crash now would be put down to. */
  readonly suspect?: string;
}
