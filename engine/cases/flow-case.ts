import type { Diagnostic } from '../core/diagnostic.ts';
import type { CaseTable } from './case-table.ts';
import type { PortDifference } from './compare-tables.ts';

/** A test of a flow: rows given at ports instead of what they would hold, and rows expected at ports. */
export interface FlowCase {
  readonly name: string;
  readonly inputs: ReadonlyMap<string, CaseTable>;
  readonly expected: ReadonlyMap<string, CaseTable>;
  readonly parameters: Readonly<Record<string, string>>;
  /** Columns that tell the rows of a port apart, where they are not to be found out. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/** How a case went; `diagnostics` are why it could not be tried at all. */
export interface CaseResult {
  readonly name: string;
  readonly passed: boolean;
  readonly differences: readonly PortDifference[];
  readonly diagnostics: readonly Diagnostic[];
}
