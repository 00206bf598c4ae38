import type { ModelCard } from '../core/model-card.ts';
import { accountKey, readTrainingAccount } from '../core/training-account.ts';
import { accountOfModel, type ModelAccount } from './model-account.ts';

/** The card of a model file; throws ModelError `model-corrupt` when it is none. */
export function cardOfModel(bytes: Uint8Array, account: ModelAccount = accountOfModel(bytes)): ModelCard {
  return {
    inputs: account.inputs.map(({ name, type }) => ({ name, type })),
    outputs: account.outputs.map(({ name, type }) => ({ name, type })),
    producer: [account.producer, account.producerVersion].filter(Boolean).join(' '),
    training: readTrainingAccount(account.metadata[accountKey]),
  };
}
