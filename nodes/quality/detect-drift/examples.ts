import type { Example } from '../../../engine/definition/index.ts';
import { driftSchema, table } from '../../../engine/definition/index.ts';

const report = Object.fromEntries(driftSchema.map((c) => [c.name, c.type]));
const odd = 'a "b".c 🎈';
const many = (...parts: readonly (readonly [value: string | number | null, times: number])[]): (string | number | null)[][] => parts.flatMap(([value, times]) => Array.from({ length: times }, () => [value]));

export const examples: readonly Example[] = [
  {
    title: 'Shares that moved, under an odd name, missing values counted',
    params: {},
    inputs: { in: table({ [odd]: 'VARCHAR' }, many(['x', 2], ['y', 1], [null, 1])), baseline: table({ [odd]: 'VARCHAR', other: 'INTEGER' }, many(['x', 2], ['y', 2]).map(([v]) => [v!, 1])) },
    outputs: { report: table(report, [[odd, 4, 4, 0.25, 0, 2.1285158932529735, 0.15563906222956642, null, null, 1.3333333333333333, 0.513417119032592, 'psi', true]]) },
  },
  {
    title: 'The same numbers again',
    params: { measure: 'ks', bins: 2 },
    inputs: { in: table({ n: 'INTEGER' }, [[1], [2], [3], [4]]), baseline: table({ n: 'DOUBLE' }, [[1], [2], [3], [4]]) },
    outputs: { report: table(report, [['n', 4, 4, 0, 0, 0, 0, 0, 1, 0, 1, 'ks', false]]) },
  },
  {
    title: 'No rows: nothing says that the column is stable',
    params: { severity: 'warn' },
    inputs: { in: table({ n: 'INTEGER', t: 'VARCHAR' }, []), baseline: table({ n: 'INTEGER', t: 'VARCHAR' }, [[1, 'a'], [null, 'b']]) },
    outputs: { report: table(report, [['n', 0, 2, null, 0.5, null, null, null, null, null, null, 'psi', true], ['t', 0, 2, null, 0, null, null, null, null, null, null, 'psi', true]]) },
    ordered: true,
  },
];
