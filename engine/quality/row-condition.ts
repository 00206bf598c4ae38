import type { Json } from '../core/json.ts';
import type { BinaryOperator, Expression } from '../expression/expression.ts';
import { and, binary, call, cast, column, isNull, literal, or } from '../expression/expression.ts';
import { suiteTrouble } from './arguments.ts';
import { constantFor } from './constant.ts';
import { ExpectationTrouble, type Table } from './expectation.ts';
import { readPython, type PythonTree } from './python-tree.ts';

const operators: Readonly<Record<string, BinaryOperator>> = { '==': '=', '=': '=', '!=': '<>', '<>': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=', '+': '+', '-': '-', '*': '*', '/': '/', '//': '//', '%': '%' };
const compares = new Set(['==', '=', '!=', '<>', '<', '<=', '>', '>=']);
const not = (item: Expression): Expression => ({ op: 'not', item });

/** A condition on rows in pandas' language or Great Expectations' own (`col("x") > 5`), as an expression over the table's columns. */
export function rowCondition(text: string, table: Table): Expression {
  return translate(readPython(text), text, table);
}

function translate(tree: PythonTree, text: string, table: Table): Expression {
  const inner = (t: PythonTree): Expression => translate(t, text, table);
  const unsupported = (): never => {
    throw suiteTrouble(`The row_condition "${text}" uses something that is not supported here. Use comparisons, in, and, or, not and isnull.`);
  };
  switch (tree.is) {
    case 'constant':
      return literal(tree.value);
    case 'name':
      return column(named(tree.name, table));
    case 'list':
      return unsupported();
    case 'attribute':
      return unsupported();
    case 'unary':
      return tree.operator === 'not' ? not(inner(tree.item)) : binary(literal(0), '-', inner(tree.item));
    case 'binary': {
      if (tree.operator === 'and') return and(inner(tree.left), inner(tree.right));
      if (tree.operator === 'or') return or(inner(tree.left), inner(tree.right));
      if (tree.operator === '**') return call('pow', inner(tree.left), inner(tree.right));
      if (tree.operator === 'in' || tree.operator === 'not in') {
        const within = oneOf(tree.left, tree.right.is === 'list' ? tree.right.items : [tree.right]);
        return tree.operator === 'in' ? within : not(within);
      }
      if (tree.operator === 'is' || tree.operator === 'is not') {
        if (!isNothing(tree.right)) unsupported();
        return tree.operator === 'is' ? isNull(inner(tree.left)) : not(isNull(inner(tree.left)));
      }
      const operator = operators[tree.operator] ?? unsupported();
      if (compares.has(tree.operator)) return compared(tree.left, operator, tree.right);
      return binary(inner(tree.left), operator, inner(tree.right));
    }
    case 'call': {
      if (isCol(tree)) return column(named(String((tree.args[0] as { readonly value: Json }).value), table));
      // date("2024-02-29") is the text, which takes the type of the column beside it.
      if (tree.of.is === 'name' && ['date', 'datetime'].includes(tree.of.name) && tree.args.length === 1) return inner(tree.args[0]!);
      if (tree.of.is !== 'attribute') return unsupported();
      const { of, name } = tree.of;
      const subject = of.is === 'attribute' && of.name === 'str' ? of.of : of;
      switch (name.toLowerCase()) {
        case 'isnull':
        case 'isna':
        case 'is_null':
          return isNull(inner(subject));
        case 'notnull':
        case 'notna':
        case 'is_not_null':
          return not(isNull(inner(subject)));
        case 'isin':
        case 'is_in':
          return oneOf(subject, tree.args[0]?.is === 'list' ? tree.args[0].items : unsupported());
        case 'is_not_in':
          return not(oneOf(subject, tree.args[0]?.is === 'list' ? tree.args[0].items : unsupported()));
        case 'contains':
          return call('regexp_matches', cast(inner(subject), 'VARCHAR'), inner(tree.args[0] ?? unsupported()));
        case 'startswith':
          return call('starts_with', cast(inner(subject), 'VARCHAR'), inner(tree.args[0] ?? unsupported()));
        case 'endswith':
          return call('ends_with', cast(inner(subject), 'VARCHAR'), inner(tree.args[0] ?? unsupported()));
        case 'between':
          return and(compared(subject, '>=', tree.args[0] ?? unsupported()), compared(subject, '<=', tree.args[1] ?? unsupported()));
        default:
          return unsupported();
      }
    }
  }

  /** A constant takes the type of the column it is compared with, so that dates may be written as text. */
  function compared(left: PythonTree, operator: BinaryOperator, right: PythonTree): Expression {
    const [l, r] = [typed(left, right), typed(right, left)];
    return binary(l, operator, r);
  }

  function typed(tree_: PythonTree, beside: PythonTree): Expression {
    const plain = inner(tree_);
    const other = beside.is === 'name' || isCol(beside) ? inner(beside) : null;
    if (plain.op !== 'literal' || other?.op !== 'column') return plain;
    const type = table.schema.find((c) => c.name === other.name)!.type;
    const constant = constantFor(plain.value, type);
    if (constant === null) throw suiteTrouble(`In the row_condition "${text}", ${JSON.stringify(plain.value)} does not compare with column "${other.name}", which is ${type}.`);
    return constant;
  }

  function oneOf(item: PythonTree, values: readonly PythonTree[]): Expression {
    return { op: 'in', item: inner(item), values: values.map((value) => typed(value, item)) };
  }
}

const isNothing = (tree: PythonTree): boolean => tree.is === 'constant' && tree.value === null;
const isCol = (tree: PythonTree): boolean => tree.is === 'call' && tree.of.is === 'name' && ['col', 'column', 'Column'].includes(tree.of.name) && tree.args[0]?.is === 'constant' && typeof tree.args[0].value === 'string';

function named(name: string, { schema }: Table): string {
  const found = schema.find((c) => c.name === name) ?? schema.find((c) => c.name.toLowerCase() === name.toLowerCase());
  if (!found) throw new ExpectationTrouble('data', `The row_condition names the column "${name}", which does not exist in the data.`);
  return found.name;
}
