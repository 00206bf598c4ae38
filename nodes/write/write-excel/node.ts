import { defineNode, inputSchema, table } from '../../../engine/definition/index.ts';
import { asCells, lossesOf, lossGate } from './cells.ts';

export const writeExcel = defineNode({
  type: 'write-excel',
  version: 1,
  title: 'Write Excel',
  category: 'write',
  icon: 'Wx',
  summary: 'Writes the rows into a sheet of a new Excel workbook (.xlsx), alone or with the sheets of other nodes; it appears complete or not at all.',
  keywords: ['xlsx', 'spreadsheet', 'workbook', 'report', 'output data', 'export', 'save', 'sink', 'excel writer'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [],
  params: {
    path: { kind: 'file', label: 'Workbook', help: 'Relative to the flow; an existing file is replaced. Several nodes may write sheets of one workbook.', access: 'write', extensions: ['xlsx'] },
    sheet: { kind: 'text', label: 'Sheet', default: 'Sheet1' },
    header: { kind: 'boolean', label: 'Write the names as first row', default: true },
    position: { kind: 'integer', label: 'Place among the sheets', help: 'Where several nodes write the workbook: 1 comes first, and sheets without a number come last, as they follow in the flow.', default: null, min: 1, advanced: true },
  },
  caption: ({ path, sheet }) => [path, sheet].filter(Boolean).join(', '),
  need: () => ({ kind: 'extension', name: 'excel' }),
  build(context) {
    const { path, sheet, header, position } = context.params;
    if (sheet.trim() === '' || sheet.length > 31 || /[\\/*?:[\]\p{Cc}]/u.test(sheet) || /^'|'$/.test(sheet)) {
      context.report('param-invalid', `${JSON.stringify(sheet)} cannot be the name of a sheet: Excel allows 1 to 31 characters, none of \\ / * ? : [ ], and no apostrophe at its ends. Give another name.`, { param: 'sheet' });
    }
    if (sheet.toLowerCase() === 'history') context.report('param-invalid', `${JSON.stringify(sheet)} cannot be the name of a sheet: Excel keeps it for itself. Give another name.`, { param: 'sheet' });
    const schema = inputSchema(context, 'in') ?? [];
    const lossy = lossesOf(schema);
    return { outputs: {}, sink: { from: asCells(schema), path, format: { kind: 'excel', sheet, header, position } }, ...(lossy.length > 0 ? lossGate(lossy) : {}) };
  },
  examples: [
    {
      title: 'Types and NULL survive; a leading zero stays a text',
      params: { path: 'out.xlsx' },
      inputs: { in: table({ id: 'INTEGER', code: 'VARCHAR', day: 'DATE', at: 'TIMESTAMP', ok: 'BOOLEAN' }, [[1, '007', '2024-02-29', '2024-02-29 12:00:00', true], [2, null, null, null, false]]) },
      written: { 'out.xlsx': table({ id: 'DOUBLE', code: 'VARCHAR', day: 'DATE', at: 'TIMESTAMP', ok: 'BOOLEAN' }, [[1, '007', '2024-02-29', '2024-02-29 12:00:00', true], [2, null, null, null, false]]) },
    },
    {
      title: 'Odd names; lists as text, a time with zone as the time it is in UTC',
      params: { path: 'odd.xlsx', sheet: 'Größe 🎈', position: 1 },
      inputs: { in: table({ 'a "b".c 🎈': 'INTEGER[]', at: 'TIMESTAMP WITH TIME ZONE' }, [['[1, 2]', '2024-02-29 12:00:00+00']]) },
      written: { 'odd.xlsx': table({ 'a "b".c 🎈': 'VARCHAR', at: 'TIMESTAMP' }, [['[1, 2]', '2024-02-29 12:00:00']]) },
    },
    {
      title: 'No rows leave the row with the names',
      params: { path: 'empty.xlsx' },
      inputs: { in: table({ a: 'INTEGER', b: 'VARCHAR' }, []) },
      written: { 'empty.xlsx': table({ a: 'VARCHAR', b: 'VARCHAR' }, []) },
    },
  ],
});
