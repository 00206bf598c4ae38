import { quotedText } from '../core/quoting.ts';
import { FormulaProblem, type Token } from './formula-tokens.ts';
import type { Translation, Value, ValueKind } from './values.ts';

const comparisons: Readonly<Record<string, string>> = { '=': '=', '==': '=', '!=': '<>', '<>': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' };

/** Reads a formula of another tool from the loosest operator to the tightest and writes it in DuckDB's language; a language says what is its own. Throws a FormulaProblem. */
export abstract class FormulaParser {
  private at = 0;
  private readonly tokens: readonly Token[];
  private readonly functions: Readonly<Record<string, Translation>>;

  constructor(tokens: readonly Token[], functions: Readonly<Record<string, Translation>>) {
    this.tokens = tokens;
    this.functions = functions;
  }

  protected abstract field(name: string): Value;
  /** The sum of two values, one of which may be a text or a date. */
  protected abstract added(left: Value, sign: string, right: Value): Value;
  /** What a word is that begins a value, or null when it is the name of a function. */
  protected abstract keyword(upper: string): Value | null;
  /** What a word is that is neither a keyword nor followed by arguments. */
  protected abstract bareWord(word: string): Value;
  protected abstract date(text: string): Value;
  /** The word that ends IF. */
  protected abstract readonly endOfIf: string;

  whole(): Value {
    const value = this.or();
    if (this.next.kind !== 'end') throw new FormulaProblem(`"${this.next.text}" stands where the formula should end`);
    return value;
  }

  protected get next(): Token {
    return this.tokens[this.at]!;
  }

  /** Takes a word or sign when it is the next one. */
  protected takes(...texts: readonly string[]): string | null {
    const { kind, text } = this.next;
    if ((kind !== 'word' && kind !== 'sign') || !texts.includes(text.toUpperCase())) return null;
    this.at++;
    return text.toUpperCase();
  }

  protected needs(text: string): void {
    if (!this.takes(text)) throw new FormulaProblem(`${text} is missing${this.next.kind === 'end' ? ' at the end' : ` before "${this.next.text}"`}`);
  }

  protected or(): Value {
    let left = this.and();
    while (this.takes('OR', '||')) left = { sql: `(${left.sql} OR ${this.and().sql})`, kind: 'boolean' };
    return left;
  }

  private and(): Value {
    let left = this.not();
    while (this.takes('AND', '&&')) left = { sql: `(${left.sql} AND ${this.not().sql})`, kind: 'boolean' };
    return left;
  }

  private not(): Value {
    return this.takes('NOT', '!') ? { sql: `(NOT ${this.not().sql})`, kind: 'boolean' } : this.comparison();
  }

  private comparison(): Value {
    const left = this.sum();
    const sign = this.takes(...Object.keys(comparisons));
    if (sign) return { sql: `(${left.sql} ${comparisons[sign]!} ${this.sum().sql})`, kind: 'boolean' };
    const not = this.takes('NOT') !== null;
    if (!this.takes('IN')) {
      if (not) throw new FormulaProblem('NOT stands where IN should follow');
      return left;
    }
    return { sql: `(${left.sql} ${not ? 'NOT IN' : 'IN'} (${this.list().map((v) => v.sql).join(', ')}))`, kind: 'boolean' };
  }

  private list(): readonly Value[] {
    this.needs('(');
    const items: Value[] = [];
    if (this.takes(')')) return items;
    do items.push(this.or());
    while (this.takes(','));
    this.needs(')');
    return items;
  }

  private sum(): Value {
    let left = this.product();
    for (let sign = this.takes('+', '-'); sign; sign = this.takes('+', '-')) left = this.added(left, sign, this.product());
    return left;
  }

  private product(): Value {
    let left = this.power();
    for (let sign = this.takes('*', '/', '%'); sign; sign = this.takes('*', '/', '%')) left = { sql: `(${left.sql} ${sign} ${this.power().sql})`, kind: 'number' };
    return left;
  }

  private power(): Value {
    const base = this.factor();
    return this.takes('^') ? { sql: `pow(${base.sql}, ${this.power().sql})`, kind: 'number' } : base;
  }

  private factor(): Value {
    if (this.takes('-')) return { sql: `(-${this.power().sql})`, kind: 'number' };
    if (this.takes('+')) return this.factor();
    if (this.takes('(')) {
      const inner = this.or();
      this.needs(')');
      return { ...inner, sql: inner.text === undefined ? `(${inner.sql})` : inner.sql };
    }
    const token = this.next;
    this.at++;
    if (token.kind === 'number') return { sql: token.text, kind: 'number' };
    if (token.kind === 'text') return { sql: quotedText(token.text), kind: 'text', text: token.text };
    if (token.kind === 'date') return this.date(token.text);
    if (token.kind === 'field') return this.field(token.text);
    if (token.kind === 'word') return this.word(token.text);
    throw new FormulaProblem(token.kind === 'end' ? 'it ends too early' : `"${token.text}" stands where a value should be`);
  }

  private word(word: string): Value {
    const upper = word.toUpperCase();
    if (upper === 'IF') return this.choice();
    if (upper === 'TRUE' || upper === 'FALSE') return { sql: upper, kind: 'boolean' };
    const own = this.keyword(upper);
    if (own !== null) return own;
    if (this.next.text !== '(' || this.next.kind !== 'sign') return this.bareWord(word);
    const found = Object.hasOwn(this.functions, word.toLowerCase()) ? this.functions[word.toLowerCase()] : undefined;
    if (!found) throw new FormulaProblem(`the function ${word} has no counterpart`);
    const args = this.list();
    if (args.length < found.least || args.length > found.most) throw new FormulaProblem(`${word} has ${args.length} arguments`);
    return { sql: found.sql(args), kind: typeof found.kind === 'function' ? found.kind(args) : found.kind };
  }

  private choice(): Value {
    const branches: { readonly when: Value; readonly then: Value }[] = [];
    do {
      const when = this.or();
      this.needs('THEN');
      branches.push({ when, then: this.or() });
    } while (this.takes('ELSEIF'));
    return this.closed('CASE', branches, this.endOfIf);
  }

  /** What follows the branches of a choice: what else, and the word that ends it. */
  protected closed(start: string, branches: readonly { readonly when: Value; readonly then: Value }[], end: string): Value {
    const otherwise = this.takes('ELSE') ? this.or() : null;
    this.needs(end);
    const kind = [...branches.map((b) => b.then), ...(otherwise ? [otherwise] : [])].find((v) => v.kind !== 'unknown')?.kind ?? ('unknown' satisfies ValueKind);
    return { sql: `${start}${branches.map((b) => ` WHEN ${b.when.sql} THEN ${b.then.sql}`).join('')}${otherwise ? ` ELSE ${otherwise.sql}` : ''} END`, kind };
  }
}
