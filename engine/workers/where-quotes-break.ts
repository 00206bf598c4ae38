import type { DelimitedOptions } from '../relation/relation.ts';

/** The first line of a text in which quotes do not stand around whole cells, with what is wrong in it; null where they do. */
export function whereQuotesBreak(text: string, given: Partial<Pick<DelimitedOptions, 'delimiter' | 'quote' | 'escape'>>): { readonly line: number; readonly what: string } | null {
  const { quote = '"', escape = quote } = given;
  if (quote === '') return null;
  const delimiters = given.delimiter === undefined ? [',', ';', '\t', '|'] : [given.delimiter];
  const lineOf = (at: number): number => (text.slice(0, at).match(/\r\n|\r|\n/g)?.length ?? 0) + 1;
  const cutAfter = (at: number): number => (/[\r\n]/.test(text[at] ?? '\n') ? 1 : (delimiters.find((sign) => text.startsWith(sign, at))?.length ?? 0));
  const closes = (at: number): boolean => text[at] === quote && !(escape === quote && text[at + 1] === quote);
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    if (text[at] !== quote) {
      while (at < text.length && cutAfter(at) === 0) at++;
      at += cutAfter(at);
      continue;
    }
    const opened = at++;
    while (at < text.length && !closes(at)) at += text[at] === escape ? 2 : 1;
    if (at >= text.length) return { line: lineOf(opened), what: `the quote ${quote} opens a cell and none closes it` };
    if (cutAfter(++at) === 0) return { line: lineOf(at), what: `${JSON.stringify(text.slice(at, at + 20).split(/[\r\n]/)[0])} follows the quote ${quote} that closes a cell` };
    at += cutAfter(at);
  }
  return null;
}
