import { FormulaProblem } from '../formula-tokens.ts';
import type { Value } from '../values.ts';

const fields: Readonly<Record<string, string>> = { yyyy: '%Y', y: '%Y', yy: '%y', MMMM: '%B', MMM: '%b', MM: '%m', M: '%m', dd: '%d', d: '%d', EEEE: '%A', EEE: '%a', HH: '%H', H: '%H', hh: '%I', h: '%I', mm: '%M', m: '%M', ss: '%S', s: '%S', SSS: '%g', a: '%p' };

/** A date format of ICU, such as dd.MM.yyyy, in the database's spelling; it has to be a constant. Throws a FormulaProblem. */
export function datePattern(format: Value): string {
  if (format.text === undefined) throw new FormulaProblem('the format of DATEPARSE has to be a constant');
  return [...format.text.matchAll(/'([^']*)'|([A-Za-z])\2*|[^]/g)].map(([piece, literal, letter]) => {
    if (literal !== undefined) return (literal === '' ? "'" : literal).replaceAll('%', '%%');
    if (letter === undefined) return piece.replaceAll('%', '%%');
    const found = fields[piece];
    if (!found) throw new FormulaProblem(`"${piece}" in the date format "${format.text!}" has no counterpart`);
    return found;
  }).join('');
}
