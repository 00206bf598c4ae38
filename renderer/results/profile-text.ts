import type { ColumnProfile } from '../../engine/api/contract.ts';
import { formatCount } from '../ui/format-figures.ts';
import { groupDigits } from './format-value.ts';
import { isNumberKind, typeKind } from './type-kind.ts';
import { t } from '../words/words.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** What a profile knows of its column, in the order to tell it. */
export function profileFacts(profile: ColumnProfile): readonly Fact[] {
  const number = isNumberKind(typeKind(profile.type));
  const show = (text: string): string => (number ? roundText(text) : text);
  const facts: Fact[] = [];
  if (profile.min !== null) facts.push({ name: t('min'), value: show(profile.min) });
  if (profile.max !== null) facts.push({ name: t('max'), value: show(profile.max) });
  if (profile.mean !== null) facts.push({ name: t('mean'), value: show(profile.mean) });
  facts.push({ name: t('distinct'), value: formatCount(profile.distinct) });
  facts.push({ name: 'null', value: profile.nulls === 0 ? t('none') : `${formatCount(profile.nulls)} (${percent(profile.nulls, profile.rows)})` });
  return facts;
}

/** 0.04 % stays visible as `<0.1 %`. */
export function percent(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %';
  const share = (100 * part) / whole;
  if (share < 0.1) return '<0.1 %';
  if (share > 99.9 && part < whole) return '>99.9 %';
  return `${share < 10 ? Number(share.toFixed(1)) : Math.round(share)} %`;
}

function roundText(text: string): string {
  const digits = /\.(\d+)$/.exec(text)?.[1];
  const rounded = digits !== undefined && digits.length > 4 ? String(Number(Number(text).toPrecision(6))) : text;
  return groupDigits(rounded, 5);
}
