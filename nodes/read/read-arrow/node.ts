import { contractParams, defineNode, table } from '../../../engine/definition/index.ts';
import { emptyArrow, nestedStream, plainArrow } from './example-files.ts';

const endings = ['arrow', 'arrows', 'feather', 'ipc'] as const;

export const readArrow = defineNode({
  type: 'read-arrow',
  version: 1,
  title: 'Arrow file',
  category: 'read',
  icon: 'Ar',
  summary: 'Reads an Arrow file or stream (IPC, also called Feather), or every one a pattern with * matches, with the types it states.',
  keywords: ['feather', 'ipc', 'input data', 'load', 'import', 'open'],
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    path: { kind: 'file', label: 'File', help: 'Relative to the flow; * and ** match several files, and a folder stands for all that are in it of the same columns.', access: 'read', extensions: endings, folders: true },
    ...contractParams,
  },
  caption: ({ path }) => path ?? '',
  need: ({ path }) => ({ kind: 'arrow', path, endings }),
  build(context) {
    const { params, fact } = context;
    if (fact?.kind !== 'arrow') return { outputs: {} };
    if (fact.note !== undefined) context.note('file-read-as', `"${params.path}" holds ${fact.note}.`, { param: 'path' });
    return { outputs: { out: { op: 'scan', source: { format: 'arrow', path: fact.pattern ?? params.path, staged: fact.staged }, schema: fact.schema } } };
  },
  examples: [
    {
      title: 'Types and NULLs come as the file states them; a dictionary is its values',
      params: { path: 'orders.arrow' },
      files: { 'orders.arrow': plainArrow },
      outputs: { out: table({ id: 'INTEGER', amount: 'DECIMAL(8,2)', day: 'DATE', kind: 'VARCHAR' }, [[1, '12.50', '2024-02-29', 'paper'], [2, null, null, 'paper']]) },
      ordered: true,
    },
    {
      title: 'A stream with nested values under an odd name',
      params: { path: 'nested.arrows' },
      files: { 'nested.arrows': nestedStream },
      outputs: { out: table({ 'a "b".c 🎈': 'STRUCT(x INTEGER, y VARCHAR[])' }, [["{'x': 1, 'y': [p, q]}"], [null]]) },
      ordered: true,
    },
    {
      title: 'Several files in the order of their names',
      params: { path: 'part-*.arrow' },
      files: { 'part-1.arrow': plainArrow, 'part-2.arrow': plainArrow },
      outputs: { out: table({ id: 'INTEGER', amount: 'DECIMAL(8,2)', day: 'DATE', kind: 'VARCHAR' }, [[1, '12.50', '2024-02-29', 'paper'], [2, null, null, 'paper'], [1, '12.50', '2024-02-29', 'paper'], [2, null, null, 'paper']]) },
      ordered: true,
    },
    {
      title: 'No rows',
      params: { path: 'empty.arrow' },
      files: { 'empty.arrow': emptyArrow },
      outputs: { out: table({ id: 'BIGINT' }, []) },
    },
  ],
});
