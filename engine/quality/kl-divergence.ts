import type { Json } from '../core/json.ts';
import type { Column } from '../core/schema.ts';
import { and, binary, call, cast, column, literal } from '../expression/expression.ts';
import type { Expression } from '../expression/expression.ts';
import { suiteTrouble, type Arguments } from './arguments.ts';
import type { Check, DecidedCheck, FigureCheck, RowsCheck, Value, ValueObject, Verdict } from './expectation.ts';
import { countsOf, sameAs } from './value-set-checks.ts';

interface Holdouts {
  readonly threshold: number | null;
  readonly tail: number;
  readonly internal: number;
}

/** Kullback-Leibler divergence of an observed distribution from an expected one, each normalised first; infinite where something happens that was not expected at all. */
export function klDivergence(observed: readonly number[], expected: readonly number[]): number {
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
  const [p, q] = [sum(observed), sum(expected)];
  return observed.reduce((total, o, i) => {
    const [a, b] = [o / p, expected[i]! / q];
    return total + (a === 0 ? 0 : b === 0 ? Infinity : a * Math.log(a / b));
  }, 0);
}

function judged(divergence: number, threshold: number | null, observed: Value, expected: Value): Verdict {
  return { success: threshold === null || divergence <= threshold, result: { observed_value: Number.isFinite(divergence) ? divergence : null, details: { observed_partition: observed, expected_partition: expected } } };
}

export const numbersIn = (value: Json | undefined): readonly number[] | null => (Array.isArray(value) && value.every((v) => typeof v === 'number') ? (value as readonly number[]) : null);

/** JSON has no infinity; suites write it as a text or leave null at an end. */
export function binEdges(value: Json | undefined): readonly number[] | null {
  if (!Array.isArray(value)) return null;
  const edges = (value as readonly Json[]).map((v, i) => (v === null ? (i === 0 ? -Infinity : Infinity) : typeof v === 'string' && /^[+-]?inf(inity)?$/i.test(v.trim()) ? (v.trim().startsWith('-') ? -Infinity : Infinity) : v));
  return edges.every((v, i) => typeof v === 'number' && (i === 0 || v > (edges[i - 1] as number))) ? (edges as readonly number[]) : null;
}

/** How far a column's values lie from a distribution that the suite describes: by the weights of values, or of bins with their tails. */
export function klDivergenceCheck(args: Arguments): Check {
  const of = args.column();
  const partition = args.json('partition_object') as { readonly values?: Json; readonly bins?: Json; readonly weights?: Json; readonly tail_weights?: Json } | null;
  const hold: Holdouts = { threshold: args.number('threshold'), tail: args.number('tail_weight_holdout') ?? 0, internal: args.number('internal_weight_holdout') ?? 0 };
  if (hold.threshold !== null && hold.threshold < 0) throw suiteTrouble('ValueError: Threshold must be specified, greater than or equal to zero.');
  if (hold.tail < 0 || hold.tail > 1) throw suiteTrouble('ValueError: tail_weight_holdout must be between zero and one.');
  if (hold.internal < 0 || hold.internal > 1) throw suiteTrouble('ValueError: internal_weight_holdout must be between zero and one.');
  if (partition === null) return args.truth('bucketize_data', true) ? describedBins(of, hold) : categorical(of, null, [], hold);
  const weights = numbersIn(partition.weights);
  const tails = partition.tail_weights === undefined ? null : numbersIn(partition.tail_weights);
  const total = (weights ?? []).reduce((a, b) => a + b, 0) + (tails ?? []).reduce((a, b) => a + b, 0);
  if (!weights || (partition.tail_weights !== undefined && tails?.length !== 2) || Math.abs(total - 1) > 1e-8) throw suiteTrouble('ValueError: Invalid partition object. Its weights must be numbers that add up to 1.');
  if (hold.tail !== 0 && tails) throw suiteTrouble('ValueError: tail_weight_holdout must be 0 when using tail_weights in partition object.');
  if (Array.isArray(partition.values)) {
    if (partition.values.length !== weights.length) throw suiteTrouble('ValueError: Invalid partition object. It needs as many weights as values.');
    if (hold.internal > 0) throw suiteTrouble('ValueError: Internal weight holdout cannot be used for discrete data.');
    return categorical(of, partition.values as readonly Json[], weights, hold);
  }
  const bins = binEdges(partition.bins);
  if (!bins || bins.length !== weights.length + 1) throw suiteTrouble('ValueError: Invalid partition object. It needs either values, or bins that grow, one more than weights.');
  if (!args.truth('bucketize_data', true)) throw suiteTrouble('ValueError: KL Divergence cannot be computed with a continuous partition object and the bucketize_data parameter set to false.');
  const endless = [bins[0] === -Infinity, bins.at(-1) === Infinity];
  if (tails && endless.some(Boolean)) throw suiteTrouble('ValueError: There can be no tail weights for partitions with one or both endpoints at infinity.');
  if (hold.tail > 0 && endless.every(Boolean)) throw suiteTrouble('ValueError: tail_weight_holdout cannot be used for partitions with infinite endpoints.');
  return binned(of, bins, weights, tails, hold);
}

function categorical(of: Column, values: readonly Json[] | null, weights: readonly number[], hold: Holdouts): RowsCheck {
  return {
    kind: 'rows',
    ask: countsOf(of),
    columns: [{ name: 'value', type: of.type }, { name: 'count', type: null }],
    judge(rows) {
      const total = rows.reduce((sum, row) => sum + Number(row[1]), 0);
      const expected = new Map((values ?? rows.map((row) => row[0] as Json)).map((v, i) => [sameAs(v, of.type), { value: v as Value, weight: values ? weights[i]! : Number(rows[i]![1]) / total }]));
      const observed = new Map(rows.map((row) => [sameAs(row[0]!, of.type), { value: row[0]!, weight: Number(row[1]) / total }]));
      const unforeseen = [...observed.keys()].filter((key) => !expected.has(key));
      const keys = [...expected.keys(), ...unforeseen];
      const p = keys.map((key) => observed.get(key)?.weight ?? 0);
      const scale = unforeseen.length > 0 ? 1 - hold.tail : 1;
      const q = keys.map((key) => (expected.has(key) ? expected.get(key)!.weight * scale : hold.tail / unforeseen.length));
      const names = keys.map((key) => (expected.get(key) ?? observed.get(key))!.value);
      return judged(klDivergence(p, q), hold.threshold, { values: names, weights: p }, { values: names, weights: q });
    },
  };
}

/** Rows per bin; every bin holds its lower edge, the last one its upper edge too. */
function histogram(of: Column, bins: readonly number[]): FigureCheck['figures'] {
  const value = cast(column(of.name), 'DOUBLE');
  const where = (...tests: Expression[]) => ({ value: { op: 'call', name: 'count', args: [], filter: and(...tests) } as const, type: null });
  const last = bins.length - 2;
  return {
    present: { value: call('count', column(of.name)), type: null },
    below: where(binary(value, '<', literal(bins[0]!, 'DOUBLE'))),
    above: where(binary(value, '>', literal(bins.at(-1)!, 'DOUBLE'))),
    ...Object.fromEntries(bins.slice(0, -1).map((edge, i) => [`bin${i}`, where(binary(value, '>=', literal(edge)), binary(value, i === last ? '<=' : '<', literal(bins[i + 1]!)))])),
  };
}

function binned(of: Column, bins: readonly number[], weights: readonly number[], tails: readonly number[] | null, hold: Holdouts): FigureCheck {
  return {
    kind: 'figure',
    figures: histogram(of, bins),
    judge(figures) {
      const present = Number(figures['present']);
      const share = (name: string): number => Number(figures[name]) / present;
      const observed = weights.map((_w, i) => share(`bin${i}`));
      const scaled = weights.map((w) => w * (1 - hold.tail - hold.internal));
      const zeros = scaled.filter((w) => w === 0).length;
      const expected = hold.internal > 0 && zeros > 0 ? scaled.map((w) => (w === 0 ? hold.internal / zeros : w)) : scaled;
      const [left, right] = [bins[0] === -Infinity, bins.at(-1) === Infinity];
      const tail = left || right ? hold.tail : hold.tail / 2;
      // An endless bin is a tail itself, so nothing is added on its side.
      const lowTail = { o: left ? observed[0]! : share('below'), e: left ? expected[0]! : (tails?.[0] ?? tail) };
      const highTail = { o: right ? observed.at(-1)! : share('above'), e: right ? expected.at(-1)! : (tails?.[1] ?? tail) };
      const middle = (list: readonly number[]): readonly number[] => list.slice(left ? 1 : 0, right ? -1 : undefined);
      const all = (list: readonly number[], low: number, high: number): number[] => [low, ...middle(list), high];
      const divergence = klDivergence(all(observed, lowTail.o, highTail.o), all(expected, lowTail.e, highTail.e));
      const edges = bins.slice(left ? 1 : 0, right ? -1 : undefined);
      return judged(divergence, hold.threshold, { bins: edges, weights: middle(observed), tail_weights: [lowTail.o, highTail.o] }, { bins: edges, weights: middle(expected), tail_weights: [lowTail.e, highTail.e] });
    },
  };
}

/** Without a partition the column is only described: ten bins of equal width over its own range. */
function describedBins(of: Column, hold: Holdouts): DecidedCheck {
  const value = cast(column(of.name), 'DOUBLE');
  return {
    kind: 'decided',
    question: { ask: (rows) => ({ op: 'aggregate', from: rows, groups: [], measures: [{ name: 'low', value: call('min', value) }, { name: 'high', value: call('max', value) }] }), columns: [{ name: 'low', type: null }, { name: 'high', type: null }] },
    decide(rows) {
      const [low, high] = [Number(rows[0]?.[0] ?? 0), Number(rows[0]?.[1] ?? 0)];
      const bins = low === high ? [low, low + 1] : Array.from({ length: 11 }, (_, i) => (i === 10 ? high : low + ((high - low) * i) / 10));
      const check = binned(of, bins, bins.slice(1).map(() => 1 / (bins.length - 1)), null, hold);
      return {
        ...check,
        judge(figures: ValueObject) {
          const present = Number(figures['present']);
          const weights = bins.slice(1).map((_b, i) => (present === 0 ? 0 : Number(figures[`bin${i}`]) / present));
          const partition = { bins, weights, tail_weights: [0, 0] };
          return judged(0, hold.threshold, partition, partition);
        },
      };
    },
  };
}
