import { t } from '../../words/words.ts';

export type NumberReading = { readonly value: number | null } | { readonly problem: string };

interface NumberRules {
  readonly kind: 'integer' | 'number';
  readonly min?: number;
  readonly max?: number;
}

/** Reads what a person typed into a number field; empty text is no number, and no number is ever guessed. */
export function readNumber(text: string, { kind, min, max }: NumberRules): NumberReading {
  const trimmed = text.trim();
  if (trimmed === '') return { value: null };
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(trimmed) ? Number(trimmed) : Number.NaN;
  if (!Number.isFinite(value)) return { problem: trimmed.includes(',') ? t('Write the number with a point and without separators.') : t('Type a number.') };
  if (kind === 'integer' && !Number.isSafeInteger(value)) return { problem: t('Type a whole number.') };
  if (min !== undefined && value < min) return { problem: max === undefined ? t('Type {min} or more.', { min: String(min) }) : t('Type a number from {min} to {max}.', { min: String(min), max: String(max) }) };
  if (max !== undefined && value > max) return { problem: min === undefined ? t('Type {max} or less.', { max: String(max) }) : t('Type a number from {min} to {max}.', { min: String(min), max: String(max) }) };
  return { value };
}
