import { keyNode, type TableIndex, type TableKey } from './table-key.ts';

/** Where a run stops to be looked at, and what of it is done where the rest is planned anew. */
export interface Halts {
  /** Keys whose rows get a table of their own, so that they can be seen before anything reads them. */
  readonly stops: ReadonlySet<TableKey>;
  /** Keys that an earlier plan of the same run has put into tables. */
  readonly done: ReadonlySet<TableKey>;
  /** Statements of it that have run, as `statementName` calls them. */
  readonly ran: ReadonlySet<string>;
  /** Keys that it meant to keep. */
  readonly planned: ReadonlySet<TableKey>;
  /** Tables hold all columns of their port, whatever is read of them. */
  readonly whole: boolean;
}

export const noHalts: Halts = { stops: new Set(), done: new Set(), ran: new Set(), planned: new Set(), whole: false };

export const statementName = (kind: string, node: string): string => `${kind} ${node}`;

/** The ports at which a run stops that goes on from node to node: those that are read, and the first of a node that nothing reads. */
export function everyStop(index: TableIndex): ReadonlySet<TableKey> {
  const read = new Set([...index.nodes.values()].flatMap((node) => Object.values(node.sources).flat().map((end) => `${end.node}.${end.port}`)));
  return new Set(
    index.keys().filter((key) => {
      const node = keyNode(key);
      if (key[node.length] !== '.') return false;
      if (read.has(key)) return true;
      const ports = Object.keys(index.nodes.get(node)?.built?.outputs ?? {});
      return ports[0] === key.slice(node.length + 1) && !ports.some((port) => read.has(`${node}.${port}`));
    }),
  );
}
