import type { Binder } from '../check/binder.ts';
import { canonicalJson } from '../core/json.ts';
import type { Fact } from '../definition/need.ts';
import type { Pin } from './state-folder.ts';

/** A binder that answers needs as they were answered when the stream was first started, and remembers what it is asked for the first time. */
export function pinningBinder(binder: Binder, pins: readonly Pin[]): { readonly binder: Binder; readonly found: ReadonlyMap<string, Pin> } {
  const pinned = new Map<string, Fact>(pins.map((p) => [canonicalJson(p.need), p.fact]));
  const found = new Map<string, Pin>();
  return {
    found,
    binder: {
      parse: (text, at) => binder.parse(text, at),
      isVolatileStatement: (text) => binder.isVolatileStatement(text),
      bind: (request) => binder.bind(request),
      typeName: (text) => binder.typeName(text),
      async discover(need, base) {
        const known = pinned.get(canonicalJson(need));
        if (known) return { ok: true, value: known };
        const answer = await binder.discover(need, base);
        if (answer.ok) found.set(canonicalJson(need), { need, fact: answer.value });
        return answer;
      },
    },
  };
}
