import { quotedIdentifier } from '../../core/quoting.ts';
import { FormulaParser } from '../formula-parser.ts';
import { FormulaProblem, formulaTokens, type TokenPatterns } from '../formula-tokens.ts';
import type { Value, ValueKind } from '../values.ts';
import { functions } from './formula-functions.ts';

export interface FormulaFields {
  readonly kindOf: (field: string) => ValueKind;
  /** The name of a value of another row, such as [Row-1:Amount]; the row is counted from this one. */
  readonly neighbour?: (offset: number, field: string) => string;
  /** The column that [_CurrentField_] stands for. */
  readonly current?: string;
}

/** A text has no escapes there. */
const patterns: TokenPatterns = [
  [null, /\s+|\/\/[^\n]*|\/\*[^]*?\*\//y],
  ['field', /\[(?:[^\]\\]|\\.)+\]/y],
  ['text', /"[^"]*"|'[^']*'/y],
  ['number', /\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?/y],
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['sign', /==|!=|<>|<=|>=|&&|\|\||[-+*/=<>!(),]/y],
];

/** An expression of Alteryx in DuckDB's language; `wanted` decides what `+` means where the fields do not tell. Throws a FormulaProblem. */
export function translateFormula(formula: string, wanted: ValueKind, fields: FormulaFields): Value {
  return new AlteryxParser(formula, wanted, fields).whole();
}

class AlteryxParser extends FormulaParser {
  protected readonly endOfIf = 'ENDIF';
  private readonly wanted: ValueKind;
  private readonly fields: FormulaFields;

  constructor(formula: string, wanted: ValueKind, fields: FormulaFields) {
    super(formulaTokens(formula, patterns), functions);
    this.wanted = wanted;
    this.fields = fields;
  }

  protected added(left: Value, sign: string, right: Value): Value {
    const kinds = [left.kind, right.kind];
    const text = sign === '+' && (kinds.includes('text') || (kinds.every((k) => k === 'unknown') && this.wanted === 'text'));
    // A missing text adds nothing there, which is what concat does.
    return text ? { sql: `concat(${left.sql}, ${right.sql})`, kind: 'text' } : { sql: `(${left.sql} ${sign} ${right.sql})`, kind: 'number' };
  }

  protected field(name: string): Value {
    if (/^_currentfield_$/i.test(name) && this.fields.current !== undefined) return this.bareWord(this.fields.current);
    const row = /^row([+-]\d+):(.+)$/i.exec(name);
    if (row && this.fields.neighbour) return { sql: quotedIdentifier(this.fields.neighbour(Number(row[1]), row[2]!)), kind: this.fields.kindOf(row[2]!) };
    if (/^(engine\.|user\.|question\.|_)/i.test(name)) throw new FormulaProblem(`the constant [${name}] has no counterpart`);
    return this.bareWord(name);
  }

  protected bareWord(name: string): Value {
    return { sql: quotedIdentifier(name), kind: this.fields.kindOf(name) };
  }

  protected keyword(): null {
    return null;
  }

  protected date(text: string): never {
    throw new FormulaProblem(`"${text}" is not understood`);
  }
}
