import type { JobFunction, JobResult, JobSettings, JobStep } from '../plan/job.ts';
import type { Probe } from '../plan/probe.ts';
import type { CountPlan } from '../plan/plan-counts.ts';
import type { TableKey } from '../plan/table-key.ts';
import type { DelimitedOptions } from '../relation/relation.ts';

/** Most of one epoch, per source. */
export interface EpochLimits {
  readonly bytes: number;
  readonly lines: number;
}

/** An appended file and how a range of its lines becomes a table. */
export interface StreamSource {
  readonly key: TableKey;
  readonly node: string;
  /** Path as the flow holds it, and as it is opened. */
  readonly name: string;
  readonly path: string;
  /** Null for lines of JSON. */
  readonly options: DelimitedOptions | null;
  /** File that the lines of an epoch are put into for the database to read. */
  readonly epochFile: string;
  /** Makes the table `key` of the lines in `epochFile`. */
  readonly sql: string;
  /** Gives the latest event time of the table, where one is set. */
  readonly eventTimeSql: string | null;
}

export interface StreamSink {
  readonly node: string;
  readonly name: string;
  readonly path: string;
  /** Put in place of what was there, at the first delivery. */
  readonly staging: string;
  /** Key whose rows are written unchanged in number. */
  readonly from: TableKey | null;
  /** File that receives the bytes of an epoch. */
  readonly fragment: string;
  /** COPY of the rows of an epoch into `fragment`: in the first epoch with what stands above the rows, later without. */
  readonly firstSql: string;
  readonly sql: string;
  readonly nodes: readonly string[];
  readonly probes: readonly Probe[];
}

/** Counts that are added up over the epochs. */
export interface StreamSummary {
  readonly key: TableKey;
  /** One row of counts over the epoch at hand. */
  readonly sql: string;
  readonly measures: readonly string[];
  readonly node: string;
}

export interface StreamGate {
  readonly node: string;
  readonly sql: string;
}

/** Everything a data worker needs to do a stream run, as plain data. */
export interface StreamJob {
  readonly settings: JobSettings;
  readonly stateFolder: string;
  readonly identity: string;
  readonly untilIdle: boolean;
  readonly limits: EpochLimits;
  readonly functions: readonly JobFunction[];
  readonly sources: readonly StreamSource[];
  /** Done once at the start, over tables that do not grow. */
  readonly prepare: readonly JobStep[];
  readonly kept: readonly Extract<JobStep, { kind: 'keep' }>[];
  readonly summaries: readonly StreamSummary[];
  readonly gates: readonly StreamGate[];
  readonly sinks: readonly StreamSink[];
  readonly counts: CountPlan;
  readonly fixedCounts: CountPlan;
  readonly fixedCountSql: Readonly<Record<TableKey, string>>;
  /** Counts the rows of reports, once the figures they are made of are there. */
  readonly summaryCountSql: Readonly<Record<TableKey, string>>;
  readonly parquetPaths: Readonly<Record<TableKey, string>>;
  readonly nodes: readonly string[];
  /** The rows an epoch brought to a port, as a SELECT over its tables; only ports that may be looked at while the stream runs. */
  readonly taps: Readonly<Record<TableKey, string>>;
  /** Taps that charts of the flow look at, so that they have all rows since the start. */
  readonly watched: readonly TableKey[];
}

export interface StreamResult extends JobResult {
  /** Epochs committed since the stream was first started. */
  readonly epochs: number;
}

/** Places at which a test ends the process, as a power cut would. */
export type CrashPoint = 'before-commit' | 'after-commit' | 'after-truncation' | 'in-delivery' | 'after-delivery';
