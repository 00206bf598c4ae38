import { freshName, sameName } from '../../../engine/core/schema.ts';
import { defineNode, errorColumns, errorsPort, failedRows, inputSchema, noFailures, onFailure, quoted, soundRows, table, uniqueColumns, type Failure } from '../../../engine/definition/index.ts';
import { columnsOf, hasWindow, isVolatile } from '../../../engine/expression/expression-parts.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { call, column, isNull, literal } from '../../../engine/expression/expression.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const order = { item: 'VARCHAR', price: 'DECIMAL(8,2)', quantity: 'INTEGER' };

export const formula = defineNode({
  type: 'formula',
  version: 2,
  title: 'Formula',
  category: 'columns',
  icon: 'Fx',
  summary: 'Computes columns from expressions, adding each one at the end or replacing the column of the same name.',
  keywords: ['calculated field', 'calculate', 'compute', 'derive', 'mutate', 'expression', 'math formula', 'string manipulation', 'add column', 'case when', 'if else', 'rule engine', 'add constant', 'concatenate'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }, errorsPort],
  params: {
    columns: {
      kind: 'list',
      label: 'Columns',
      help: 'Computed from top to bottom; a later one sees the earlier ones.',
      noun: 'column',
      default: [],
      item: {
        name: { kind: 'text', label: 'Name', help: 'A name the input has already is replaced where it stands.' },
        expression: { kind: 'expression', label: 'Expression', over: ['in'], gives: 'value' },
      },
    },
    onFailure: { ...onFailure, default: 'fail' },
  },
  caption: ({ columns }) => (columns ?? []).filter((c) => c.name).map((c) => `${c.name} = ${c.expression ?? '…'}`).join(', '),
  build(context) {
    const { columns, onFailure: failing } = context.params;
    for (const [i, c] of columns.entries()) {
      if (c.name === '') context.report('param-missing', 'A computed column has no name. Give it one.', { param: `columns.${i}.name` });
    }
    uniqueColumns(context, columns.map((c) => c.name), (i) => `columns.${i}.name`, 'Rename one, or write both steps as one expression');

    const arriving = (inputSchema(context, 'in') ?? []).map((c) => c.name);
    const names = [...arriving];
    // Names of what is only there to find failures: computed values, and columns as they were before they were replaced.
    const hidden: string[] = [];
    const hide = (name: string): string => {
      const made = freshName([...arriving, ...columns.map((c) => c.name), ...hidden], name);
      hidden.push(made);
      return made;
    };
    const failures: Failure[] = [];
    const before = new Map<string, string>();
    let rows: Relation = input('in');
    let layer: NamedExpression[] = [];
    let tries: NamedExpression[] = [];
    const close = (): void => {
      if (tries.length > 0) rows = { op: 'extend', from: rows, columns: tries };
      if (layer.length > 0) rows = { op: 'extend', from: rows, columns: layer };
      [tries, layer] = [[], []];
    };
    const tried = (name: string, value: Expression, i: number): Expression => {
      if (failing === 'fail') return value;
      if (isVolatile(value) || hasWindow(value)) {
        context.report('expression-kind', `${quoted(name)} looks at other rows or changes from run to run, so it cannot be tried row by row. Compute it in a Formula of its own that stops the run.`, { param: `columns.${i}.expression` });
        return value;
      }
      const attempt = hide(`_try_${i}`);
      // A struct is there wherever the value could be computed, be it as NULL.
      tries.push({ name: attempt, value: call('try', { op: 'struct', fields: [{ name: 'v', value }] }) });
      failures.push({ when: isNull(column(attempt)), code: 'value-unreadable', column: name, message: literal(`${quoted(name)} cannot be computed for this row: ${columns[i]!.expression}`) });
      return { op: 'field', item: column(attempt), name: 'v' };
    };
    for (const [i, c] of columns.entries()) {
      const value = context.expression(`columns.${i}.expression`);
      // Expressions of one layer do not see each other, so a new one starts where a name just computed is read.
      if (columnsOf(value).some((read) => layer.some((made) => sameName(made.name, read)))) close();
      const existing = names.find((name) => sameName(name, c.name));
      const made = tried(existing ?? c.name, value, i);
      const arrived = arriving.find((name) => sameName(name, c.name));
      if (arrived !== undefined && failing === 'errors') {
        before.set(arrived, hide(`_was_${i}`));
        tries.push({ name: before.get(arrived)!, value: column(arrived) });
      }
      layer.push({ name: existing ?? c.name, value: made, ...(existing === undefined ? {} : { replaces: true }) });
      if (existing === undefined) names.push(c.name);
    }
    close();
    if (failing !== 'errors' || failures.length === 0) return { outputs: { out: hidden.length > 0 ? { op: 'extend', from: rows, columns: [], without: hidden } : rows, errors: noFailures(input('in')) } };
    const original: Relation = { op: 'project', from: failedRows(shared('tried'), failures, []), columns: [...arriving.map((name) => ({ name, value: column(before.get(name) ?? name) })), ...errorColumns.map((name) => ({ name, value: column(name) }))] };
    return { shared: { tried: rows }, outputs: { out: { op: 'extend', from: soundRows(shared('tried'), failures), columns: [], without: hidden }, errors: original } };
  },
  // Version 2 added what is done with a value that cannot be computed; what was set before stops the run as it did.
  migrations: { 1: (params) => params },
  examples: [
    {
      title: 'A row whose value cannot be computed leaves at Errors as it was; NULL is no error',
      params: { columns: [{ name: 'ITEM', expression: 'upper(item)' }, { name: 'n', expression: 'CAST(item AS INTEGER)' }, { name: 'big', expression: 'n * quantity' }], onFailure: 'errors' },
      inputs: { in: table(order, [['7', '0.10', 3], ['x', '0.20', 1], [null, null, null], ['2147483647', '1.00', 2]]) },
      outputs: {
        out: table({ ...order, n: 'INTEGER', big: 'INTEGER' }, [['7', '0.10', 3, 7, 21], [null, null, null, null, null]]),
        errors: table({ ...order, _error_code: 'VARCHAR', _error_column: 'VARCHAR', _error_message: 'VARCHAR' }, [
          ['x', '0.20', 1, 'value-unreadable', 'n', '"n" cannot be computed for this row: CAST(item AS INTEGER)'],
          ['2147483647', '1.00', 2, 'value-unreadable', 'big', '"big" cannot be computed for this row: n * quantity'],
        ]),
      },
    },
    {
      title: 'NULL where a value cannot be computed',
      params: { columns: [{ name: 'n', expression: 'CAST(item AS INTEGER)' }], onFailure: 'null' },
      inputs: { in: table(order, [['x', '0.20', 1]]) },
      outputs: { out: table({ ...order, n: 'INTEGER' }, [['x', '0.20', 1, null]]), errors: table({ ...order, _error_code: 'VARCHAR', _error_column: 'VARCHAR', _error_message: 'VARCHAR' }, []) },
    },
    {
      title: 'A later column sees an earlier one; NULL stays NULL',
      params: { columns: [{ name: 'net', expression: 'price * quantity' }, { name: 'gross', expression: 'CAST(net * 1.19 AS DECIMAL(12,2))' }] },
      inputs: { in: table(order, [['nut', '0.10', 3], ['bolt', null, 2]]) },
      outputs: {
        out: table({ ...order, net: 'DECIMAL(18,2)', gross: 'DECIMAL(12,2)' }, [['nut', '0.10', 3, '0.30', '0.36'], ['bolt', null, 2, null, null]]),
      },
    },
    {
      title: 'A column of the same name is replaced where it stands, whatever its case',
      params: { columns: [{ name: 'ITEM', expression: 'upper(item)' }] },
      inputs: { in: table(order, [['nut', '0.10', 3]]) },
      outputs: { out: table(order, [['NUT', '0.10', 3]]) },
    },
    {
      title: 'Odd names in and out, no rows',
      params: { columns: [{ name: 'twice. "x" 🎈', expression: '"a ""b"".c" * 2' }] },
      inputs: { in: table({ 'a "b".c': 'INTEGER' }, []) },
      outputs: { out: table({ 'a "b".c': 'INTEGER', 'twice. "x" 🎈': 'INTEGER' }, []) },
    },
    {
      title: 'A window over all rows',
      params: { columns: [{ name: 'share', expression: 'quantity / sum(quantity) OVER ()' }] },
      inputs: { in: table(order, [['nut', '0.10', 3], ['bolt', '0.20', 1], ['pin', '0.20', null]]) },
      outputs: { out: table({ ...order, share: 'DOUBLE' }, [['nut', '0.10', 3, 0.75], ['bolt', '0.20', 1, 0.25], ['pin', '0.20', null, null]]) },
    },
  ],
});
