import { join } from 'node:path';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { scopeOf, type RunScope } from '../check/run-scope.ts';
import { DiagnosticError, problem, warning, type Diagnostic } from '../core/diagnostic.ts';
import { canonicalJson } from '../core/json.ts';
import type { RunReport } from '../core/run-report.ts';
import { binary, call, cast, choose, column, isNull, literal, or, type Expression } from '../expression/expression.ts';
import { participants } from '../plan/plan-run.ts';
import { holdMarks, type CursorMark, type HeldMarks } from '../record/cursor-marks.ts';
import { databaseLabel } from '../relation/database-ref.ts';
import type { Relation, ScanSource } from '../relation/relation.ts';
import type { TextRow } from './exact-look.ts';
import { flowKey } from './run-history.ts';
import { sha256 } from './sha256.ts';

type Scan = Extract<Relation, { op: 'scan' }> & { readonly source: Extract<ScanSource, { format: 'database' }> & { readonly cursor: string } };

/** A table that is read onward from where the last run came to. */
interface OnwardRead {
  readonly node: string;
  readonly port: string;
  readonly scan: Scan;
  readonly type: string;
  /** Hash of what is read by which column. */
  readonly source: string;
}

/** What a run read of such a table: rows above the one value, up to the other. */
interface Stretch {
  readonly above: string | null;
  readonly upTo: string | null;
}

export interface OnwardHost {
  /** Folder of the records; null where none are kept. */
  readonly folder: string | null;
  readonly request: { readonly name: string; readonly to?: string; readonly fromStart?: boolean };
  /** The one row of a relation of a node. */
  firstRow(flow: CheckedFlow, node: string, relation: Relation): Promise<TextRow>;
  /** The account of a run that does not begin. */
  refuse(problem: Diagnostic): RunReport;
}

/**
 * Lets `work` run the flow with its tables read onward: each only above the highest value of its cursor column that a run before has read, and up to the highest
 * there is now, so that a row that comes meanwhile is left to the next run. How far that is, is kept once the run has succeeded, and not before.
 */
export async function readOnward(flow: CheckedFlow, host: OnwardHost, work: (flow: CheckedFlow) => Promise<RunReport>): Promise<RunReport> {
  const reads = onwardReads(flow, scopeOf(host.request));
  if (reads.length === 0) return work(flow);
  let marks: HeldMarks | null = null;
  try {
    const { node } = reads[0]!;
    if (host.folder === null) return host.refuse(problem('cursor-state', `Node "${node}" reads onward from the last run, and nothing is kept of runs, because MILLRACE_RECORDS is off. Set it to a folder, or empty the cursor column.`, { node, param: 'cursor' }));
    if (scopeOf(host.request) !== null) return host.refuse(problem('cursor-state', `Node "${node}" reads onward from the last run, and a run of a part would leave its rows out of the rest for good. Run the whole flow, or look at a preview.`, { node, param: 'cursor' }));
    marks = await holdMarks(join(host.folder, flowKey({ base: flow.base, name: flow.document.name.trim() || host.request.name })));
    return await inHand(flow, reads, marks, host, work);
  } catch (error) {
    if (error instanceof DiagnosticError) return host.refuse(error.diagnostic);
    throw error;
  } finally {
    await marks?.release();
  }
}

async function inHand(flow: CheckedFlow, reads: readonly OnwardRead[], marks: HeldMarks, host: OnwardHost, work: (flow: CheckedFlow) => Promise<RunReport>): Promise<RunReport> {
  const notes: Diagnostic[] = [];
  const stretches = new Map<string, Stretch>();
  for (const read of reads) {
    const mark = host.request.fromStart === true ? undefined : marks.marks[read.node];
    if (mark && mark.source !== read.source) notes.push(warning('cursor-state', `Node "${read.node}" reads another table or column than the run before, so it was read from the start.`, { node: read.node, param: 'cursor' }));
    stretches.set(read.node, await stretchOf(flow, read, mark?.source === read.source ? mark.value : null, host));
  }
  const nodes = flow.nodes.map((n) => {
    const read = reads.find((r) => r.node === n.id);
    return read && n.built ? { ...n, built: { ...n.built, outputs: { ...n.built.outputs, [read.port]: within(read, stretches.get(n.id)!) } } } : n;
  });
  const report = await work({ ...flow, nodes });
  const told: RunReport = { ...report, diagnostics: [...report.diagnostics, ...notes], nodes: Object.fromEntries(Object.entries(report.nodes).map(([id, n]) => [id, isRead(report, id) ? withStretch(n, reads.find((r) => r.node === id), stretches.get(id)) : n])) };
  if (report.status !== 'succeeded') return told;
  try {
    await marks.write({ ...marks.marks, ...Object.fromEntries(reads.filter((r) => isRead(report, r.node)).flatMap((r) => markOf(r, stretches.get(r.node)!))) });
    return told;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    return { ...told, diagnostics: [...told.diagnostics, warning('cursor-state', `The run has succeeded, but how far it has read could not be kept (${code}), so the next run reads the same rows again. Make ${host.folder} writable.`)] };
  }
}

/** Whether a statement took the rows of the node: where no output does, they are still to be read. */
const isRead = (report: RunReport, node: string): boolean => report.statements?.some((s) => s.nodes.includes(node)) === true;

const withStretch = (node: RunReport['nodes'][string], read: OnwardRead | undefined, stretch: Stretch | undefined): RunReport['nodes'][string] => (read && stretch ? { ...node, cursor: { column: read.scan.source.cursor, ...stretch } } : node);

const markOf = ({ node, source }: OnwardRead, { upTo }: Stretch): readonly (readonly [string, CursorMark])[] => (upTo === null ? [] : [[node, { source, value: upTo }]]);

function onwardReads(flow: CheckedFlow, to: RunScope): readonly OnwardRead[] {
  return participants(flow, to).flatMap(({ id, built }) =>
    Object.entries(built?.outputs ?? {}).flatMap(([port, relation]): OnwardRead[] => {
      if (!isOnward(relation)) return [];
      const { database, from, cursor } = relation.source;
      const type = relation.schema.find((c) => c.name === cursor)!.type;
      return [{ node: id, port, scan: relation, type, source: sha256(canonicalJson([database, from, cursor, type])) }];
    }),
  );
}

const isOnward = (relation: Relation): relation is Scan => relation.op === 'scan' && relation.source.format === 'database' && relation.source.cursor !== undefined;

/** Asks how far there is to read. Rows without a value belong to no stretch: nobody could tell later whether they have been read. */
async function stretchOf(flow: CheckedFlow, read: OnwardRead, above: string | null, host: OnwardHost): Promise<Stretch> {
  const by = column(read.scan.source.cursor);
  const open: Relation = above === null ? read.scan : { op: 'filter', from: read.scan, condition: or(isAbove(by, above, read.type), isNull(by)) };
  const [upTo = null, without = '0'] = await host.firstRow(flow, read.node, {
    op: 'aggregate',
    from: open,
    groups: [],
    measures: [
      { name: 'highest', value: cast(call('max', by), 'VARCHAR') },
      { name: 'without', value: cast(call('count', choose(isNull(by), literal(1))), 'VARCHAR') },
    ],
  });
  if (without !== '0') throw new DiagnosticError(problem('cursor-value', `Node "${read.node}" finds ${without} rows of ${labelOf(read.scan)} without a value in "${read.scan.source.cursor}", so no run could tell whether they have been read. Choose a column that is always filled.`, { node: read.node, param: 'cursor' }));
  return { above, upTo: upTo ?? above };
}

const labelOf = ({ source: { database, from } }: Scan): string => databaseLabel(database, 'table' in from ? from.table : undefined);

const isAbove = (by: Expression, value: string, type: string): Expression => binary(by, '>', literal(value, type));

/** The rows of the stretch alone. */
function within({ scan, type }: OnwardRead, { above, upTo }: Stretch): Relation {
  const by = column(scan.source.cursor);
  if (upTo === null || upTo === above) return { op: 'limit', from: scan, count: 0, offset: 0 };
  const below = binary(by, '<=', literal(upTo, type));
  return { op: 'filter', from: scan, condition: above === null ? below : { op: 'and', items: [isAbove(by, above, type), below] } };
}
