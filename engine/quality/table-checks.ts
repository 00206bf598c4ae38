import { call } from '../expression/expression.ts';
import { shared } from '../relation/relation.ts';
import { suiteTrouble, type Arguments } from './arguments.ts';
import { ExpectationTrouble, mostListed, type Check, type DecidedCheck, type RowsCheck, type Table } from './expectation.ts';

/** The name under which an expectation reads another table; whoever judges the suite puts its rows there. */
export const otherTable = (name: string): string => `table ${name}`;

function rowsOfOther(args: Arguments): DecidedCheck {
  const name = args.text('other_table_name');
  return {
    kind: 'decided',
    question: { ask: () => ({ op: 'aggregate', from: shared(otherTable(name)), groups: [], measures: [{ name: 'rows', value: call('count') }] }), columns: [{ name: 'rows', type: null }] },
    decide(rows) {
      const other = Number(rows[0]?.[0]);
      return { kind: 'figure', figures: { rows: { value: call('count'), type: null } }, judge: (figures) => ({ success: Number(figures['rows']) === other, result: { observed_value: { self: Number(figures['rows']), other } } }) };
    },
  };
}

/** A statement of the user that must find no row; `{batch}` in it stands for the table. */
function unexpectedRows(args: Arguments, { schema }: Table): RowsCheck {
  const query = args.text('unexpected_rows_query');
  if (!query.includes('{batch}')) throw suiteTrouble('unexpected_rows_query must read the table it is about as {batch}.');
  if (schema.length === 0) throw new ExpectationTrouble('data', 'The data has no columns.');
  const name = 'batch';
  return {
    kind: 'rows',
    ask: (rows) => ({ op: 'sql', text: `SELECT to_json(_found) AS "row", count(*) OVER () AS "all" FROM (${query.replaceAll('{batch}', name).replace(/;\s*$/, '')}\n) AS _found`, param: 'unexpected_rows_query', volatile: false, inputs: [{ name, from: rows }] }),
    columns: [{ name: 'row', type: null }, { name: 'all', type: null }],
    most: mostListed,
    judge(rows) {
      const all = Number(rows[0]?.[1] ?? 0);
      return { success: all === 0, result: { observed_value: `${all} unexpected row${all === 1 ? '' : 's'}`, details: { unexpected_rows: rows.map((r) => r[0]!), ...(rows.length < all ? { unexpected_rows_are_complete: false } : {}) } } };
    },
  };
}

/** Expectations about the table as a whole that read more than the table, by the name Great Expectations gives them. */
export const tableChecks: Readonly<Record<string, (args: Arguments, table: Table) => Check>> = {
  expect_table_row_count_to_equal_other_table: rowsOfOther,
  unexpected_rows_expectation: unexpectedRows,
};
