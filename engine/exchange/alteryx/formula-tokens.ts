/** A piece of a formula; `at` is where it begins, in UTF-16 units. */
export type Token =
  | { readonly kind: 'number' | 'text' | 'field' | 'word' | 'sign'; readonly text: string; readonly at: number }
  | { readonly kind: 'end'; readonly text: ''; readonly at: number };

/** A formula that cannot be carried over, with what in it is the reason. */
export class FormulaProblem extends Error {}

const patterns: readonly (readonly [Exclude<Token['kind'], 'end'> | null, RegExp])[] = [
  [null, /\s+|\/\/[^\n]*|\/\*[^]*?\*\//y],
  ['field', /\[(?:[^\]\\]|\\.)+\]/y],
  ['text', /"[^"]*"|'[^']*'/y],
  ['number', /\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?/y],
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['sign', /==|!=|<>|<=|>=|&&|\|\||[-+*/=<>!(),]/y],
];

/** Cuts a formula of Alteryx into tokens; a text has no escapes there. Throws a FormulaProblem at a character that begins none. */
export function formulaTokens(formula: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < formula.length) {
    const hit = patterns.map(([kind, pattern]) => {
      pattern.lastIndex = at;
      return { kind, text: pattern.exec(formula)?.[0] };
    }).find((h) => h.text !== undefined);
    if (!hit) throw new FormulaProblem(`"${formula.slice(at, at + 10)}" is not understood`);
    const text = hit.text!;
    if (hit.kind !== null) tokens.push({ kind: hit.kind, text: hit.kind === 'text' || hit.kind === 'field' ? text.slice(1, -1) : text, at });
    at += text.length;
  }
  return [...tokens, { kind: 'end', text: '', at }];
}
