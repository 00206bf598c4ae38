import { defineNode, inputSchema, table } from '../../../engine/definition/index.ts';
import { input } from '../../../engine/relation/relation.ts';

const ports = ['in1', 'in2', 'in3'] as const;

export const sql = defineNode({
  type: 'sql',
  version: 1,
  title: 'SQL',
  category: 'script',
  icon: 'Sq',
  summary: 'Runs a SELECT statement over its inputs, which are tables called in1, in2 and in3.',
  keywords: ['query', 'select', 'duckdb', 'statement', 'code', 'cte', 'custom', 'db query'],
  inputs: ports.map((name, i) => ({ name, title: `Table ${i + 1}`, required: false })),
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    statement: { kind: 'sql', label: 'Statement', help: 'One SELECT in the language of DuckDB.', default: 'SELECT * FROM in1' },
  },
  caption: ({ statement }) => (statement ?? '').replaceAll(/\s+/g, ' ').trim(),
  build(context) {
    const connected = ports.filter((port) => inputSchema(context, port) !== null);
    return {
      outputs: {
        out: { op: 'sql', text: context.params.statement, param: 'statement', volatile: context.isVolatileStatement('statement'), inputs: connected.map((name) => ({ name, from: input(name) })) },
      },
    };
  },
  examples: [
    {
      title: 'Two inputs',
      params: { statement: 'SELECT a.id, b.label\nFROM in1 a LEFT JOIN in2 b USING (id) -- keep all\nORDER BY ALL' },
      inputs: { in1: table({ id: 'INTEGER' }, [[2], [1], [null]]), in2: table({ id: 'INTEGER', label: 'VARCHAR' }, [[1, 'one']]) },
      outputs: { out: table({ id: 'INTEGER', label: 'VARCHAR' }, [[1, 'one'], [2, null], [null, null]]) },
      ordered: true,
    },
    {
      title: 'No input: the statement makes the rows itself',
      params: { statement: 'WITH n AS (SELECT range AS i FROM range(3)) SELECT i, i * i AS square FROM n' },
      outputs: { out: table({ i: 'BIGINT', square: 'BIGINT' }, [[0, 0], [1, 1], [2, 4]]) },
    },
    {
      title: 'Odd names and no rows',
      params: { statement: 'SELECT "a ""b"".c 🎈" AS "x y", count(*) AS n FROM in1 GROUP BY ALL' },
      inputs: { in1: table({ 'a "b".c 🎈': 'VARCHAR' }, []) },
      outputs: { out: table({ 'x y': 'VARCHAR', n: 'BIGINT' }, []) },
    },
  ],
});
