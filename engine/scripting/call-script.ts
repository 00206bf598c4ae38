import type { ScriptCall } from '../relation/script-call.ts';
import { scriptType } from '../relation/script-type.ts';
import { fitValue, Misfit, type Carried } from './fit-value.ts';
import type { GuestFailure, Sandbox } from './sandbox.ts';
import { ScriptError } from './script-error.ts';

/** Calls a script for the rows of one vector; each result is a struct of value, code, column and message, as scriptFields names them. */
export function callScript(sandbox: Pick<Sandbox, 'run'>, call: ScriptCall, feed: string, buffers: readonly ArrayBuffer[], count: number): readonly Carried[] {
  const given = sandbox.run(feed, buffers);
  const types = call.outputs.map((c) => scriptType(c.type));
  const failed = new Map<number, GuestFailure>(given.e);
  const fail = (failure: GuestFailure): Carried => {
    const message = failure.k === 'thrown' && typeof failure.l === 'number' ? `${failure.w} (line ${failure.l})` : failure.w;
    if (call.stops) throw new ScriptError(`The script failed at a row: ${message}${message.endsWith('.') ? '' : '.'}`, 'Change the script, or send rows that fail to Errors.', failure.l ?? null);
    return [null, failure.k === 'thrown' ? 'script-failed' : 'value-unreadable', failure.c, message];
  };
  // The guest's arrays are taken at their word for nothing: what is not there is null, and null fits any type.
  const rowAt = (at: number): readonly Carried[] =>
    types.map((type, c) => {
      try {
        return fitValue(type, given.c[c]?.[at] ?? null);
      } catch (error) {
        if (!(error instanceof Misfit)) throw error;
        throw new RowMisfit(call.outputs[c]!.name, error.message);
      }
    });
  let at = 0;
  return Array.from({ length: count }, (_, row): Carried => {
    const failure = failed.get(row);
    const length = call.gives === 'rows' ? (given.n[row] ?? 0) : 1;
    const start = at;
    at += length;
    if (failure !== undefined) return fail(failure);
    try {
      const value = call.gives === 'keep' ? given.k[row] === true : call.gives === 'columns' ? rowAt(start) : Array.from({ length }, (_row, i) => rowAt(start + i));
      return [value, null, null, null];
    } catch (error) {
      if (!(error instanceof RowMisfit)) throw error;
      return fail({ c: error.column, w: `"${error.column}" ${error.message}.`, k: 'misfit' });
    }
  });
}

class RowMisfit extends Error {
  readonly column: string;

  constructor(column: string, message: string) {
    super(message);
    this.column = column;
  }
}
