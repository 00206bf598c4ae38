import { suiteTrouble } from './arguments.ts';

/** The part of Python's expressions that conditions and evaluation parameters are written in. */
export type PythonTree =
  | { readonly is: 'constant'; readonly value: string | number | boolean | null }
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'list'; readonly items: readonly PythonTree[] }
  | { readonly is: 'call'; readonly of: PythonTree; readonly args: readonly PythonTree[]; readonly named: Readonly<Record<string, PythonTree>> }
  | { readonly is: 'attribute'; readonly of: PythonTree; readonly name: string }
  | { readonly is: 'unary'; readonly operator: 'not' | '-'; readonly item: PythonTree }
  | { readonly is: 'binary'; readonly operator: string; readonly left: PythonTree; readonly right: PythonTree };

interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'sign' | 'end';
  readonly text: string;
}

const signs = ['**', '//', '==', '!=', '<=', '>=', '<>', '<', '>', '&', '|', '~', '+', '-', '*', '/', '%', '(', ')', '[', ']', ',', '.', '=', '{', '}'];

function tokens(text: string): Token[] {
  const found: Token[] = [];
  let rest = text;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const match = pattern.exec(rest);
    if (match) rest = rest.slice(match[0].length);
    return match;
  };
  for (;;) {
    take(/^\s+/);
    if (rest === '') return [...found, { kind: 'end', text: '' }];
    const number = take(/^(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?)/);
    const quoted = number ? null : take(/^(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)')/);
    const name = number || quoted ? null : (take(/^[\p{L}_$@][\p{L}\p{N}_$]*/u) ?? take(/^`([^`]+)`/));
    const sign = number || quoted || name ? undefined : signs.find((s) => rest.startsWith(s));
    if (number) found.push({ kind: 'number', text: number[0] });
    else if (quoted) found.push({ kind: 'text', text: (quoted[1] ?? quoted[2] ?? '').replaceAll(/\\(.)/g, (_all, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c)) });
    else if (name) found.push({ kind: 'name', text: name[1] ?? name[0] });
    else if (sign !== undefined) {
      found.push({ kind: 'sign', text: sign });
      rest = rest.slice(sign.length);
    } else throw suiteTrouble(`"${text}" cannot be read at "${rest.slice(0, 20)}".`);
  }
}

const comparisons = ['==', '!=', '<>', '<=', '>=', '<', '>', '='];
const constants: Readonly<Record<string, string | number | boolean | null>> = { True: true, False: false, None: null, true: true, false: false, null: null };

/** Reads one expression; throws an ExpectationTrouble that shows where it stops making sense. `&` and `|` bind like `and` and `or`, as pandas' query reads them. */
export function readPython(text: string): PythonTree {
  const all = tokens(text);
  let at = 0;
  const next = (): Token => all[at]!;
  const isNext = (...texts: string[]): boolean => (next().kind === 'sign' || next().kind === 'name') && texts.includes(next().text);
  const accept = (...texts: string[]): string | null => (isNext(...texts) ? all[at++]!.text : null);
  const wrong = (): never => {
    throw suiteTrouble(`"${text}" cannot be read at "${next().text === '' ? 'its end' : next().text}".`);
  };
  const expect = (sign: string): void => void (accept(sign) ?? wrong());
  const chain = (inner: () => PythonTree, operators: Readonly<Record<string, string>>) => (): PythonTree => {
    let left = inner();
    for (let found = accept(...Object.keys(operators)); found !== null; found = accept(...Object.keys(operators))) left = { is: 'binary', operator: operators[found]!, left, right: inner() };
    return left;
  };
  const items = (close: string): PythonTree[] => {
    const list: PythonTree[] = [];
    while (!isNext(close)) {
      list.push(whole());
      if (accept(',') === null) break;
    }
    expect(close);
    return list;
  };
  const atom = (): PythonTree => {
    const token = next();
    if (token.kind === 'number') return (at++, { is: 'constant', value: Number(token.text) });
    if (token.kind === 'text') return (at++, { is: 'constant', value: token.text });
    if (token.kind === 'name') return (at++, token.text in constants ? { is: 'constant', value: constants[token.text]! } : { is: 'name', name: token.text });
    if (accept('[') !== null) return { is: 'list', items: items(']') };
    if (accept('{') !== null) return { is: 'list', items: items('}') };
    if (accept('(') !== null) {
      const list = items(')');
      return list.length === 1 ? list[0]! : { is: 'list', items: list };
    }
    return wrong();
  };
  const called = (): PythonTree => {
    let tree = atom();
    for (;;) {
      if (accept('.') !== null) {
        if (next().kind !== 'name') wrong();
        tree = { is: 'attribute', of: tree, name: all[at++]!.text };
      } else if (accept('(') !== null) {
        const args: PythonTree[] = [];
        const named: Record<string, PythonTree> = {};
        while (!isNext(')')) {
          if (next().kind === 'name' && all[at + 1]?.text === '=') {
            const name = next().text;
            at += 2;
            named[name] = whole();
          } else args.push(whole());
          if (accept(',') === null) break;
        }
        expect(')');
        tree = { is: 'call', of: tree, args, named };
      } else return tree;
    }
  };
  const signed = (): PythonTree => (accept('-') !== null ? { is: 'unary', operator: '-', item: signed() } : accept('+') !== null ? signed() : power());
  const power = chain(called, { '**': '**' });
  const product = chain(signed, { '*': '*', '/': '/', '//': '//', '%': '%' });
  const sum = chain(product, { '+': '+', '-': '-' });
  const comparison = (): PythonTree => {
    let left = sum();
    let result: PythonTree | null = null;
    for (;;) {
      let operator = accept(...comparisons);
      if (operator === null && isNext('in')) operator = accept('in');
      else if (operator === null && isNext('not') && all[at + 1]?.text === 'in') {
        at += 2;
        operator = 'not in';
      } else if (operator === null && isNext('is')) {
        at++;
        operator = accept('not') === null ? 'is' : 'is not';
      }
      if (operator === null) return result ?? left;
      const right = sum();
      // 1 < x < 5 means both.
      const one: PythonTree = { is: 'binary', operator, left, right };
      result = result === null ? one : { is: 'binary', operator: 'and', left: result, right: one };
      left = right;
    }
  };
  const negated = (): PythonTree => (accept('not', '~') !== null ? { is: 'unary', operator: 'not', item: negated() } : comparison());
  const whole = chain(chain(negated, { and: 'and', '&': 'and' }), { or: 'or', '|': 'or' });
  const tree = whole();
  if (next().kind !== 'end') wrong();
  return tree;
}
