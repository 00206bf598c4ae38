/** Tables of Parquet files with a log of their states. */
export const lakehouseFormats = ['delta', 'iceberg'] as const;
export type LakehouseFormat = (typeof lakehouseFormats)[number];

/** One state of a table, so that all who read it in a run read the same. */
export type LakehouseState =
  | { readonly format: 'delta'; readonly version: number }
  /** The file of metadata without its ending, and the snapshot in it; without one the table has no rows yet. Numbers of snapshots are too large for JavaScript's. */
  | { readonly format: 'iceberg'; readonly metadata: string; readonly snapshot: string | null };

/** Which state is meant: by its number, as the table was at a time in ISO 8601 with its zone, or the latest when null. */
export type LakehouseChoice = { readonly version: string } | { readonly time: string } | null;

/** The file of the log, below the folder of the table, that makes a state what it is. */
export const stateFile = (state: LakehouseState): string => (state.format === 'delta' ? `_delta_log/${String(state.version).padStart(20, '0')}.json` : `metadata/${state.metadata}.metadata.json`);
