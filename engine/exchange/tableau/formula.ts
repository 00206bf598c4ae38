import { quotedIdentifier, quotedText } from '../../core/quoting.ts';
import { FormulaParser } from '../formula-parser.ts';
import { FormulaProblem, formulaTokens, type TokenPatterns } from '../formula-tokens.ts';
import type { Value, ValueKind } from '../values.ts';
import { aggregates, functions } from './formula-functions.ts';

/** A quote inside a text, and a bracket inside a name, is written twice there. */
const patterns: TokenPatterns = [
  [null, /\s+|\/\/[^\n]*|\/\*[^]*?\*\//y],
  ['field', /\[Parameters\]\.\[(?:[^\]]|\]\])+\]|\[(?:[^\]]|\]\])+\]/iy],
  ['text', /"(?:[^"]|"")*"|'(?:[^']|'')*'/y],
  ['date', /#[^#]*#/y],
  ['number', /\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?/y],
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['sign', /==|!=|<>|<=|>=|[-+*/%^=<>!(),{}:]/y],
];

/** A calculation of Tableau in DuckDB's language. Throws a FormulaProblem. */
export function translateCalculation(formula: string, kindOf: (field: string) => ValueKind): Value {
  return new TableauParser(formula, kindOf).whole();
}

/** The field that an expression names and nothing else, or null. */
export function fieldAlone(formula: string): string | null {
  const [first, second] = formulaTokens(formula, patterns);
  return first?.kind === 'field' && second?.kind === 'end' && !/^parameters\]\.\[/i.test(first.text) ? first.text.replaceAll(']]', ']') : null;
}

class TableauParser extends FormulaParser {
  protected readonly endOfIf = 'END';
  private readonly kindOf: (field: string) => ValueKind;

  constructor(formula: string, kindOf: (field: string) => ValueKind) {
    const tokens = formulaTokens(formula, patterns).map((t) => (t.kind === 'text' ? { ...t, text: t.text.replaceAll(formula[t.at]!.repeat(2), formula[t.at]!) } : t));
    const brace = tokens.find((t) => t.kind === 'sign' && (t.text === '{' || t.text === '}'));
    if (brace) throw new FormulaProblem('expressions in braces, such as { FIXED … }, have no counterpart; use Aggregate and Join, or Window columns');
    super(tokens, functions);
    this.kindOf = kindOf;
  }

  protected added(left: Value, sign: string, right: Value): Value {
    if (sign === '+' && (left.kind === 'text' || right.kind === 'text')) return { sql: `(${left.sql} || ${right.sql})`, kind: 'text' };
    if (left.kind === 'date' && right.kind === 'date' && sign === '-') return { sql: `date_diff('day', ${right.sql}, ${left.sql})`, kind: 'number' };
    if (left.kind === 'date') return { sql: `(${left.sql} ${sign} to_days(CAST(${right.sql} AS INTEGER)))`, kind: 'date' };
    if (sign === '+' && left.kind === 'unknown' && right.kind === 'unknown') throw new FormulaProblem('whether + adds numbers or joins texts is not known here');
    return { sql: `(${left.sql} ${sign} ${right.sql})`, kind: 'number' };
  }

  protected field(name: string): Value {
    const parameter = /^parameters\]\.\[(.+)$/i.exec(name);
    if (parameter) throw new FormulaProblem(`the parameter "${parameter[1]!}" has no counterpart; make it one of the flow`);
    const column = name.replaceAll(']]', ']');
    return { sql: quotedIdentifier(column), kind: this.kindOf(column) };
  }

  protected bareWord(word: string): never {
    throw new FormulaProblem(`"${word}" stands where a value should be`);
  }

  protected keyword(upper: string): Value | null {
    if (upper === 'NULL') return { sql: 'NULL', kind: 'unknown' };
    if (aggregates.includes(upper.toLowerCase())) throw new FormulaProblem(`${upper} is a figure over rows; use Aggregate or Window columns`);
    if (upper !== 'CASE') return null;
    const subject = this.or();
    const branches: { readonly when: Value; readonly then: Value }[] = [];
    while (this.takes('WHEN')) {
      const when = this.or();
      this.needs('THEN');
      branches.push({ when, then: this.or() });
    }
    if (branches.length === 0) throw new FormulaProblem('CASE has no WHEN');
    return this.closed(`CASE ${subject.sql}`, branches, 'END');
  }

  protected date(text: string): Value {
    const found = /^\s*(\d{4}-\d{2}-\d{2})([ T]\d{2}:\d{2}(?::\d{2})?)?\s*$/.exec(text);
    if (!found) throw new FormulaProblem(`the date #${text}# has to be spelled as 2024-02-29`);
    return { sql: `${found[2] ? 'TIMESTAMP' : 'DATE'} ${quotedText(text.trim())}`, kind: 'date' };
  }
}
