import type { ModelDescription, ModelPort } from '../../../engine/relation/model-description.ts';
import { t } from '../../words/words.ts';

/** `float [?, 30]`: element type and shape, `?` where the size is free. */
export const portShape = ({ elementType, shape }: Pick<ModelPort, 'elementType' | 'shape'>): string => `${elementType} [${shape.map((s) => (s === null ? '?' : String(s))).join(', ')}]`;

/** The operators of a model with how often each occurs, the most frequent first. */
export function countOperators(operators: readonly string[]): readonly { readonly name: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const name of operators) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

export function modelFacts(model: ModelDescription, bytes: string): readonly { readonly name: string; readonly value: string }[] {
  return [
    { name: t('Producer'), value: model.producer === '' ? t('not stated') : model.producer },
    { name: t('Opset'), value: String(model.opset) },
    { name: t('IR version'), value: String(model.irVersion) },
    { name: t('Size'), value: bytes },
    ...(model.fixedBatch === null ? [] : [{ name: t('Batch'), value: t('takes only {count|row|rows} at a time', { count: model.fixedBatch }) }]),
    { name: 'SHA-256', value: model.hash },
  ];
}
