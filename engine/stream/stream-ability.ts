import type { TableIndex, TableKey } from '../plan/table-key.ts';
import { keyNode, outputKey, sharedKey } from '../plan/table-key.ts';
import type { JoinKind, NamedExpression, Relation } from '../relation/relation.ts';
import { hasWindow } from '../expression/expression-parts.ts';
import { relationExpressions } from '../relation/walk-relation.ts';

/**
 * How the rows of a key come about in a stream run: `fixed` rows are there from the start, `flowing` rows come epoch by epoch and each
 * depends on one source row only, a `summary` is computed anew from counts that add up over the epochs. Anything else is refused, at the node that needs all rows.
 */
export type Ability = { readonly kind: 'fixed' | 'flowing' | 'summary' } | Refusal;

export interface Refusal {
  readonly kind: 'refused';
  readonly node: string;
  /** Goes on after "Node x": what it does, then what to do. */
  readonly why: string;
  readonly advice: string;
}

const fixed: Ability = { kind: 'fixed' };
const flowing: Ability = { kind: 'flowing' };
const summary: Ability = { kind: 'summary' };
const batch = 'or run the flow without --stream';

/** Finds out of every key what it is in a stream run, from its relation alone. */
export class StreamAbilities {
  private readonly known = new Map<TableKey, Ability>();
  private readonly index: TableIndex;

  constructor(index: TableIndex) {
    this.index = index;
    for (const key of index.closure(index.keys())) this.known.set(key, this.find(keyNode(key), index.relation(key)));
  }

  of(key: TableKey): Ability {
    const found = this.known.get(key);
    if (!found) throw new Error(`Nothing is known as ${key}.`);
    return found;
  }

  /** What a relation of `node` is, such as the rows of a sink. */
  find(node: string, relation: Relation): Ability {
    const refuse = (why: string, advice: string): Refusal => ({ kind: 'refused', node, why, advice });
    const needsAll = (what: string): Ability => refuse(`${what}, which needs all rows, and on a stream they never are all there`, this.index.nodes.get(node)?.definition?.onStream ?? `Write the stream to a file and do this in a flow of its own, ${batch}.`);
    const over = (from: Relation, onStream: () => Ability): Ability => {
      const inner = this.find(node, from);
      return inner.kind === 'flowing' ? onStream() : inner;
    };
    switch (relation.op) {
      case 'input': {
        const arriving = this.of(this.index.inputKey(node, relation.port, relation.index));
        return arriving.kind === 'summary' ? refuse('reads a report, which changes with every row of the stream', 'Look at it in the report of the run.') : arriving;
      }
      case 'shared':
        return this.of(sharedKey(node, relation.name));
      case 'scan':
        if (relation.source.format === 'bad-lines') return this.of(outputKey(node, relation.source.of));
        return relation.source.format === 'appended' ? flowing : fixed;
      case 'values':
        return fixed;
      case 'filter':
      case 'project':
      case 'extend':
      case 'unnest':
      case 'model':
      case 'script':
        return over(relation.from, () => (relationExpressions(relation).some(hasWindow) ? needsAll('compares rows with each other (a window function or a rule of uniqueness)') : flowing));
      case 'aggregate':
        return over(relation.from, () => (addsUp(relation) && this.index.nodes.get(node)?.built?.gate ? summary : needsAll('aggregates')));
      case 'sort':
        return over(relation.from, () => needsAll('sorts'));
      case 'limit':
        return over(relation.from, () => needsAll('keeps a number of rows'));
      case 'distinct':
        return over(relation.from, () => needsAll('drops duplicates'));
      case 'set': {
        const sides = [this.find(node, relation.left), this.find(node, relation.right)];
        return sides.find((s) => s.kind === 'refused') ?? (sides.every((s) => s.kind === 'fixed') ? fixed : needsAll('compares whole tables'));
      }
      case 'union': {
        const items = relation.items.map((item) => this.find(node, item));
        const refused = items.find((i) => i.kind === 'refused');
        if (refused) return refused;
        if (items.every((i) => i.kind === 'flowing')) return flowing;
        if (items.some((i) => i.kind === 'flowing')) return refuse('appends rows of a fixed table to a stream, and there is no moment at which they belong', `Take the fixed table away, ${batch}.`);
        return items.find((i) => i.kind === 'summary') ?? fixed;
      }
      case 'join':
        return this.join(node, relation.kind, this.find(node, relation.left), this.find(node, relation.right));
      case 'sql': {
        const items = relation.inputs.map((i) => this.find(node, i.from));
        return items.find((i) => i.kind === 'refused') ?? (items.every((i) => i.kind === 'fixed') ? fixed : refuse('runs a statement of its own over a stream, which may need all rows', `Use Filter, Formula, Select columns or Join instead, ${batch}.`));
      }
    }
  }

  private join(node: string, kind: JoinKind, left: Ability, right: Ability): Ability {
    if (left.kind === 'refused') return left;
    if (right.kind === 'refused') return right;
    if (left.kind === 'fixed' && right.kind === 'fixed') return fixed;
    const refuse = (why: string, advice: string): Refusal => ({ kind: 'refused', node, why, advice });
    if (left.kind === 'flowing' && right.kind === 'flowing') return refuse('joins two streams, and a row could wait for its partner for ever', `Join with a table that is read whole, ${batch}.`);
    if (right.kind === 'flowing') return refuse('has the stream at its right input', 'Connect the stream to the left input and the table to the right one.');
    if (kind === 'right' || kind === 'full') return refuse('gives the rows of the table that found no partner, and on a stream one may still come', `Keep only matches or all left rows, ${batch}.`);
    return flowing;
  }
}

/** Whether the figures of an aggregate over parts can be added to those over the whole. */
function addsUp(relation: Extract<Relation, { op: 'aggregate' }>): boolean {
  return relation.groups.length === 0 && relation.measures.every(isCount);
}

const isCount = ({ value }: NamedExpression): boolean => value.op === 'call' && value.name === 'count' && value.distinct !== true;
