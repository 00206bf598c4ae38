import type { Schema } from '../../../engine/core/schema.ts';
import { accountKey, readTrainingAccount, type TrainingAccount } from '../../../engine/core/training-account.ts';
import { defineNode, quoted } from '../../../engine/definition/index.ts';
import type { Cell, Relation } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';
import { cardSchemas } from './schemas.ts';

export const readModelCard = defineNode({
  type: 'read-model-card',
  version: 1,
  title: 'Model card',
  category: 'learn',
  icon: 'Mc',
  summary: 'Gives as tables what is known of a model that Millrace trained: which columns matter, how well it did, what it took for what, and how it was made.',
  keywords: ['feature importance', 'explain', 'metadata', 'interpretability', 'coefficients'],
  inputs: [],
  outputs: [
    { name: 'importance', title: 'Importance', kind: 'rows' },
    { name: 'metrics', title: 'Metrics', kind: 'rows' },
    { name: 'confusion', title: 'Confusion', kind: 'rows' },
    { name: 'facts', title: 'Facts', kind: 'rows' },
  ],
  params: {
    model: { kind: 'file', label: 'Model', help: 'Relative to the flow, or a registered model as `name@stage` or `name@version`.', access: 'read', extensions: ['onnx'] },
  },
  caption: ({ model }) => model ?? '',
  need: ({ model }) => ({ kind: 'model', path: model }),
  build(context) {
    const { fact, params } = context;
    if (fact?.kind !== 'model') return { outputs: {} };
    const account = readTrainingAccount(fact.description.metadata[accountKey]);
    if (account === null) {
      context.report('model-unsupported', `The model ${quoted(params.model)} holds no account of its training: it was not trained by Millrace. Choose one that was, or evaluate it on rows you know the truth of.`, { param: 'model' });
      return { outputs: {} };
    }
    const table = (schema: Schema, rows: readonly (readonly Cell[])[]): Relation => ({ op: 'values', schema, rows });
    return {
      outputs: {
        importance: table(cardSchemas.importance, (account.importance ?? []).toSorted((a, b) => b.drop - a.drop).map(({ feature, drop }) => [feature, drop])),
        metrics: table(cardSchemas.metrics, [...figures('validation', account.metrics.validation), ...figures('training', account.metrics.training)]),
        confusion: table(cardSchemas.confusion, (account.confusion ?? []).flatMap((row, a) => row.map((rows, p) => [account.classes?.[a] ?? String(a), account.classes?.[p] ?? String(p), rows]))),
        facts: table(cardSchemas.facts, factsOf(account, fact.description.hash)),
      },
    };
  },
  examples,
});

const figures = (of: string, metrics: Readonly<Record<string, number>> | null): Cell[][] => Object.entries(metrics ?? {}).map(([metric, value]) => [of, metric, value]);

function factsOf(account: TrainingAccount, hash: string): Cell[][] {
  return [
    ['task', account.task],
    ['algorithm', account.algorithm],
    ['target', account.target],
    ['features', account.features.join(', ')],
    ['classes', account.classes === null ? null : account.classes.join(', ')],
    ['rows learned from', String(account.rows.training)],
    ['rows judged by', String(account.rows.validation)],
    ['rows without a target', String(account.rows.dropped)],
    ['fingerprint of the data', account.fingerprint],
    ['fingerprint of the model', hash],
    ...Object.entries(account.settings).map(([name, value]) => [`setting ${name}`, String(value)]),
    ...account.warnings.map((warning, i) => [`warning ${i + 1}`, warning]),
  ];
}
