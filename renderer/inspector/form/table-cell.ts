import type { Cell } from '../../../engine/relation/relation.ts';
import { typeKind } from '../../results/type-kind.ts';

const canonicalInteger = /^-?(0|[1-9]\d{0,14})$/;

/** What a typed cell is stored as: nothing is NULL, plain integers and truth values as such, all else the text itself. */
export function typedCell(text: string, type: string): Cell {
  if (text === '') return null;
  const kind = typeKind(type);
  if (kind === 'integer' && canonicalInteger.test(text)) return Number(text);
  if (kind === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}

export const cellText = (cell: Cell | undefined): string => (cell === null || cell === undefined ? '' : String(cell));
