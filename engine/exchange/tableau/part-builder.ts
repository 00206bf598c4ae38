import type { Offers } from '../assemble-flow.ts';
import type { Columns, Gap, Part, PartNode, Spot } from '../parts.ts';

/** Rows on their way through a part: where they come from, an input of the part or a node, or nowhere behind a gap. */
export interface Strand {
  readonly from: Spot | { readonly input: string } | null;
  readonly columns: Columns;
}

/** Puts the nodes that stand for a step one after the other. */
export class PartBuilder {
  readonly offers: Offers;
  readonly remarks: string[] = [];
  private readonly nodes: (PartNode | Gap)[] = [];
  private readonly links: { readonly from: Spot; readonly to: Spot }[] = [];
  private readonly inputs: Record<string, Spot> = {};

  constructor(offers: Offers) {
    this.offers = offers;
  }

  /** Adds a node that reads strands at its ports; the strand given back comes from its port `out`. */
  add(node: PartNode, from: readonly (readonly [string, Strand])[], columns: Columns, out = 'out'): Strand {
    const at = this.nodes.push(node) - 1;
    for (const [port, { from: start }] of from) {
      if (start === null) continue;
      if ('input' in start) this.inputs[start.input] = { node: at, port };
      else this.links.push({ from: start, to: { node: at, port } });
    }
    return { from: { node: at, port: out }, columns };
  }

  /** Adds a node with one input called in. */
  then(type: string, params: PartNode['params'], strand: Strand, columns: Columns = strand.columns, out = 'out'): Strand {
    return this.add({ type, params }, [['in', strand]], columns, out);
  }

  /** The node a strand comes from, if it is the last one and of that type. */
  last(strand: Strand, type: string): PartNode | null {
    const node = strand.from !== null && 'node' in strand.from && strand.from.node === this.nodes.length - 1 ? this.nodes.at(-1) : undefined;
    return node && 'type' in node && node.type === type ? node : null;
  }

  /** Puts another node of the same type in the place of the last one. */
  replaceLast(params: PartNode['params']): void {
    const node = this.nodes.pop();
    if (!node || !('type' in node)) throw new Error('There is no node to replace.');
    this.nodes.push({ ...node, params });
  }

  /** Ends a strand: what comes next waits for an input, and a note says why. */
  gap(why: string, strand: Strand): Strand {
    this.nodes.push({ gap: why });
    return { from: null, columns: strand.columns };
  }

  /** The part, whose rows leave by the strand. */
  part(strand: Strand | null): Part {
    // Rows that nothing was done to pass through a node that changes nothing, so that the step stays in sight.
    const end = strand?.from && 'input' in strand.from ? this.then('select-columns', {}, strand) : strand;
    const from = end?.from && 'node' in end.from ? end.from : { node: null, port: '' };
    const outputs = end ? { Default: { ...from, columns: end.columns } } : {};
    return { nodes: this.nodes, links: this.links, inputs: this.inputs, outputs, remarks: this.remarks };
  }
}
