import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { suiteTrouble } from './arguments.ts';
import { betaShare, gammaTail, normalShare } from './probability.ts';

export interface KnownDistribution {
  /** Probability of a value of at most `x`. */
  readonly share: (x: number) => number;
  /** Its parameters in the order SciPy has them. */
  readonly params: readonly number[];
}

interface Family {
  /** Names of the parameters in SciPy's order, with what stands in for one that is left out; null where it must be given. */
  readonly names: readonly (readonly [string, number | null])[];
  readonly share: (z: number, shape: readonly number[]) => number;
}

const placed: Family['names'] = [['loc', 0], ['scale', 1]];

/** The last two parameters of each are where it begins and how wide it is. */
const families: Readonly<Record<string, Family>> = {
  norm: { names: [['mean', 0], ['std_dev', 1]], share: normalShare },
  // As for Great Expectations the second one is the width.
  uniform: { names: [['min', 0], ['max', 1]], share: (z) => Math.max(0, Math.min(1, z)) },
  beta: { names: [['alpha', null], ['beta', null], ...placed], share: (z, [a, b]) => betaShare(a!, b!, z) },
  gamma: { names: [['alpha', null], ...placed], share: (z, [a]) => 1 - gammaTail(a!, z) },
  chi2: { names: [['df', null], ...placed], share: (z, [df]) => 1 - gammaTail(df! / 2, z / 2) },
  expon: { names: placed, share: (z) => (z <= 0 ? 0 : -Math.expm1(-z)) },
};

/** A distribution by its name and parameters, an object or a list; throws an ExpectationTrouble when there is no such one. */
export function distributionOf(name: string, given: Json): KnownDistribution {
  const family = families[name];
  if (!family) throw suiteTrouble(`Unsupported distribution provided: ${name}. Use ${Object.keys(families).join(', ')}.`);
  if (!Array.isArray(given) && !isObject(given)) throw suiteTrouble('params must be a dict or list.');
  const list: readonly Json[] | null = Array.isArray(given) ? (given as readonly Json[]) : null;
  if (list && list.length > family.names.length) throw suiteTrouble(`Too many parameters provided: ${name} takes ${family.names.map(([n]) => n).join(', ')}.`);
  const params = family.names.map(([key, otherwise], i) => {
    const value = (list ? list[i] : (given as JsonObject)[key]) ?? otherwise;
    if (value === null) throw suiteTrouble(`Missing required parameters: ${name} needs ${key}.`);
    if (typeof value !== 'number') throw suiteTrouble(`Invalid parameters: ${key} has to be a number.`);
    return value;
  });
  const [place, width] = params.slice(-2) as [number, number];
  if (!(width > 0)) throw suiteTrouble('std_dev and scale must be positive.');
  const shape = params.slice(0, -2);
  if (!shape.every((s) => s > 0)) throw suiteTrouble(`Invalid parameters: ${family.names.slice(0, -2).map(([n]) => n).join(' and ')} must be positive.`);
  return { share: (x) => family.share((x - place) / width, shape), params };
}
