import { defineNode, table } from '../../../engine/definition/index.ts';
import { input } from '../../../engine/relation/relation.ts';

const exact = { id: 'INTEGER', big: 'HUGEINT', amount: 'DECIMAL(20,4)', at: 'TIMESTAMP WITH TIME ZONE', ns: 'TIMESTAMP_NS', tags: 'VARCHAR[]', pair: 'STRUCT(x INTEGER, y MAP(VARCHAR, DOUBLE))' };
const readBack = { ...exact, big: 'DECIMAL(38,0)' };
const rows = [
  [1, '-170141183460469231731687303715884105', '1234567890123456.7891', '2024-02-29 12:30:00.123456+00', '2024-02-29 12:30:00.123456789', '[a, NULL]', "{'x': 1, 'y': {k=0.5}}"],
  [null, null, null, null, null, null, null],
] as const;

export const writeArrow = defineNode({
  type: 'write-arrow',
  version: 1,
  title: 'Write Arrow',
  category: 'write',
  icon: 'Wa',
  summary: 'Writes the rows into an Arrow file or stream (IPC, also called Feather), which appears complete or not at all.',
  keywords: ['feather', 'ipc', 'output data', 'export', 'save', 'sink'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [],
  params: {
    path: { kind: 'file', label: 'File', help: 'Relative to the flow; an existing file is replaced.', access: 'write', extensions: ['arrow', 'arrows', 'feather', 'ipc'] },
    layout: {
      kind: 'choice',
      label: 'Format',
      default: 'file',
      options: [
        { value: 'file', label: 'File', help: 'With an index at its end, as Feather' },
        { value: 'stream', label: 'Stream', help: 'For programs that read from start to end' },
      ],
    },
  },
  caption: ({ path }) => path ?? '',
  build: ({ params: { path, layout } }) => ({ outputs: {}, sink: { from: input('in'), path, format: { kind: 'arrow', layout } } }),
  examples: [
    {
      title: 'Exact and nested types and NULLs survive; a HUGEINT becomes a decimal without fraction',
      params: { path: 'exact.arrow' },
      inputs: { in: table(exact, rows) },
      written: { 'exact.arrow': table(readBack, rows) },
    },
    {
      title: 'A stream; odd column names stay',
      params: { path: 'out.arrows', layout: 'stream' },
      inputs: { in: table({ 'a "b".c 🎈': 'VARCHAR', day: 'DATE' }, [['é', '2024-02-29']]) },
      written: { 'out.arrows': table({ 'a "b".c 🎈': 'VARCHAR', day: 'DATE' }, [['é', '2024-02-29']]) },
    },
    {
      title: 'No rows leave the columns',
      params: { path: 'none.arrow' },
      inputs: { in: table({ a: 'INTEGER' }, []) },
      written: { 'none.arrow': table({ a: 'INTEGER' }, []) },
    },
  ],
});
