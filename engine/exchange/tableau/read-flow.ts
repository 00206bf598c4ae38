import type { Placed, Wire } from '../assemble-flow.ts';

/** An object of the file; what is in it is looked at where it is used. */
export type Entry = Readonly<Record<string, unknown>>;

export const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null && !Array.isArray(value);
export const entryAt = (entry: Entry | null, name: string): Entry | null => {
  const value = entry?.[name];
  return isEntry(value) ? value : null;
};
export const entriesAt = (entry: Entry | null, name: string): readonly Entry[] => {
  const value = entry?.[name];
  return Array.isArray(value) ? value.filter(isEntry) : [];
};
export const textAt = (entry: Entry | null, name: string): string => {
  const value = entry?.[name];
  return typeof value === 'string' ? value : '';
};
export const textsAt = (entry: Entry | null, name: string): readonly string[] => {
  const value = entry?.[name];
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];
};
/** The last part of a type such as .v2018_2_3.SuperJoin: the version before it says when the form of the file changed last. */
export const kindOfNode = (entry: Entry | null): string => textAt(entry, 'nodeType').split('.').at(-1) ?? '';

export interface PrepStep extends Placed {
  readonly entry: Entry;
  /** The connection it reads by. */
  readonly connection: Entry | null;
  /** Settings that the file keeps beside the steps, such as whether an output appends. */
  readonly properties: Entry | null;
}

export interface PrepFlow {
  readonly steps: readonly PrepStep[];
  readonly wires: readonly Wire[];
  /** By number, what the step is called. */
  readonly names: ReadonlyMap<string, string>;
}

/** Reads the parts "flow" and "displaySettings" of a Tableau Prep file, whose steps are numbered as they stand on the canvas from left to right. Throws an Error for what is no flow. */
export function readPrepFlow(flowText: string, displayText: string | null): PrepFlow {
  const flow: unknown = JSON.parse(flowText.replace(/^\uFEFF/, ''));
  const nodes = isEntry(flow) ? entryAt(flow, 'nodes') : null;
  if (!isEntry(flow) || nodes === null) throw new Error('its part "flow" has no steps');
  const display: unknown = displayText === null ? null : JSON.parse(displayText.replace(/^\uFEFF/, ''));
  const shown = entryAt(entryAt(isEntry(display) ? display : null, 'flowDisplaySettings'), 'flowNodeDisplaySettings');
  const all = Object.entries(nodes).filter((pair): pair is [string, Entry] => isEntry(pair[1]));
  const depths = depthsOf(all);
  const rows = new Map<number, number>();
  const placed = all.map(([key, entry]) => {
    const position = entryAt(entryAt(shown, key), 'position');
    if (typeof position?.['x'] === 'number' && typeof position['y'] === 'number') return { key, entry, x: position['x'], y: position['y'] };
    const x = depths.get(key)!;
    const y = rows.get(x) ?? 0;
    rows.set(x, y + 1);
    return { key, entry, x, y };
  }).sort((a, b) => a.x - b.x || a.y - b.y);
  const numbers = new Map(placed.map(({ key }, i) => [key, String(i + 1)]));
  const steps = placed.map(({ key, entry, x, y }): PrepStep => ({
    id: numbers.get(key)!,
    kind: kindOfNode(entry),
    name: textAt(entry, 'name').trim(),
    x: x * 440,
    y: y * 300,
    entry,
    connection: entryAt(entryAt(flow, 'connections'), textAt(entry, 'connectionId')),
    properties: entryAt(entryAt(flow, 'nodeProperties'), key),
  }));
  const wires = placed.flatMap(({ key, entry }) => entriesAt(entry, 'nextNodes').flatMap((next): readonly Wire[] => {
    const to = numbers.get(textAt(next, 'nextNodeId'));
    return to === undefined ? [] : [{ from: { tool: numbers.get(key)!, port: textAt(next, 'namespace') }, to: { tool: to, port: textAt(next, 'nextNamespace') }, order: numbers.get(key)! }];
  }));
  return { steps, wires, names: new Map(steps.map((s) => [s.id, s.name || s.kind])) };
}

/** How many steps come before each at most. */
function depthsOf(all: readonly (readonly [string, Entry])[]): ReadonlyMap<string, number> {
  const depths = new Map(all.map(([key]) => [key, 0]));
  // As many rounds as there are steps settle any flow; a circle ends there, too.
  for (let round = 0, changed = true; changed && round < all.length; round++) {
    changed = false;
    for (const [key, entry] of all) {
      for (const next of entriesAt(entry, 'nextNodes')) {
        const to = textAt(next, 'nextNodeId');
        if ((depths.get(to) ?? Infinity) > depths.get(key)!) continue;
        depths.set(to, depths.get(key)! + 1);
        changed = true;
      }
    }
  }
  return depths;
}
