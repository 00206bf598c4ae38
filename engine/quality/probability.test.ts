import { expect, test } from 'vitest';
import { betaShare, chiSquareTail, gammaTail, kolmogorovTail, normalShare } from './probability.ts';

/** Values of SciPy 1.17, with the share of them by which ours may differ. */
const known: readonly (readonly [string, number, number, number])[] = [
  ['beta.cdf(.3, 2, 5)', betaShare(2, 5, 0.3), 0.5798250000000003, 1e-12],
  ['beta.cdf(.9, .5, .5)', betaShare(0.5, 0.5, 0.9), 0.7951672353008665, 1e-12],
  ['gamma.sf(30, 20)', gammaTail(20, 30), 0.02187346844139091, 1e-11],
  ['gamma.sf(.001, .3)', gammaTail(0.3, 0.001), 0.8597575410751326, 1e-11],
  ['chi2.cdf(3, 4)', 1 - chiSquareTail(3, 4), 0.4421745996289252, 1e-11],
  ['chi2.sf(120, 40)', chiSquareTail(120, 40), 6.35191834037896e-10, 1e-11],
  ['chi2.sf(.01, 1)', chiSquareTail(0.01, 1), 0.920344325445942, 1e-11],
  ['norm.cdf(-3.2)', normalShare(-3.2), 0.0006871379379158471, 1e-11],
  ['norm.cdf(1.7)', normalShare(1.7), 0.955434537241457, 1e-12],
  ['norm.cdf(-8)', normalShare(-8), 6.22096057427174e-16, 1e-11],
  ['kstwo.sf(.54, 4)', kolmogorovTail(0.539827837277029, 4), 0.12977646762289002, 1e-9],
  // SciPy approximates there.
  ['kstwo.sf(.07, 200)', kolmogorovTail(0.06999515778550935, 200), 0.2683064309681116, 1e-5],
  ['kstwo.sf(.05, 60)', kolmogorovTail(0.05, 60), 0.9965119852877966, 1e-9],
  ['kstwo.sf(.3, 50)', kolmogorovTail(0.3, 50), 0.00017353260202718738, 1e-6],
  ['kstwo.sf(.02, 5000)', kolmogorovTail(0.02, 5000), 0.03613941395325637, 1e-6],
  // The limit law of a large sample.
  ['kstwo.sf(.01, 20000)', kolmogorovTail(0.01, 20_000), 0.03638603905248727, 1e-2],
  ['kstwo.sf(.6, 1)', kolmogorovTail(0.6, 1), 0.8, 1e-12],
];

test.each(known)('%s', (_name, found, wanted, share) => {
  expect(Math.abs(found / wanted - 1)).toBeLessThan(share);
});

test('ends', () => {
  expect([gammaTail(1, 0), gammaTail(1, Infinity), betaShare(1, 1, 0), betaShare(1, 1, 1), kolmogorovTail(0, 10), kolmogorovTail(1, 10)]).toEqual([1, 0, 0, 1, 1, 0]);
});
