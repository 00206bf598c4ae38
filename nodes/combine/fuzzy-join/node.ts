import { findColumn, freshName } from '../../../engine/core/schema.ts';
import { arrival, ascending, bothSides, columnsOfSide, defineNode, inputColumn, inputSchema, quoted, rightSuffix, suffixed } from '../../../engine/definition/index.ts';
import { binary, column, literal, over } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';
import { blockGate, blockReport, candidates, prepared, type Block } from './blocks.ts';
import { examples } from './examples.ts';
import { cleaned, quickTest, scoreOf, type Comparison } from './similarity.ts';

export const fuzzyJoin = defineNode({
  type: 'fuzzy-join',
  version: 1,
  title: 'Fuzzy match',
  category: 'combine',
  icon: 'Fz',
  summary: 'Puts rows of two tables side by side whose texts are alike, such as names that are spelled differently, with a score from 0 to 1.',
  keywords: ['fuzzy match', 'approximate', 'similar', 'similarity', 'similarity search', 'record linkage', 'entity resolution', 'levenshtein', 'edit distance', 'jaro', 'misspelled', 'typos', 'match names', 'string matcher'],
  inputs: bothSides,
  outputs: [
    { name: 'matched', title: 'Matched', kind: 'rows' },
    { name: 'left-only', title: 'Left only', kind: 'rows' },
    { name: 'right-only', title: 'Right only', kind: 'rows' },
    { name: 'blocks', title: 'Blocks', kind: 'report' },
  ],
  params: {
    compare: {
      kind: 'list',
      label: 'Compare',
      help: 'A column of text that both sides have when empty, else the first one of each.',
      noun: 'pair',
      default: [],
      item: {
        left: { kind: 'column', label: 'Left column', over: 'left' },
        right: { kind: 'column', label: 'Right column', over: 'right' },
        measure: {
          kind: 'choice',
          label: 'Alike by',
          default: 'jaro-winkler',
          options: [
            { value: 'jaro-winkler', label: 'Jaro-Winkler', help: 'For names: letters in common and near each other, more so at the start.' },
            { value: 'levenshtein', label: 'Levenshtein', help: 'For codes and words with typing errors: the share of letters that stay.' },
            { value: 'words', label: 'Words in common', help: 'For names of firms and titles: the share of all words that both have, in any order.' },
            { value: 'equal', label: 'Equality', help: '1 where they are equal, else 0.' },
          ],
        },
        weight: { kind: 'number', label: 'Weight', default: 1, min: 0.001, max: 1000 },
      },
    },
    blocks: {
      kind: 'list',
      label: 'Only compare rows with',
      help: 'Rows are compared when one of these holds. Without any, every left row is compared with every right row.',
      noun: 'block',
      default: [],
      item: {
        left: { kind: 'column', label: 'Left column', over: 'left' },
        right: { kind: 'column', label: 'Right column', over: 'right' },
        by: {
          kind: 'choice',
          label: 'That have',
          default: 'value',
          options: [
            { value: 'value', label: 'The same value' },
            { value: 'start', label: 'The same start' },
            { value: 'word', label: 'A word in common' },
          ],
        },
        letters: { kind: 'integer', label: 'Letters of the start', default: 3, min: 1, max: 100, showIf: { param: 'by', in: ['start'] } },
      },
    },
    threshold: { kind: 'number', label: 'Least score', default: 0.85, min: 0, max: 1 },
    keep: {
      kind: 'choice',
      label: 'Give',
      default: 'best',
      options: [
        { value: 'best', label: 'The best right row for each left row', help: 'Of equals the one that arrives first.' },
        { value: 'all', label: 'All pairs that reach the score' },
      ],
    },
    ignoreCase: { kind: 'boolean', label: 'Upper and lower case are the same', default: true },
    ignoreAccents: { kind: 'boolean', label: 'Letters with and without accents are the same', default: true },
    ignoreSigns: { kind: 'boolean', label: 'Only letters and digits count', help: 'All else counts as a space, several spaces as one.', default: true },
    largest: { kind: 'integer', label: 'Warn of blocks with more pairs than', default: 10_000_000, min: 1, advanced: true },
    score: { kind: 'text', label: 'Column for the score', default: 'score' },
    suffix: rightSuffix,
  },
  caption: ({ compare, threshold }) => (threshold === undefined ? '' : `${(compare ?? []).filter((c) => c.left && c.right).map((c) => (c.left === c.right ? c.left : `${c.left} ≈ ${c.right}`)).join(', ')} at least ${threshold}`.trim()),
  build(context) {
    const { threshold, keep, largest, score, suffix } = context.params;
    const [left, right] = [inputSchema(context, 'left'), inputSchema(context, 'right')];
    if (!left || !right) return { outputs: {} };
    const isText = (c: { readonly type: string }): boolean => c.type === 'VARCHAR';
    const [texts, others] = [left.filter(isText), right.filter(isText)];
    const alike = texts.find((c) => findColumn(others, c.name)) ?? texts[0];
    const other = alike && (findColumn(others, alike.name) ?? others[0]);
    const firsts = alike && other ? [{ left: alike.name, right: other.name, measure: 'jaro-winkler' as const, weight: 1 }] : [];
    const chosen = context.params.compare.length === 0 ? firsts : context.params.compare;
    if (chosen.length === 0) {
      context.report('param-missing', 'No pair of columns says what has to be alike, and the inputs do not both have a column of text. Add a pair.', { param: 'compare' });
      return { outputs: {} };
    }
    if (context.params.compare.length === 0) context.note('setting-chosen', `Nothing says what to compare, so ${quoted(chosen[0]!.left)} is compared with ${quoted(chosen[0]!.right)}. Add a pair where others are meant.`, { param: 'compare' });
    const pair = (item: { readonly left: string; readonly right: string }, param: string) => ({ l: inputColumn(context, left, item.left, `${param}.left`, 'the left input'), r: inputColumn(context, right, item.right, `${param}.right`, 'the right input') });
    const comparisons = chosen.flatMap((item, i): Comparison[] => {
      const { l, r } = pair(item, `compare.${i}`);
      return l && r ? [{ left: cleaned(column(l.name), context.params), right: cleaned(column(r.name), context.params), measure: item.measure, weight: item.weight }] : [];
    });
    const blocks = context.params.blocks.flatMap((item, i): Block[] => {
      const { l, r } = pair(item, `blocks.${i}`);
      return l && r ? [{ title: l.name, left: cleaned(column(l.name), context.params), right: cleaned(column(r.name), context.params), by: item.by, letters: item.letters }] : [];
    });
    if (comparisons.length < chosen.length || blocks.length < context.params.blocks.length) return { outputs: {} };
    const taken = left.map((c) => c.name);
    if (score === '') context.report('param-missing', 'The column of scores has no name. Give it one.', { param: 'score' });
    const names = suffixed(context, [...taken, score], right.map((c) => c.name), suffix);
    if (taken.some((n) => n.toLowerCase() === score.toLowerCase())) context.report('column-duplicate', `Two columns would be called "${score}". Give the score another name.`, { param: 'score' });
    const row = freshName([...taken, ...names, ...right.map((c) => c.name), score], '_row');

    const words = comparisons.map((c) => c.measure === 'words');
    const numbered = (port: 'left' | 'right'): Relation => ({ op: 'extend', from: input(port), columns: [{ name: row, value: arrival }] });
    const scored: Relation = { op: 'project', from: shared('candidates'), columns: [{ name: 'l', value: column('l') }, { name: 'r', value: column('r') }, { name: 'score', value: scoreOf(comparisons, threshold) }] };
    const good: Relation = { op: 'filter', from: scored, condition: binary(column('score'), '>=', literal(threshold)) };
    const ranked: Relation = { op: 'extend', from: good, columns: [{ name: 'rank', value: over('row_number', [], [column('l')], [{ by: column('score'), descending: true, nulls: 'last' }, ascending('r')]) }] };
    const hits: Relation = keep === 'all' ? good : { op: 'filter', from: ranked, condition: binary(column('rank'), '=', literal(1)) };
    const withLeft: Relation = { op: 'join', kind: 'inner', left: shared('left rows'), right: shared('hits'), on: binary(column(row, 'left'), '=', column('l', 'right')), columns: [...columnsOfSide(left, 'left'), { name: row, value: column('r', 'right') }, { name: score, value: column('score', 'right') }] };
    const matched: Relation = {
      op: 'join', kind: 'inner', left: withLeft, right: shared('right rows'), on: binary(column(row, 'left'), '=', column(row, 'right')),
      columns: [...columnsOfSide(left, 'left'), ...right.map((c, i) => ({ name: names[i]!, value: column(c.name, 'right') })), { name: score, value: column(score, 'left') }],
    };
    const alone = (rows: string, id: string, schema: typeof left): Relation => ({ op: 'join', kind: 'anti', left: shared(rows), right: shared('hits'), on: binary(column(row, 'left'), '=', column(id, 'right')), columns: columnsOfSide(schema, 'left') });
    return {
      shared: {
        'left rows': numbered('left'),
        'right rows': numbered('right'),
        'left texts': prepared(shared('left rows'), row, 'l', comparisons.map((c) => c.left), blocks.map((b) => ({ ...b, of: b.left })), words),
        'right texts': prepared(shared('right rows'), row, 'r', comparisons.map((c) => c.right), blocks.map((b) => ({ ...b, of: b.right })), words),
        candidates: candidates(comparisons.length, blocks, quickTest(comparisons, threshold)),
        hits,
      },
      outputs: { matched, 'left-only': alone('left rows', 'l', left), 'right-only': alone('right rows', 'r', right), blocks: blockReport(blocks) },
      gate: { from: blockGate(blocks, largest) },
    };
  },
  examples,
});
