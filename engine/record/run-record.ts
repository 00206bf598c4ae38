import { canonicalJson, isObject } from '../core/json.ts';
import type { RunReport } from '../core/run-report.ts';
import type { FlowDocument } from '../document/document.ts';

/** A flow whose runs are asked for: by its folder and what it is known by there, see flowName. */
export interface FlowName {
  readonly base: string;
  readonly name: string;
  /** What it was known by before it was first saved, and since when: an ISO time. */
  readonly once?: { readonly base: string; readonly name: string; readonly since: string };
}

/** What a run was: the flow, what it was given, what it found there, and what came of it. No rows, no secrets. */
export interface RunRecord {
  readonly record: 1;
  readonly id: string;
  /** Process that ran it, to tell a run under way from one that was cut off. */
  readonly process: { readonly id: number; readonly machine: string };
  readonly name: string;
  readonly base: string;
  readonly to: string | null;
  /** The node it began at; left out where it did not begin in the middle. */
  readonly from?: string;
  readonly kind: 'batch' | 'stream';
  readonly versions: { readonly millrace: string; readonly database: string };
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly ended: string | null;
  readonly settings: RunSettings;
  /** Every parameter with the value it had, as text; null is NULL. */
  readonly parameters: Readonly<Record<string, string | null>>;
  /** The set of values the parameters were taken from; left out where none was chosen. */
  readonly environment?: string;
  /** What started it where no person did, such as a schedule. */
  readonly trigger?: string;
  /** Names of parameters whose value was left out as a secret. */
  readonly hidden: readonly string[];
  readonly document: FlowDocument;
  /** Hash of what the flow does; equal for flows that do the same. */
  readonly content: string;
  readonly inputs: readonly RecordedFile[];
  readonly models: readonly { readonly path: string; readonly hash: string; readonly nodes: readonly string[] }[];
  /** Null until it has ended, and for good where it was cut off. */
  readonly report: RunReport | null;
}

export interface RunSettings {
  readonly threads: number | null;
  readonly memory: string | null;
  readonly spillLimit: string | null;
  readonly cache: boolean;
  readonly counting: 'all' | 'free';
}

/** A file or pattern a node reads; the fingerprint differs when it changes, null where it cannot be told. */
export interface RecordedFile {
  readonly node: string;
  readonly path: string;
  readonly fingerprint: string | null;
}

export type RunState = RunReport['status'] | 'running' | 'interrupted';

/** One line of a list of runs. */
export interface RunHead {
  readonly id: string;
  readonly state: RunState;
  readonly kind: RunRecord['kind'];
  readonly to: string | null;
  readonly from?: string;
  readonly environment?: string;
  readonly trigger?: string;
  readonly started: string;
  readonly milliseconds: number | null;
  /** Rows and files written. */
  readonly written: { readonly rows: number; readonly files: number };
  readonly rejected: number;
  readonly problems: number;
  readonly content: string;
}

/** What the flow does as text: where nodes stand and what is noted beside them plays no part. */
export const contentText = ({ parameters, nodes, edges }: FlowDocument): string =>
  canonicalJson({ parameters, nodes: Object.fromEntries(Object.entries(nodes).map(([id, { type, version, disabled, cached, params }]) => [id, { type, version, disabled: disabled === true, cached: cached === true, params }])), edges: edges.map((e) => `${e.from} ${e.to}`).sort() });

/** The line for a run; `isRunning` says whether the process of a record without an end still works on it. */
export function headOf(record: RunRecord, isRunning: boolean): RunHead {
  const { id, kind, to, from, environment, trigger, started, report, content } = record;
  const nodes = Object.values(report?.nodes ?? {});
  const files = nodes.flatMap((n) => (n.written ? [n.written] : []));
  // The sheets of a workbook are one file.
  const places = new Set(files.map((f, i) => (f.sheet === undefined ? i : f.path)));
  return {
    id,
    state: report?.status ?? (isRunning ? 'running' : 'interrupted'),
    kind,
    to,
    ...(from === undefined ? {} : { from }),
    ...(environment === undefined ? {} : { environment }),
    ...(trigger === undefined ? {} : { trigger }),
    started,
    milliseconds: report?.milliseconds ?? null,
    written: { rows: files.reduce((sum, f) => sum + f.rows, 0), files: places.size },
    rejected: nodes.reduce((sum, n) => sum + n.rejected, 0),
    problems: (report?.diagnostics ?? []).length,
    content,
  };
}

/** Reads the text of a record; null when it is none, such as one of a later version or cut short. */
export function readRecord(text: string): RunRecord | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null;
  }
  const whole = isObject(raw) && raw['record'] === 1 && typeof raw['id'] === 'string' && typeof raw['started'] === 'string' && isObject(raw['document']) && isObject(raw['process']) && isObject(raw['parameters']) && Array.isArray(raw['inputs']) && (raw['report'] === null || (isObject(raw['report']) && isObject(raw['report']['nodes'])));
  return whole ? (raw as unknown as RunRecord) : null;
}
