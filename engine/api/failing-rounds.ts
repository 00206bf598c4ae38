import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import type { RunScope } from '../check/run-scope.ts';
import { withRounds } from '../check/iterate-rounds.ts';
import type { FailedRounds, RoundFailure } from '../check/rounds.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import { binary, call, cast, choose, column, isTrue, literal, not, type Expression } from '../expression/expression.ts';
import { participants } from '../plan/plan-run.ts';
import type { Relation } from '../relation/relation.ts';
import type { TextRow } from './exact-look.ts';

export interface RoundsHost {
  /** The one row of a relation of a node. */
  firstRow(flow: CheckedFlow, node: string, relation: Relation): Promise<TextRow>;
  readonly signal: AbortSignal;
}

/**
 * Finds which rounds of nodes that go on without them fail, after a run of the flow has failed: each is computed by itself, with all that it would give,
 * write or check, but without writing it. One that fails is tried again as often as its node says.
 */
export async function findFailingRounds(flow: CheckedFlow, to: RunScope, host: RoundsHost): Promise<FailedRounds> {
  const taking = new Set(participants(flow, to).map((n) => n.id));
  let found: FailedRounds = new Map();
  for (const [id, { kept, retries, wait }] of flow.rounds ?? []) {
    for (const round of kept) {
      const inside = flow.nodes.filter((n) => n.id.startsWith(`${id}#${round}/`) && taking.has(n.id));
      const failure = await failureOf(flow, inside, retries, wait * 1000, host);
      if (failure) found = withRounds(found, new Map([[id, new Map([[round, failure]])]]));
    }
  }
  return found;
}

async function failureOf(flow: CheckedFlow, nodes: readonly CheckedNode[], retries: number, pause: number, host: RoundsHost): Promise<RoundFailure | null> {
  for (let tries = 0; ; tries++) {
    host.signal.throwIfAborted();
    const failure = await tryOnce(flow, nodes, host);
    if (failure === null || tries >= retries) return failure;
    await sleep(pause, undefined, { signal: host.signal });
  }
}

async function tryOnce(flow: CheckedFlow, nodes: readonly CheckedNode[], host: RoundsHost): Promise<RoundFailure | null> {
  try {
    for (const node of nodes) {
      const { built } = node;
      if (!built) continue;
      // What leaves the round is computed with all that feeds it.
      const ends = [built.sink?.from, built.load?.from, built.view?.from, ...(node.definition?.type === 'component-output' ? Object.values(built.outputs) : [])];
      for (const end of ends) if (end) await host.firstRow(flow, node.id, whole(end));
      if (!built.gate) continue;
      const [message = null] = await host.firstRow(flow, node.id, broken(built.gate.from));
      if (message !== null) return { code: 'quality-failed', message };
    }
    return null;
  } catch (error) {
    if (!(error instanceof DiagnosticError) || error.diagnostic.code === 'run-cancelled') throw error;
    return { code: error.diagnostic.code, message: error.diagnostic.message };
  }
}

/** One row that cannot be known without every value of every row. */
const whole = (from: Relation): Relation => ({ op: 'sql', text: 'SELECT CAST(bit_xor(hash(whole_row)) AS VARCHAR) AS seen FROM whole_row', param: '', volatile: false, inputs: [{ name: 'whole_row', from }] });

/** The message of the first rule of a check that would stop the run. */
function broken(from: Relation): Relation {
  const stops: Expression = { op: 'and', items: [binary(column('severity'), '=', literal('fail')), not(isTrue(column('success')))] };
  return { op: 'aggregate', from, groups: [], measures: [{ name: 'message', value: cast(call('min', choose(stops, column('message'))), 'VARCHAR') }] };
}
