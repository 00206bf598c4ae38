import type { Diagnostic } from '../core/diagnostic.ts';
import type { RegisteredModel } from '../core/registered-model.ts';
import type { Schema } from '../core/schema.ts';
import type { AnyNodeDefinition, Built, ParamRecord } from '../definition/index.ts';
import type { End, FlowDocument } from '../document/document.ts';
import type { ComponentFace } from './component-face.ts';
import type { GivenRounds, Rounds, RoundsCut } from './rounds.ts';

/** A node after checking; `built` and `outputs` are there only when nothing stands in its way. */
export interface CheckedNode {
  readonly id: string;
  readonly title: string;
  readonly definition: AnyNodeDefinition | null;
  readonly params: ParamRecord;
  readonly caption: string;
  /** The ends that feed each input port, in the order of the flow's edges. */
  readonly sources: Readonly<Record<string, readonly End[]>>;
  readonly inputs: Readonly<Record<string, readonly Schema[]>>;
  readonly built: Built | null;
  readonly outputs: Readonly<Record<string, Schema>>;
  readonly diagnostics: readonly Diagnostic[];
  /** Records of one of its lists that a file holds; `params` hold them too. */
  readonly fromFile?: FileRecords;
  /** Models of the registry that its settings name; `params` hold their files. */
  readonly models?: readonly RegisteredModel[];
}

/** Records of a list that a file holds, at the end of the node's own. */
export interface FileRecords {
  /** The setting that is the list, and the one that names the file. */
  readonly list: string;
  readonly param: string;
  readonly path: string;
  /** Place in the list of the first of them. */
  readonly first: number;
  readonly records: readonly ParamRecord[];
  /** The line of the file each of them begins in, where that is known. */
  readonly lines: readonly (number | null)[];
}

/** A document seen through the catalogue: nodes in an order in which each comes after what feeds it. */
export interface CheckedFlow {
  readonly document: FlowDocument;
  readonly base: string;
  readonly nodes: readonly CheckedNode[];
  /** All diagnostics, those of nodes included. */
  readonly diagnostics: readonly Diagnostic[];
  /** What the flows of its components show, by node. */
  readonly faces?: ReadonlyMap<string, ComponentFace>;
  /** Of nodes that go on without rounds that fail. */
  readonly rounds?: ReadonlyMap<string, Rounds>;
  /** What the rows that arrive at Iterate components were when they were asked for. */
  readonly given?: GivenRounds;
  /** Iterate components of which only some rounds are put in, as a preview has them. */
  readonly cuts?: ReadonlyMap<string, RoundsCut>;
  /** What arrives at components, whose `sources` are what their inside gives. */
  readonly arrivals?: ReadonlyMap<string, CheckedNode['sources']>;
}
