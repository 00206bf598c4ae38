import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topologicalOrder } from '../../engine/core/topology.ts';
import type { CheckedNode } from '../../engine/check/checked-flow.ts';
import { literal } from '../../engine/expression/expression.ts';
import type { CountPlan, CountRule } from '../../engine/plan/plan-counts.ts';
import { nextToCount, solveCounts } from '../../engine/plan/solve-counts.ts';
import { TableIndex, keyNode } from '../../engine/plan/table-key.ts';
import { input, shared, type Relation } from '../../engine/relation/relation.ts';
import { settings } from './law.ts';

/** Ids with what each depends on, cycles included. */
const graph = fc.integer({ min: 0, max: 9 }).chain((size) => {
  const ids = Array.from({ length: size }, (_, i) => `n${i}`);
  return fc.tuple(fc.shuffledSubarray(ids, { minLength: size }), fc.array(fc.array(fc.nat(Math.max(0, size - 1)), { maxLength: 3 }), { minLength: size, maxLength: size })).map(([order, edges]) => ({ order, needs: new Map(ids.map((id, i) => [id, edges[i]!.map((n) => ids[n]!)])) }));
});

/** All an id leads to, itself only if it lies on a cycle. */
function reach(needs: ReadonlyMap<string, readonly string[]>, id: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (from: string): void => {
    for (const next of needs.get(from)!) {
      if (seen.has(next)) continue;
      seen.add(next);
      visit(next);
    }
  };
  visit(id);
  return seen;
}

test('every id comes after what it depends on, or lies on or behind a cycle', () => {
  fc.assert(
    fc.property(graph, ({ order: ids, needs }) => {
      const { order, cyclic } = topologicalOrder(ids, (id) => needs.get(id)!);
      expect([...order, ...cyclic].sort()).toEqual([...ids].sort());
      for (const [i, id] of order.entries()) for (const need of needs.get(id)!) expect(order.slice(0, i)).toContain(need);
      for (const id of ids) {
        const onCycle = (n: string): boolean => reach(needs, n).has(n);
        expect(cyclic.includes(id)).toBe(onCycle(id) || [...reach(needs, id)].some(onCycle));
      }
    }),
    settings(300),
  );
});

const definitionless = (id: string, sources: CheckedNode['sources'], outputs: Readonly<Record<string, Relation>>, named: Readonly<Record<string, Relation>>): CheckedNode => ({ id, title: id, definition: null, params: {}, caption: '', sources, inputs: {}, built: { outputs, shared: named }, outputs: {}, diagnostics: [] });

/** Nodes in a line-up in which each reads some earlier ones, twice at times, part of them through something it shares. */
const nodes = fc.array(fc.tuple(fc.array(fc.nat(20), { maxLength: 3 }), fc.boolean()), { minLength: 1, maxLength: 8 }).map((parts) =>
  parts.map(([from, shares], i): CheckedNode => {
    const ends = i === 0 ? [] : from.map((n) => ({ node: `n${n % i}`, port: 'out' }));
    const all: Relation = ends.length === 0 ? { op: 'values', schema: [], rows: [[]] } : { op: 'union', items: ends.map((_e, index) => input('in', index)) };
    return definitionless(`n${i}`, { in: ends }, { out: shares ? { op: 'union', items: [shared('s'), shared('s')] } : all, rest: { op: 'filter', from: all, condition: literal(true) } }, shares ? { s: all } : {});
  }),
);

test('a closure holds what its targets lead to, each once and after what it reads, and stops where it is told', () => {
  fc.assert(
    fc.property(nodes, fc.nat(20), fc.array(fc.nat(20), { maxLength: 2 }), (flow, at, stops) => {
      const index = new TableIndex(flow);
      const keys = index.keys();
      const target = keys[at % keys.length]!;
      const stop = new Set(stops.map((n) => keys[n % keys.length]!));
      const closure = index.closure([target], stop);
      expect(new Set(closure).size).toBe(closure.length);
      for (const [i, key] of closure.entries()) {
        expect(stop.has(key)).toBe(false);
        for (const read of index.reads(keyNode(key), index.relation(key))) expect(stop.has(read) || closure.slice(0, i).includes(read)).toBe(true);
      }
      if (!stop.has(target)) expect(closure.at(-1)).toBe(target);
      const reads = new Map(keys.map((k) => [k, stop.has(k) ? [] : index.reads(keyNode(k), index.relation(k))]));
      const wanted = (stop.has(target) ? [] : [target, ...reach(reads, target)]).filter((k) => !stop.has(k));
      expect([...closure].sort()).toEqual([...new Set(wanted)].sort());
    }),
    settings(300),
  );
});

/** Rules that fit together, with the true count of every key. */
const counts = fc.array(fc.tuple(fc.nat(5), fc.nat(30), fc.nat(30), fc.nat(12)), { minLength: 1, maxLength: 12 }).map((parts) => {
  const rules: Record<string, CountRule> = {};
  const truth = new Map<string, number>();
  const put = (key: string, rule: CountRule, rows: number): void => {
    rules[key] = rule;
    truth.set(key, rows);
  };
  parts.forEach(([kind, a, b, n], i) => {
    const earlier = [...truth.keys()];
    const [x, y] = [earlier[a % Math.max(1, earlier.length)], earlier[b % Math.max(1, earlier.length)]];
    const key = `k${i}`;
    if (x === undefined || y === undefined || kind === 0) put(key, { kind: 'count', unread: n % 2 === 0 }, n);
    else if (kind === 1) put(key, { kind: 'same', as: x }, truth.get(x)!);
    else if (kind === 2) put(key, { kind: 'sum', of: [x, y, y] }, truth.get(x)! + 2 * truth.get(y)!);
    else if (kind === 3) put(key, { kind: 'limit', of: x, count: n, offset: b % 4 }, Math.min(n, Math.max(0, truth.get(x)! - (b % 4))));
    else if (kind === 4) put(key, { kind: 'exactly', rows: n }, n);
    else {
      const part = Math.min(n, truth.get(x)!);
      put(`${key}.part`, { kind: 'count', unread: false }, part);
      put(key, { kind: 'rest', of: x, without: `${key}.part` }, truth.get(x)! - part);
    }
  });
  return { plan: { rules } satisfies CountPlan, truth };
});

test('solved counts are true, and counting what is asked for settles every key', () => {
  fc.assert(
    fc.property(counts, fc.array(fc.nat(30), { maxLength: 4 }), ({ plan, truth }, start) => {
      const keys = [...truth.keys()];
      let known = solveCounts(plan, new Map(start.map((n) => [keys[n % keys.length]!, truth.get(keys[n % keys.length]!)!])));
      for (let asked = 0; asked <= keys.length; asked++) {
        for (const [key, rows] of known) expect(rows).toBe(truth.get(key));
        const next = nextToCount(plan, known, true);
        if (next === null) break;
        expect(known.has(next)).toBe(false);
        known = solveCounts(plan, new Map([...known, [next, truth.get(next)!]]));
      }
      expect([...known.keys()].sort()).toEqual([...keys].sort());
    }),
    settings(400),
  );
});
