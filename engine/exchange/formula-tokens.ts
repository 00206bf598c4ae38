/** A piece of a formula; `at` is where it begins, in UTF-16 units. */
export type Token =
  | { readonly kind: 'number' | 'text' | 'date' | 'field' | 'word' | 'sign'; readonly text: string; readonly at: number }
  | { readonly kind: 'end'; readonly text: ''; readonly at: number };

/** A formula that cannot be carried over, with what in it is the reason. */
export class FormulaProblem extends Error {}

/** What a language writes, by sticky patterns; null is what stands between the tokens. The first that fits counts. */
export type TokenPatterns = readonly (readonly [Exclude<Token['kind'], 'end'> | null, RegExp])[];

/** Cuts a formula into tokens; those of texts, dates and fields are without the signs around them. Throws a FormulaProblem at a character that begins none. */
export function formulaTokens(formula: string, patterns: TokenPatterns): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < formula.length) {
    const hit = patterns.map(([kind, pattern]) => {
      pattern.lastIndex = at;
      return { kind, text: pattern.exec(formula)?.[0] };
    }).find((h) => h.text !== undefined);
    if (!hit) throw new FormulaProblem(`"${formula.slice(at, at + 10)}" is not understood`);
    const text = hit.text!;
    if (hit.kind !== null) tokens.push({ kind: hit.kind, text: ['text', 'field', 'date'].includes(hit.kind) ? text.slice(1, -1) : text, at });
    at += text.length;
  }
  return [...tokens, { kind: 'end', text: '', at }];
}
