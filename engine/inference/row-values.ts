import type { Values } from './tensor-values.ts';

/** The tensor of one row: of one column going in, of one output coming out. */
export interface RowTensor {
  readonly values: Values;
  readonly dims: readonly number[];
}

/** What a row gives for a sequence or an optional value: the tensors in it, one for an optional tensor. */
export interface RowItems {
  readonly given: boolean;
  readonly items: readonly RowTensor[];
}

/** What one row gives for an input, or has of an output. */
export type RowValue = RowTensor | RowItems;

export const isItems = (value: RowValue): value is RowItems => 'items' in value;
