/** Tables that the nodes are tried on, see make-tables.ts. */
export type BenchTable = 'sales' | 'changed' | 'sparse' | 'texts' | 'lists' | 'shops' | 'rates' | 'bands' | 'one' | 'dimension' | 'arriving';

/** One node between Parquet files, and the SELECT a person would write for what it gives at `port`. */
export interface Case {
  readonly node: readonly [type: string, params: object];
  readonly inputs: readonly (readonly [port: string, table: BenchTable])[];
  readonly port: string;
  readonly sql: string;
}

export const over = (table: BenchTable, node: Case['node'], sql: string, port = 'out'): Case => ({ node, inputs: [['in', table]], port, sql });

/** A node over `sales`. */
export const one = (node: Case['node'], sql: string, port = 'out'): Case => over('sales', node, sql, port);
