import type { TrainingAccount } from './training-account.ts';

/** What a registry keeps of a model beside its file, to be read before it is used. */
export interface ModelCard {
  readonly inputs: readonly { readonly name: string; readonly type: string }[];
  readonly outputs: readonly { readonly name: string; readonly type: string }[];
  readonly producer: string;
  /** Null for a model that was made elsewhere. */
  readonly training: TrainingAccount | null;
}
