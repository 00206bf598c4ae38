import { suiteTrouble } from './arguments.ts';

/** Directives of Python's strptime; some stand for several of DuckDB's. */
const directives: Readonly<Record<string, string>> = { c: '%a %b %d %H:%M:%S %Y', x: '%m/%d/%y', X: '%H:%M:%S' };
const known = 'aAwdbBmyYHIMSfpzZjUWcxX%GuV';

/** A format of Python's strptime in DuckDB's spelling; throws an ExpectationTrouble for one that Python does not read. */
export function checkedFormat(format: string): string {
  return format.replaceAll(/%(.?)/g, (whole, letter: string) => {
    if (letter === '' || !known.includes(letter)) throw suiteTrouble(`Unable to use provided strftime_format. "${whole}" in "${format}" is no directive.`);
    return directives[letter] ?? whole;
  });
}
