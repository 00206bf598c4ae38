import type { Schema } from '../core/schema.ts';
import type { DelimitedOptions } from '../relation/relation.ts';
import type { ModelDescription } from '../relation/model-description.ts';

/** Something about the outside world that a node must know before it can say what its outputs are. */
export type Need =
  | { readonly kind: 'delimited'; readonly path: string; readonly given: Partial<DelimitedOptions>; readonly allText: boolean; readonly types: Readonly<Record<string, string>> }
  | { readonly kind: 'json'; readonly path: string; readonly layout: 'auto' | 'array' | 'newline' }
  | { readonly kind: 'parquet'; readonly path: string }
  | { readonly kind: 'model'; readonly path: string };

/** What was found out, by the binder, for a need of the same kind. */
export type Fact =
  | { readonly kind: 'delimited'; readonly schema: Schema; readonly options: DelimitedOptions }
  | { readonly kind: 'json'; readonly schema: Schema; readonly layout: 'array' | 'newline' }
  | { readonly kind: 'parquet'; readonly schema: Schema }
  | { readonly kind: 'model'; readonly description: ModelDescription };
