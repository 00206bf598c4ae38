import { problem, type Diagnostic, warning } from '../core/diagnostic.ts';
import type { ParamRecord } from '../definition/index.ts';
import type { CheckedNode } from './checked-flow.ts';
import type { FailedRounds, RoundFailure, Rounds } from './rounds.ts';

/** Whether a node goes on without rounds that fail. */
export const goesOn = (params: ParamRecord): boolean => params['onFailure'] === 'errors';

export function withRounds(known: FailedRounds, more: FailedRounds): FailedRounds {
  const all = new Map(known);
  for (const [node, rounds] of more) all.set(node, new Map([...(all.get(node) ?? []), ...rounds]));
  return all;
}

/** Those that are about nodes inside a round, under the names they have there. */
export function roundsInside(failed: FailedRounds, prefix: string): FailedRounds {
  return new Map([...failed].flatMap(([node, rounds]) => (node.startsWith(prefix) ? [[node.slice(prefix.length), rounds] as const] : [])));
}

/** The rounds among those that are kept in which the check found an error, or whose columns are not those of the first. */
export function failingRounds(nodes: readonly CheckedNode[], rounds: ReadonlyMap<string, Rounds>): FailedRounds {
  let found: FailedRounds = new Map();
  for (const [id, { kept }] of rounds) {
    const own = new Map<number, RoundFailure>();
    for (const round of kept) {
      const error = nodes.filter((n) => n.id.startsWith(`${id}#${round}/`)).flatMap((n) => n.diagnostics).find((d) => d.severity === 'error');
      if (error) own.set(round, { code: error.code, message: error.message });
    }
    const node = nodes.find((n) => n.id === id);
    if (own.size === 0 && node?.diagnostics.some((d) => d.severity === 'error')) for (const [round, failure] of strangers(node, kept)) own.set(round, failure);
    if (own.size > 0) found = withRounds(found, new Map([[id, own]]));
  }
  return found;
}

function strangers(node: CheckedNode, kept: readonly number[]): readonly (readonly [number, RoundFailure])[] {
  return Object.values(node.inputs).flatMap(([first, ...others]) => {
    const names = (schema: typeof first): string => (schema ?? []).map((c) => c.name.toLowerCase()).join(', ');
    return others.flatMap((schema, i) => (names(schema) === names(first) ? [] : [[kept[i + 1]!, { code: 'column-missing', message: `It gives the columns ${names(schema)}, and round ${kept[0]} gives ${names(first)}.` }] as const]));
  });
}

/** What is said of rounds that were left out; an error where none is kept. */
export function roundsTold(node: string, { kept, failed }: Pick<Rounds, 'kept' | 'failed'>): readonly Diagnostic[] {
  const [first] = [...failed].toSorted(([a], [b]) => a - b);
  if (!first) return [];
  const [round, { message }] = first;
  if (kept.length === 0) return [problem('iterate-rounds', `All rounds of node "${node}" fail, so it gives no rows. Round ${round}: ${message}`, { node, param: 'table' })];
  return [warning('iterate-rounds', `${failed.size} of ${failed.size + kept.length} rounds of node "${node}" failed, which its output Errors lists. Round ${round}: ${message}`, { node })];
}
