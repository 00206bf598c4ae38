import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Column } from '../core/schema.ts';
import { typeFamily } from '../core/type-family.ts';
import { call, column, isNotNull } from '../expression/expression.ts';
import { suiteTrouble, type Arguments } from './arguments.ts';
import { ExpectationTrouble, type Check, type RowsCheck, type Value } from './expectation.ts';
import { binEdges, numbersIn } from './kl-divergence.ts';
import { chiSquareTail, kolmogorovTail } from './probability.ts';
import { distributionOf } from './known-distributions.ts';
import { countsOf, sameAs } from './value-set-checks.ts';

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

function limit(args: Arguments, name: string): number {
  const p = args.number(name) ?? 0.05;
  if (!(p > 0 && p < 1)) throw suiteTrouble(`${name} must be between 0 and 1 exclusive; it is ${p}.`);
  return p;
}

const valueCounts = (of: Column, judge: RowsCheck['judge']): RowsCheck => ({ kind: 'rows', ask: countsOf(of), columns: [{ name: 'value', type: of.type }, { name: 'count', type: null }], judge });

/** Chi-square test of how often each value occurs against the weights of a partition; values nobody expected share `tail_weight_holdout`. */
function chiSquare(args: Arguments): RowsCheck {
  const of = args.column();
  const partition = isObject(args.json('partition_object')) ? (args.json('partition_object') as JsonObject) : {};
  const [values, weights] = [partition['values'], numbersIn(partition['weights'])];
  const holdout = args.number('tail_weight_holdout') ?? 0;
  const p = args.number('p') ?? 0.05;
  if (!Array.isArray(values) || !weights || values.length !== weights.length || Math.abs(sum(weights) - 1) > 1e-8) throw suiteTrouble('Invalid partition object. It needs values and as many weights that add up to 1.');
  return valueCounts(of, (rows) => {
    const observed = new Map(rows.map((row) => [sameAs(row[0]!, of.type), { value: row[0]!, count: Number(row[1]) }]));
    const total = sum([...observed.values()].map((o) => o.count));
    const expected = new Map((values as readonly Json[]).map((v, i) => [sameAs(v, of.type), { value: v as Value, weight: weights[i]! }]));
    const unforeseen = [...observed.keys()].filter((key) => !expected.has(key));
    const keys = [...expected.keys(), ...unforeseen];
    const counts = keys.map((key) => observed.get(key)?.count ?? 0);
    const scale = unforeseen.length > 0 ? 1 - holdout : 1;
    const wanted = keys.map((key) => total * (expected.has(key) ? expected.get(key)!.weight * scale : holdout / unforeseen.length));
    // Where nothing was expected and nothing is there, there is nothing to compare.
    const terms = keys.map((_k, i) => (wanted[i] === 0 ? (counts[i] === 0 ? 0 : Infinity) : (counts[i]! - wanted[i]!) ** 2 / wanted[i]!));
    const found = total === 0 ? null : chiSquareTail(sum(terms), keys.length - 1);
    const names = keys.map((key) => (expected.get(key) ?? observed.get(key))!.value);
    const shares = (list: readonly number[]): Value => (total === 0 ? list : list.map((n) => n / total));
    return { success: found !== null && found > p, result: { observed_value: found, element_count: total, missing_count: null, missing_percent: null, details: { observed_partition: { values: names, weights: shares(counts) }, expected_partition: { values: names, weights: shares(wanted) } } } };
  });
}

function numeric(args: Arguments): Column {
  const of = args.column();
  if (typeFamily(of.type) !== 'number') throw new ExpectationTrouble('data', `Column "${of.name}" is ${of.type}; the expectation needs a numeric column.`);
  return of;
}

/** Values in their order with how often each occurs. */
type Counted = readonly { readonly value: number; readonly count: number }[];

const counted = (rows: readonly (readonly Value[])[]): Counted => rows.map(([value, count]) => ({ value: Number(value), count: Number(count) }));

/** The largest distance between the steps of a sample and a distribution. */
function distance(sample: Counted, share: (x: number) => number): number {
  const total = sum(sample.map((s) => s.count));
  let [below, largest] = [0, 0];
  for (const { value, count } of sample) {
    const expected = share(value);
    largest = Math.max(largest, expected - below / total, (below + count) / total - expected);
    below += count;
  }
  return largest;
}

/** Kolmogorov-Smirnov test of a column against a distribution with given parameters. */
function parameterized(args: Arguments): RowsCheck {
  const of = numeric(args);
  const p = limit(args, 'p_value');
  const { share, params } = distributionOf(args.text('distribution'), args.json('params'));
  return valueCounts(of, (rows) => {
    const sample = counted(rows);
    const size = sum(sample.map((s) => s.count));
    const statistic = distance(sample, share);
    const found = size === 0 ? null : kolmogorovTail(statistic, size);
    return { success: found !== null && found >= p, result: { observed_value: found, details: { expected_params: params, observed_ks_result: { statistic, pvalue: found } } } };
  });
}

/** Repeatable numbers from 0 to 1 (mulberry32), so that the same data gets the same verdict. */
function randomNumbers(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Draws with replacement, in the order of the values. */
function draw(sample: Counted, below: readonly number[], size: number, random: () => number): Counted {
  const total = below.at(-1)!;
  const picks = Array.from({ length: size }, () => {
    const at = random() * total;
    let [low, high] = [0, sample.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (below[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }).sort((a, b) => a - b);
  return picks.map((i) => ({ value: sample[i]!.value, count: 1 }));
}

/** Share of samples drawn from a column that a Kolmogorov-Smirnov test does not tell from a partition. */
function bootstrapped(args: Arguments): RowsCheck {
  const of = numeric(args);
  const p = args.number('p') ?? 0.05;
  const partition = isObject(args.json('partition_object')) ? (args.json('partition_object') as JsonObject) : {};
  const [bins, weights, tails] = [binEdges(partition['bins']), numbersIn(partition['weights']), numbersIn(partition['tail_weights'] ?? [0, 0])];
  if (!bins || !weights || tails?.length !== 2 || bins.length !== weights.length + 1 || Math.abs(sum([...weights, ...tails]) - 1) > 1e-8) throw suiteTrouble('Invalid continuous partition object. It needs bins that grow, one less weights, and weights that add up to 1.');
  if (!bins.every(Number.isFinite)) throw suiteTrouble('Partition endpoints must be finite.');
  if (sum(tails) > 0) throw suiteTrouble('Partition cannot have tail weights -- endpoints must be finite.');
  const samples = args.number('bootstrap_samples') ?? 1000;
  const size = args.number('bootstrap_sample_size') ?? weights.length * 2;
  if (![samples, size].every((n) => Number.isInteger(n) && n > 0)) throw suiteTrouble('bootstrap_samples and bootstrap_sample_size must be whole numbers above 0.');
  const steps = weights.reduce<number[]>((list, w) => [...list, list.at(-1)! + w], [0]);
  const share = (x: number): number => {
    const at = bins.findIndex((edge) => x < edge);
    if (at === 0) return 0;
    if (at < 0) return steps.at(-1)!;
    return steps[at - 1]! + ((x - bins[at - 1]!) / (bins[at]! - bins[at - 1]!)) * weights[at - 1]!;
  };
  return valueCounts(of, (rows) => {
    const sample = counted(rows);
    if (sample.length === 0) return { success: false, result: { observed_value: null } };
    let total = 0;
    const below = sample.map(({ count }) => (total += count));
    const random = randomNumbers();
    let alike = 0;
    for (let i = 0; i < samples; i++) if (kolmogorovTail(distance(draw(sample, below, size, random), share), size) >= p) alike++;
    const found = (1 + alike) / (samples + 1);
    const { edges, shares } = histogram(sample, bins, total);
    const cumulated = shares.reduce<number[]>((list, w) => [...list, list.at(-1)! + w], [0]);
    const details = { bootstrap_samples: samples, bootstrap_sample_size: size, observed_partition: { bins: edges, weights: shares }, expected_partition: { bins, weights }, observed_cdf: { x: edges, cdf_values: cumulated }, expected_cdf: { x: bins, cdf_values: steps } };
    return { success: found > p, result: { observed_value: found, details } };
  });
}

/** Shares per bin, with one more bin on each side where values lie outside. */
function histogram(sample: Counted, bins: readonly number[], total: number): { readonly edges: readonly number[]; readonly shares: readonly number[] } {
  const [low, high] = [sample[0]!.value, sample.at(-1)!.value];
  const last = bins.length - 2;
  const share = (holds: (x: number) => boolean): number => sum(sample.filter((s) => holds(s.value)).map((s) => s.count)) / total;
  const inner = bins.slice(0, -1).map((edge, i) => share((x) => x >= edge && (i === last ? x <= bins[i + 1]! : x < bins[i + 1]!)));
  const [before, after] = [low < bins[0]!, high > bins.at(-1)!];
  return { edges: [...(before ? [low] : []), ...bins, ...(after ? [high] : [])], shares: [...(before ? [share((x) => x < bins[0]!)] : []), ...inner, ...(after ? [share((x) => x > bins.at(-1)!)] : [])] };
}

/** How strongly two columns depend on each other: Cramér's phi of the table of how often their values meet. */
function cramersPhi(args: Arguments): RowsCheck {
  const [a, b] = [args.column('column_A'), args.column('column_B')];
  const threshold = args.number('threshold') ?? 0.1;
  for (const name of ['bins_A', 'bins_B', 'n_bins_A', 'n_bins_B']) if (args.json(name) !== null) throw suiteTrouble(`${name} is not supported; columns of numbers are compared by their single values. Bin them before.`);
  return {
    kind: 'rows',
    ask: (rows) => ({
      op: 'sort',
      from: { op: 'aggregate', from: { op: 'filter', from: { op: 'filter', from: rows, condition: isNotNull(column(a.name)) }, condition: isNotNull(column(b.name)) }, groups: [{ name: 'a', value: column(a.name) }, { name: 'b', value: column(b.name) }], measures: [{ name: 'count', value: call('count') }] },
      keys: ['a', 'b'].map((name) => ({ by: column(name), descending: false, nulls: 'last' })),
    }),
    columns: [{ name: 'a', type: a.type }, { name: 'b', type: b.type }, { name: 'count', type: null }],
    judge(rows) {
      const totals = (at: 0 | 1): Map<string, { readonly value: Value; count: number }> => {
        const found = new Map<string, { readonly value: Value; count: number }>();
        for (const row of rows) {
          const key = sameAs(row[at]!, (at === 0 ? a : b).type);
          const known = found.get(key) ?? { value: row[at]!, count: 0 };
          known.count += Number(row[2]);
          found.set(key, known);
        }
        return found;
      };
      const [across, down] = [totals(0), totals(1)];
      const total = sum(rows.map((row) => Number(row[2])));
      const degrees = (across.size - 1) * (down.size - 1);
      // A column with one value tells nothing about the other.
      if (total === 0 || degrees === 0) return { success: total > 0, result: { observed_value: total > 0 ? 0 : null } };
      // Yates' correction, as for every table of two by two.
      const correction = degrees === 1 ? 0.5 : 0;
      let statistic = 0;
      let met = 0;
      for (const [x, y, n] of rows) {
        const wanted = (across.get(sameAs(x!, a.type))!.count * down.get(sameAs(y!, b.type))!.count) / total;
        const off = Math.abs(Number(n) - wanted);
        statistic += Math.max(0, off - correction) ** 2 / wanted;
        met += wanted;
      }
      // Pairs that never meet add what was expected of them; without a correction that is their whole share.
      statistic += correction === 0 ? total - met : unmet(rows, across, down, total, [a.type, b.type]);
      const found = Math.max(0, Math.min(1, Math.sqrt(statistic / total / (Math.min(across.size, down.size) - 1))));
      return { success: found <= threshold, result: { observed_value: found, details: { crosstab: rows.map(([x, y, n]) => [x!, y!, n!]) } } };
    },
  };
}

/** What the pairs of a table of two by two add that never meet. */
function unmet(rows: readonly (readonly Value[])[], across: ReadonlyMap<string, { readonly count: number }>, down: ReadonlyMap<string, { readonly count: number }>, total: number, types: readonly [string, string]): number {
  const met = new Set(rows.map(([x, y]) => JSON.stringify([sameAs(x!, types[0]), sameAs(y!, types[1])])));
  return sum([...across].flatMap(([x, { count: left }]) => [...down].map(([y, { count: right }]) => (met.has(JSON.stringify([x, y])) ? 0 : Math.max(0, (left * right) / total - 0.5) ** 2 / ((left * right) / total)))));
}

/** Expectations about the distribution of values, by the name Great Expectations gives them. */
export const distributionTests: Readonly<Record<string, (args: Arguments) => Check>> = {
  expect_column_chisquare_test_p_value_to_be_greater_than: chiSquare,
  expect_column_parameterized_distribution_ks_test_p_value_to_be_greater_than: parameterized,
  expect_column_bootstrapped_ks_test_p_value_to_be_greater_than: bootstrapped,
  expect_column_pair_cramers_phi_value_to_be_less_than: cramersPhi,
};
