import type { ParamSpec } from '../../../engine/definition/index.ts';

/** What the control of one kind of setting is given. */
export interface FieldProps<K extends ParamSpec['kind']> {
  readonly spec: Extract<ParamSpec, { readonly kind: K }>;
  readonly path: string;
  /** The stored value, the default where nothing is stored. */
  readonly value: unknown;
}
