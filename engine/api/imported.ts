import type { JsonObject } from '../core/json.ts';
import type { FlowDocument } from '../document/document.ts';
import type { ToolAccount } from '../exchange/assemble-flow.ts';

/** A path of a flow that leads out of its folder, which is the project. */
export interface OutsidePath {
  readonly path: string;
  /** The absolute folder that a person allows or not. */
  readonly folder: string;
  readonly access: 'read' | 'write';
  readonly trusted: boolean;
}

/** What a file of another tool came to. */
export type Imported =
  /** `stayed`: data files of the package that were not written, since there are others of that name. */
  | { readonly kind: 'flow'; readonly document: FlowDocument; readonly tools: readonly ToolAccount[]; readonly noun: 'tool' | 'step'; readonly stayed: readonly string[] }
  /** Settings of rules as the Check node has them, and what no rule says. */
  | { readonly kind: 'rules'; readonly name: string; readonly rules: readonly JsonObject[]; readonly notMapped: readonly string[] }
  /** A contract of several tables: ask again with one of them. */
  | { readonly kind: 'tables'; readonly tables: readonly string[] };
