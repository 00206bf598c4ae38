import { quotedIdentifier } from '../core/quoting.ts';
import type { Probe } from '../plan/probe.ts';

/** Names a row as a whole, so it must not be the name of a column. */
const wholeRow = quotedIdentifier('a row of millrace');

/** A statement that computes every value of the relation at a place, with those it reads, and gives one number. Made only when it is asked for: the texts of all grow with the square of how many there are. */
export function probeStatement(probes: readonly Probe[], place: number): string {
  const needed = new Set<number>();
  const visit = (i: number): void => {
    if (needed.has(i)) return;
    needed.add(i);
    probes[i]!.reads.forEach(visit);
  };
  visit(place);
  needed.delete(place);
  const parts = probes.filter((_, i) => needed.has(i)).map(({ name, hint, sql }) => `${name} AS ${hint}(${sql})`);
  return `SELECT max(hash(${wholeRow})) FROM (${parts.length === 0 ? '' : `WITH ${parts.join(',\n')}\n`}${probes[place]!.sql}\n) AS ${wholeRow}`;
}
