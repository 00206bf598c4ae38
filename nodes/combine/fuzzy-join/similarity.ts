import type { BinaryOperator, Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, cast, choose, column, isNull, lambda, literal, or } from '../../../engine/expression/expression.ts';

/** Two texts, ready to be compared, and how. */
export interface Comparison {
  readonly left: Expression;
  readonly right: Expression;
  readonly measure: 'jaro-winkler' | 'levenshtein' | 'words' | 'equal';
  readonly weight: number;
}

/** Names of the prepared texts of the n-th comparison in a candidate pair. */
export const textNames = (i: number): readonly [left: string, right: string] => [`a${i}`, `b${i}`];

/** A value as text without what does not count. */
export function cleaned(value: Expression, how: { readonly ignoreCase: boolean; readonly ignoreAccents: boolean; readonly ignoreSigns: boolean }): Expression {
  let text = cast(value, 'VARCHAR');
  if (how.ignoreAccents) text = call('strip_accents', text);
  if (how.ignoreCase) text = call('lower', text);
  if (how.ignoreSigns) text = call('trim', call('regexp_replace', text, literal('[^\\p{L}\\p{N}]+'), literal(' '), literal('g')));
  return text;
}

/** The different words of a text. */
export const wordsOf = (text: Expression): Expression => call('list_filter', call('list_distinct', call('string_split', text, literal(' '))), lambda('_word', binary(column('_word'), '<>', literal(''))));

const length = (text: Expression): Expression => call('length', text);

/** How alike two texts are, from 0 to 1; 0 where one is missing. `cutoff` lets a score below it be any smaller one. */
function similarity({ measure }: Comparison, i: number, cutoff: number): Expression {
  const [left, right] = textNames(i).map((name) => column(name)) as [Expression, Expression];
  const missing = or(isNull(left), isNull(right));
  const value = (): Expression => {
    switch (measure) {
      case 'equal':
        return choose(binary(left, '=', right), literal('1', 'DOUBLE'), literal('0', 'DOUBLE'));
      case 'jaro-winkler':
        return cutoff > 0 ? call('jaro_winkler_similarity', left, right, literal(String(cutoff), 'DOUBLE')) : call('jaro_winkler_similarity', left, right);
      case 'levenshtein':
        return binary(literal('1', 'DOUBLE'), '-', binary(call('levenshtein', left, right), '/', call('greatest', length(left), length(right), literal(1))));
      case 'words': {
        const both = call('len', call('list_intersect', left, right));
        const all = binary(binary(call('len', left), '+', call('len', right)), '-', both);
        return choose(binary(all, '=', literal(0)), literal('1', 'DOUBLE'), binary(cast(both, 'DOUBLE'), '/', all));
      }
    }
  };
  return choose(missing, literal('0', 'DOUBLE'), value());
}

/** The mean of the similarities by weight. */
export function scoreOf(comparisons: readonly Comparison[], threshold: number): Expression {
  const total = comparisons.reduce((sum, c) => sum + c.weight, 0);
  // Only where nothing can make up for it.
  if (comparisons.length === 1) return similarity(comparisons[0]!, 0, threshold);
  const operator: BinaryOperator = '+';
  return comparisons.map((c, i) => binary(similarity(c, i, 0), '*', literal(String(c.weight / total), 'DOUBLE'))).reduce((sum, part) => binary(sum, operator, part));
}

/** Something cheap that is true for every pair that can reach the threshold, or null: texts of very different length are not alike. */
export function quickTest(comparisons: readonly Comparison[], threshold: number): Expression | null {
  if (comparisons.length !== 1 || comparisons[0]!.measure !== 'levenshtein' || threshold <= 0) return null;
  const [left, right] = [length(column(textNames(0)[0], 'left')), length(column(textNames(0)[1], 'right'))];
  // A little more is let through than the threshold says, so that rounding cannot keep a pair out.
  const most = binary(literal(String(1 - threshold + 1e-9), 'DOUBLE'), '*', call('greatest', left, right, literal(1)));
  return and(binary(call('abs', binary(left, '-', right)), '<=', most));
}
