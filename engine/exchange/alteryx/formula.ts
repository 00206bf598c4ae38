import { quotedIdentifier, quotedText } from '../../core/quoting.ts';
import { functions, type Value, type ValueKind } from './formula-functions.ts';
import { FormulaProblem, formulaTokens, type Token } from './formula-tokens.ts';

export interface FormulaFields {
  readonly kindOf: (field: string) => ValueKind;
  /** The name of a value of another row, such as [Row-1:Amount]; the row is counted from this one. */
  readonly neighbour?: (offset: number, field: string) => string;
  /** The column that [_CurrentField_] stands for. */
  readonly current?: string;
}

const comparisons: Readonly<Record<string, string>> = { '=': '=', '==': '=', '!=': '<>', '<>': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' };

/** An expression of Alteryx in DuckDB's language; `wanted` decides what `+` means where the fields do not tell. Throws a FormulaProblem. */
export function translateFormula(formula: string, wanted: ValueKind, fields: FormulaFields): Value {
  const parser = new FormulaParser(formulaTokens(formula), wanted, fields);
  return parser.whole();
}

class FormulaParser {
  private at = 0;
  private readonly tokens: readonly Token[];
  private readonly wanted: ValueKind;
  private readonly fields: FormulaFields;

  constructor(tokens: readonly Token[], wanted: ValueKind, fields: FormulaFields) {
    this.tokens = tokens;
    this.wanted = wanted;
    this.fields = fields;
  }

  whole(): Value {
    const value = this.or();
    if (this.next.kind !== 'end') throw new FormulaProblem(`"${this.next.text}" stands where the formula should end`);
    return value;
  }

  private get next(): Token {
    return this.tokens[this.at]!;
  }

  /** Takes a word or sign when it is the next one. */
  private takes(...texts: readonly string[]): string | null {
    const { kind, text } = this.next;
    if ((kind !== 'word' && kind !== 'sign') || !texts.includes(text.toUpperCase())) return null;
    this.at++;
    return text.toUpperCase();
  }

  private needs(text: string): void {
    if (!this.takes(text)) throw new FormulaProblem(`${text} is missing${this.next.kind === 'end' ? ' at the end' : ` before "${this.next.text}"`}`);
  }

  private or(): Value {
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
    for (let sign = this.takes('+', '-'); sign; sign = this.takes('+', '-')) {
      const right = this.product();
      const kinds = [left.kind, right.kind];
      const text = sign === '+' && (kinds.includes('text') || (kinds.every((k) => k === 'unknown') && this.wanted === 'text'));
      // A missing text adds nothing there, which is what concat does.
      left = text ? { sql: `concat(${left.sql}, ${right.sql})`, kind: 'text' } : { sql: `(${left.sql} ${sign} ${right.sql})`, kind: 'number' };
    }
    return left;
  }

  private product(): Value {
    let left = this.factor();
    for (let sign = this.takes('*', '/'); sign; sign = this.takes('*', '/')) left = { sql: `(${left.sql} ${sign} ${this.factor().sql})`, kind: 'number' };
    return left;
  }

  private factor(): Value {
    if (this.takes('-')) return { sql: `(-${this.factor().sql})`, kind: 'number' };
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
    if (token.kind === 'field') return this.field(token.text);
    if (token.kind === 'word') return this.word(token.text);
    throw new FormulaProblem(token.kind === 'end' ? 'it ends too early' : `"${token.text}" stands where a value should be`);
  }

  private field(name: string): Value {
    if (/^_currentfield_$/i.test(name) && this.fields.current !== undefined) return this.column(this.fields.current);
    const row = /^row([+-]\d+):(.+)$/i.exec(name);
    if (row && this.fields.neighbour) return { sql: quotedIdentifier(this.fields.neighbour(Number(row[1]), row[2]!)), kind: this.fields.kindOf(row[2]!) };
    if (/^(engine\.|user\.|question\.|_)/i.test(name)) throw new FormulaProblem(`the constant [${name}] has no counterpart`);
    return this.column(name);
  }

  private column = (name: string): Value => ({ sql: quotedIdentifier(name), kind: this.fields.kindOf(name) });

  private word(word: string): Value {
    const upper = word.toUpperCase();
    if (upper === 'IF') return this.choice();
    if (upper === 'TRUE' || upper === 'FALSE') return { sql: upper, kind: 'boolean' };
    if (this.next.text !== '(') return this.column(word);
    const found = functions[word.toLowerCase()];
    if (!found) throw new FormulaProblem(`the function ${word} has no counterpart`);
    const args = this.list();
    if (args.length < found.least || args.length > found.most) throw new FormulaProblem(`${word} has ${args.length} arguments`);
    return { sql: found.sql(args), kind: typeof found.kind === 'function' ? found.kind(args) : found.kind };
  }

  private choice(): Value {
    let sql = 'CASE';
    let kind: ValueKind = 'unknown';
    const then = (): void => {
      const condition = this.or();
      this.needs('THEN');
      const value = this.or();
      if (kind === 'unknown') kind = value.kind;
      sql += ` WHEN ${condition.sql} THEN ${value.sql}`;
    };
    then();
    while (this.takes('ELSEIF')) then();
    if (this.takes('ELSE')) {
      const value = this.or();
      if (kind === 'unknown') kind = value.kind;
      sql += ` ELSE ${value.sql}`;
    }
    this.needs('ENDIF');
    return { sql: `${sql} END`, kind };
  }
}
