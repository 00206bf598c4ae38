import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const people = { id: 'INTEGER', name: 'VARCHAR' };
const firms = { firm: 'VARCHAR', town: 'VARCHAR' };
const report = { column: 'VARCHAR', blocks: 'BIGINT', pairs: 'HUGEINT', largest: 'VARCHAR', largest_left: 'BIGINT', largest_right: 'BIGINT', largest_pairs: 'HUGEINT' };
const odd = 'the "name". 🎈';

export const examples: readonly Example[] = [
  {
    title: 'Names that are spelled differently: the best one for each; case, accents and signs do not count',
    params: {},
    inputs: {
      left: table(people, [[1, 'Martha Jones'], [2, 'José  García-López'], [3, 'Nobody'], [4, null]]),
      right: table({ name: 'VARCHAR', score: 'INTEGER' }, [['MARHTA JONES', 1], ['Marta Johns', 2], ['jose garcia lopez', 3], [null, 4]]),
    },
    outputs: {
      matched: table({ ...people, name_right: 'VARCHAR', score_right: 'INTEGER', score: 'DOUBLE' }, [[1, 'Martha Jones', 'MARHTA JONES', 1, 0.9805555555555555], [2, 'José  García-López', 'jose garcia lopez', 3, 1]]),
      'left-only': table(people, [[3, 'Nobody'], [4, null]]),
      'right-only': table({ name: 'VARCHAR', score: 'INTEGER' }, [['Marta Johns', 2], [null, 4]]),
      blocks: table(report, [[null, 1, '16', null, 4, 4, '16']]),
    },
  },
  {
    title: 'Firms by words in any order and town by letters, all pairs, compared where a word or the start of the town is the same',
    params: {
      compare: [{ left: 'firm', right: odd, measure: 'words', weight: 3 }, { left: 'town', right: 'town', measure: 'levenshtein' }],
      blocks: [{ left: 'firm', right: odd, by: 'word' }, { left: 'town', right: 'town', by: 'start', letters: 2 }],
      threshold: 0.7,
      keep: 'all',
      score: 'alike "?"',
    },
    inputs: {
      left: table(firms, [['Acme Tools Ltd', 'Berlin'], ['Baker & Sons', 'Rom'], ['', 'Rome']]),
      right: table({ [odd]: 'VARCHAR', town: 'VARCHAR' }, [['Ltd. ACME tools', 'Berlim'], ['Tools', 'Bern'], ['', 'Rome']]),
    },
    outputs: {
      matched: table({ ...firms, [odd]: 'VARCHAR', town_right: 'VARCHAR', 'alike "?"': 'DOUBLE' }, [['Acme Tools Ltd', 'Berlin', 'Ltd. ACME tools', 'Berlim', 0.9583333333333334], ['', 'Rome', '', 'Rome', 1]]),
      'left-only': table(firms, [['Baker & Sons', 'Rom']]),
      'right-only': table({ [odd]: 'VARCHAR', town: 'VARCHAR' }, [['Tools', 'Bern']]),
      blocks: table(report, [['firm', 3, '4', 'tools', 1, 2, '2'], ['town', 2, '4', 'be', 1, 2, '2']]),
    },
  },
  {
    title: 'Codes with typing errors, within the same group only',
    params: { compare: [{ left: 'name', right: 'name', measure: 'levenshtein' }], blocks: [{ left: 'id', right: 'id' }], threshold: 0.75 },
    inputs: { left: table(people, [[1, 'AB-12'], [2, 'AB-12']]), right: table(people, [[1, 'AB-13'], [2, 'XY-99']]) },
    outputs: {
      matched: table({ ...people, id_right: 'INTEGER', name_right: 'VARCHAR', score: 'DOUBLE' }, [[1, 'AB-12', 1, 'AB-13', 0.8]]),
      'left-only': table(people, [[2, 'AB-12']]),
      'right-only': table(people, [[2, 'XY-99']]),
    },
  },
  {
    title: 'No rows on the right',
    params: { blocks: [{ left: 'name', right: 'name', by: 'start' }] },
    inputs: { left: table(people, [[1, 'Ada']]), right: table(people, []) },
    outputs: { 'left-only': table(people, [[1, 'Ada']]), blocks: table(report, [['name', 0, '0', null, null, null, null]]) },
  },
];
