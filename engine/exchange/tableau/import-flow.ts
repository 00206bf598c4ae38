import type { Catalog } from '../../definition/index.ts';
import { assembleFlow, type Arrival, type ImportedWorkflow, type Offers } from '../assemble-flow.ts';
import { NotMapped, type Part } from '../parts.ts';
import { changesOf, cleaned } from './clean.ts';
import { changesOfInput, input, output, type Packed } from './map-files.ts';
import { tableAction, type Incoming } from './map-tables.ts';
import { PartBuilder, type Strand } from './part-builder.ts';
import { entriesAt, entryAt, kindOfNode, readPrepFlow, textAt, type Entry, type PrepStep } from './read-flow.ts';

export interface PrepFile {
  /** The part "flow" of the package. */
  readonly flow: string;
  /** The part "displaySettings": where the steps stand. */
  readonly display: string | null;
  readonly packed: Packed;
}

/** A flow of Tableau Prep as one of Millrace: what maps is nodes, what does not is a note on the canvas where it stood and a line in the account. A step keeps what maps of it; where a change in it does not, its rows end. Throws an Error for text that is no flow. */
export function importPrepFlow(file: PrepFile, name: string, catalog: Catalog): ImportedWorkflow {
  const { steps, wires, names } = readPrepFlow(file.flow, file.display);
  return assembleFlow(name, catalog, steps, wires, { prefix: 'step', noun: 'A step', partOf: (step, arrivals, offers) => partOf(step, arrivals, offers, file.packed, names) });
}

function partOf(step: PrepStep, arrivals: readonly Arrival[], offers: Offers, packed: Packed, names: ReadonlyMap<string, string>): Part {
  const { entry } = step;
  const builder = new PartBuilder(offers);
  const read = input(step, packed, builder);
  if (read) return builder.part(cleaned(changesOfInput(entry), read, builder));
  const incoming = arrivals.map(({ wire, connected, columns }): Incoming => ({ namespace: wire.to.port, name: names.get(wire.from.tool) ?? '', connected, strand: { from: { input: wire.to.port || 'Default' }, columns } }));
  const only: Strand = incoming[0]?.strand ?? { from: { input: 'Default' }, columns: null };
  if (output(step, only, builder)) return builder.part(null);
  const container = entryAt(entry, 'loomContainer');
  if (container) return builder.part(cleaned(changesOf(container), only, builder));
  const before = annotations(entry, 'beforeActionAnnotations');
  const prepared = incoming.map((i): Incoming => ({ ...i, strand: cleaned(before.filter((a) => a.namespace === i.namespace || (incoming.length === 1 && a.namespace === 'Default')).map((a) => a.change), i.strand, builder) }));
  const after = annotations(entry, 'afterActionAnnotations').map((a) => a.change);
  const start = prepared[0]?.strand ?? only;
  const action = entryAt(entry, 'actionNode') ?? (tableAction(entry) || textAt(entry, 'baseType') === 'transform' ? entry : null);
  if (action === null) {
    if (step.kind !== 'SuperTransform') throw new NotMapped(`a step of the kind ${step.kind || 'without a name'} has no counterpart`);
    return builder.part(cleaned(after, start, builder));
  }
  return builder.part(cleaned(after, acted(action, prepared, start, step, builder), builder));
}

/** The rows after what the step is for. */
function acted(action: Entry, prepared: readonly Incoming[], start: Strand, step: PrepStep, builder: PartBuilder): Strand {
  const table = tableAction(action);
  if (table) return table(action, prepared, builder);
  if (action !== step.entry) throw new NotMapped(`a step of the kind ${kindOfNode(action) || step.kind} has no counterpart`);
  return cleaned([action], start, builder);
}

const annotations = (entry: Entry, side: string): readonly { readonly namespace: string; readonly change: Entry }[] => entriesAt(entry, side).flatMap((a) => {
  const change = entryAt(a, 'annotationNode');
  return change ? [{ namespace: textAt(a, 'namespace'), change }] : [];
});
