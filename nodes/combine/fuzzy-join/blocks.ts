import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, cast, choose, column, literal } from '../../../engine/expression/expression.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { shared } from '../../../engine/relation/relation.ts';
import { textNames, wordsOf } from './similarity.ts';

/** What two rows must have in common to be compared. */
export interface Block {
  readonly title: string;
  readonly left: Expression;
  readonly right: Expression;
  readonly by: 'value' | 'start' | 'word';
  readonly letters: number;
}

const keyName = (i: number): string => `key${i}`;

/** The rows of a side as what is compared of them: their number, their texts, what they have for each block. */
export function prepared(rows: Relation, row: string, id: 'l' | 'r', texts: readonly Expression[], blocks: readonly (Block & { readonly of: Expression })[], words: readonly boolean[]): Relation {
  const key = ({ by, of, letters }: Block & { readonly of: Expression }): Expression => (by === 'value' ? of : by === 'start' ? call('left', of, literal(letters)) : wordsOf(of));
  return {
    op: 'project',
    from: rows,
    columns: [
      { name: id, value: column(row) },
      ...texts.map((text, i) => ({ name: textNames(i)[id === 'l' ? 0 : 1], value: words[i] === true ? wordsOf(text) : text })),
      ...blocks.map((block, i) => ({ name: keyName(i), value: key(block) })),
    ],
  };
}

/** The prepared rows of a side with one key each for the block: as many as they have words where words count. */
function keyed(side: 'left' | 'right', block: Block, i: number): Relation {
  const rows = shared(`${side} texts`);
  return block.by === 'word' ? { op: 'extend', from: { op: 'unnest', from: rows, list: column(keyName(i)), as: 'key' }, columns: [] } : { op: 'extend', from: rows, columns: [{ name: 'key', value: column(keyName(i)) }] };
}

const sideTexts = (texts: number): NamedExpression[] => Array.from({ length: texts }, (_, i) => textNames(i)).flatMap(([a, b]) => [{ name: a, value: column(a, 'left') }, { name: b, value: column(b, 'right') }]);

/** The pairs that are compared, each once, with their texts. */
export function candidates(texts: number, blocks: readonly Block[], quick: Expression | null): Relation {
  const ids: NamedExpression[] = [{ name: 'l', value: column('l', 'left') }, { name: 'r', value: column('r', 'right') }];
  const also = quick ? [quick] : [];
  const pass = (block: Block, i: number, columns: readonly NamedExpression[], tests: readonly Expression[]): Relation => ({ op: 'join', kind: 'inner', left: keyed('left', block, i), right: keyed('right', block, i), on: and(binary(column('key', 'left'), '=', column('key', 'right')), ...tests), columns });
  const [only] = blocks;
  if (!only) return { op: 'join', kind: quick ? 'inner' : 'cross', left: shared('left texts'), right: shared('right texts'), on: and(...also), columns: [...ids, ...sideTexts(texts)] };
  if (blocks.length === 1 && only.by !== 'word') return pass(only, 0, [...ids, ...sideTexts(texts)], also);
  // A pair may meet in several blocks.
  const met: Relation = { op: 'distinct', from: { op: 'union', items: blocks.map((block, i) => pass(block, i, ids, also)) } };
  const withLeft: Relation = { op: 'join', kind: 'inner', left: met, right: shared('left texts'), on: binary(column('l', 'left'), '=', column('l', 'right')), columns: [{ name: 'l', value: column('l', 'left') }, { name: 'r', value: column('r', 'left') }, ...Array.from({ length: texts }, (_, i) => ({ name: textNames(i)[0], value: column(textNames(i)[0], 'right') }))] };
  return { op: 'join', kind: 'inner', left: withLeft, right: shared('right texts'), on: binary(column('r', 'left'), '=', column('r', 'right')), columns: [...ids.map((c) => ({ name: c.name, value: column(c.name, 'left') })), ...sideTexts(texts)] };
}

/** How many rows each key of a block has on both sides. */
function sizes(block: Block, i: number): Relation {
  const count = (side: 'left' | 'right'): Relation => ({ op: 'aggregate', from: keyed(side, block, i), groups: [{ name: 'key', value: column('key') }], measures: [{ name: 'n', value: call('count') }] });
  return { op: 'join', kind: 'inner', left: count('left'), right: count('right'), on: binary(column('key', 'left'), '=', column('key', 'right')), columns: [{ name: 'key', value: column('key', 'left') }, { name: 'l', value: column('n', 'left') }, { name: 'r', value: column('n', 'right') }, { name: 'pairs', value: binary(cast(column('n', 'left'), 'HUGEINT'), '*', column('n', 'right')) }] };
}

/** Without blocks all rows are one. */
function whole(): Relation {
  const count = (side: 'left' | 'right'): Relation => ({ op: 'aggregate', from: shared(`${side} texts`), groups: [], measures: [{ name: 'n', value: call('count') }] });
  return { op: 'join', kind: 'cross', left: count('left'), right: count('right'), on: literal(true), columns: [{ name: 'key', value: literal(null, 'VARCHAR') }, { name: 'l', value: column('n', 'left') }, { name: 'r', value: column('n', 'right') }, { name: 'pairs', value: binary(cast(column('n', 'left'), 'HUGEINT'), '*', column('n', 'right')) }] };
}

/** A row for each block setting: how many blocks and pairs there are, and the largest block. */
export function blockReport(blocks: readonly Block[]): Relation {
  const figures = (title: string | null, from: Relation): Relation => {
    const atLargest = (name: string): Expression => ({ op: 'call', name: 'first', args: [column(name)], orderBy: [{ by: column('pairs'), descending: true, nulls: 'last' }, { by: column('key'), descending: false, nulls: 'last' }] });
    const summed: Relation = {
      op: 'aggregate',
      from,
      groups: [],
      measures: [
        { name: 'blocks', value: call('count') },
        { name: 'pairs', value: call('coalesce', call('sum', column('pairs')), literal(0)) },
        { name: 'largest', value: atLargest('key') },
        { name: 'largest_left', value: atLargest('l') },
        { name: 'largest_right', value: atLargest('r') },
        { name: 'largest_pairs', value: call('max', column('pairs')) },
      ],
    };
    return { op: 'project', from: summed, columns: [{ name: 'column', value: literal(title, 'VARCHAR') }, ...['blocks', 'pairs', 'largest', 'largest_left', 'largest_right', 'largest_pairs'].map((name) => ({ name, value: column(name) }))] };
  };
  return blocks.length === 0 ? figures(null, whole()) : { op: 'union', items: blocks.map((block, i) => figures(block.title, sizes(block, i))) };
}

/** Warns of the largest block of each setting where it holds more pairs than `most`. */
export function blockGate(blocks: readonly Block[], most: number): Relation {
  const text = (value: Expression): Expression => cast(value, 'VARCHAR');
  const broken = call('coalesce', binary(column('largest_pairs'), '>', literal(most)), literal(false));
  const message = [literal('the largest block'), choose({ op: 'is', item: column('largest'), what: 'NOT NULL' }, { op: 'binary', operator: '||', left: { op: 'binary', operator: '||', left: literal(' ("'), right: column('largest') }, right: literal('")') }, literal('')), literal(' has '), text(column('largest_left')), literal(' rows on the left and '), text(column('largest_right')), literal(' on the right, which are '), text(column('largest_pairs')), literal(' pairs to compare. Nothing was left out; choose a narrower block to be faster.')].reduce((all, part) => ({ op: 'binary', operator: '||', left: all, right: part }));
  return {
    op: 'project',
    from: blockReport(blocks),
    columns: [
      { name: 'rule', value: binary(literal('size of blocks of '), '||', call('coalesce', column('column'), literal('all rows'))) },
      { name: 'severity', value: literal('warn') },
      { name: 'message', value: call('coalesce', message, literal('no pairs')) },
      { name: 'success', value: { op: 'not', item: broken } },
      { name: 'broken', value: choose(broken, literal('1', 'BIGINT'), literal('0', 'BIGINT')) },
      { name: 'rows', value: column('blocks') },
    ],
  };
}
