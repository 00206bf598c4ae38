import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import type { StatementWork, WorkKind, WorkTree } from '../plan/job.ts';
import { describeFailure, type Failure } from './describe-failure.ts';

/** Work that holds many rows at once, the first of it what the database can spill least; what a statement of a person's does is not known. */
const holding: readonly WorkKind[] = ['group', 'window', 'join', 'once', 'sort'];

/** What to say of a statement for which memory or the spill folder was too small: whoever takes the rows is not who needs the room. Null for any other failure. */
export function describeShortage(failure: Failure, work: StatementWork | undefined, own: string): Diagnostic | null {
  const short = /out of memory/i.test(failure.type) || /max_temp_directory_size/i.test(failure.message);
  if (!short) return null;
  const [node = own, ...others] = rowHolders(work);
  return withOthers(describeFailure(failure, node), others);
}

/** What to say of a statement that was stopped because the process had grown by more than `bytes`: the database does not count all that it holds. */
export function describeOverrun(bytes: number, work: StatementWork | undefined, own: string): Diagnostic {
  const [node = own, ...others] = rowHolders(work);
  return withOthers(problem('memory-exceeded', `Node "${node}" held so much outside of what the database counts as its memory that the process grew by more than ${Math.round(bytes / 1e6)} MB, and was stopped. No output was changed. Give the run more with --memory, or filter earlier.`, { node }), others);
}

const withOthers = (told: Diagnostic, others: readonly string[]): Diagnostic => (others.length === 0 ? told : { ...told, message: `${told.message} In the same statement ${others.map((n) => `"${n}"`).join(', ')} ${others.length === 1 ? 'holds' : 'hold'} rows, too.` });

/** Nodes whose work holds rows, those that need most of it first. */
function rowHolders(work: StatementWork | undefined): readonly string[] {
  if (work === undefined) return [];
  const all = [work.main, ...Object.values(work.once)].flatMap(everything);
  const nodes = (kinds: readonly WorkKind[]): readonly string[] => [...new Set(kinds.flatMap((kind) => all.filter((w) => w.kind === kind).flatMap((w) => w.nodes)))];
  const known = nodes(holding);
  return known.length > 0 ? known : nodes(['opaque']);
}

const everything = (tree: WorkTree): readonly WorkTree[] => [tree, ...tree.below.flatMap(everything)];
