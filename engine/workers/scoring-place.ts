import type duckdb from '@duckdb/node-bindings';

/** Scores a chunk of DuckDB's into a STRUCT vector. */
export interface ChunkScorer {
  /** Gives how many of the rows were scored. */
  score(input: duckdb.DataChunk, output: duckdb.Vector, count: number): number;
  release(): void;
}

/** What scoring needs to know of where it is done. */
export interface ScoringPlace {
  /** Absolute folder that paths in columns start from and may not leave. */
  readonly folder: string;
  /** Called between rows that take long; throws once nobody wants the scores any more. */
  pause(): void;
}
