import type { Schema } from '../core/schema.ts';
import type { MarkKind } from '../plan/job.ts';
import type { ModelCall } from '../relation/model-call.ts';
import type { AnyScriptCall } from '../relation/script-call.ts';
import type { ScanSource } from '../relation/relation.ts';
import type { Relation } from '../relation/relation.ts';

/** What printing relations of one node needs to know about the world around them. */
export interface CompileContext {
  readonly node: string;
  /** SQL name of the table that arrives at a port. */
  inputName(port: string, index: number): string;
  inputSchema(port: string, index: number): Schema;
  sharedName(name: string): string;
  /** Absolute form of a path as the flow holds it. */
  resolvePath(path: string): string;
  /** SQL name of the function that calls a model or a script. */
  functionName(call: ModelCall | AnyScriptCall): string;
  /** True while only names and types matter: scans and models are replaced by typed emptiness and nothing outside is touched. */
  readonly schemaOnly: boolean;
  /** How often the right side of a join or set operation passes through a counting mark. */
  readonly rightSides?: ReadonlyMap<Relation, number>;
  readonly markedBy?: MarkKind;
  /** Memory is short: what cannot be spilled is done in another way. */
  readonly sparing?: boolean;
  /** Most rows a scan may give, for previews; null means all. */
  readonly sampleRows: number | null | ((source: ScanSource) => number | null);
}
