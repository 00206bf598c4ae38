import { contractParams, defineNode, table, uniqueColumns } from '../../../engine/definition/index.ts';
import { emptySheet, oddSheet, typedSheet } from './example-files.ts';

const endings = ['xlsx', 'xlsm', 'xlsb', 'xls', 'ods'];

export const readExcel = defineNode({
  type: 'read-excel',
  version: 1,
  title: 'Excel sheet',
  category: 'read',
  icon: 'Xl',
  summary: 'Reads one or more sheets of a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods), or a range of their cells, with numbers, dates, times and truth values kept as such.',
  keywords: ['xlsx', 'xls', 'ods', 'spreadsheet', 'workbook', 'worksheet', 'excel reader', 'input data', 'load', 'import', 'open'],
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    path: { kind: 'file', label: 'Workbook', help: 'Relative to the flow; * and ** match several files, and a folder stands for all that are in it.', access: 'read', extensions: endings, folders: true },
    sheet: { kind: 'text', label: 'Sheet', help: 'The first one when empty; * stands for any text, so that * reads all sheets and 2024* those of a year.', default: null, offers: 'sheets' },
    range: { kind: 'text', label: 'Cells', help: 'Such as A3:F200, A:F or 3:200; all filled cells below a title when empty.', default: null, placeholder: 'A1:D20' },
    header: { kind: 'boolean', label: 'First row has the names', default: true },
    allText: { kind: 'boolean', label: 'Read every column as text', help: 'Dates then come as 2024-02-29, numbers with all their digits.', default: false },
    sheetColumn: { kind: 'text', label: 'Column for the sheet', help: 'Gets the name of the sheet a row comes from; no column when empty.', default: null, placeholder: 'sheet', advanced: true },
    fileColumn: { kind: 'text', label: 'Column for the file name', help: 'Gets the path of the file a row comes from; no column when empty.', default: null, placeholder: 'file', advanced: true },
    ...contractParams,
  },
  caption: ({ path, sheet }) => [path, sheet].filter(Boolean).join(', '),
  need: ({ path, sheet, sheetColumn, fileColumn, range, header, allText }) => ({ kind: 'excel', path, endings, options: { sheet, sheetColumn, fileColumn, range, header, allText } }),
  build(context) {
    const { params, fact } = context;
    if (fact?.kind !== 'excel') return { outputs: {} };
    const { path, sheet, sheetColumn, fileColumn, range, header, allText } = params;
    uniqueColumns(context, fact.schema.map((c) => c.name), (i) => (fileColumn !== null && i === fact.schema.length - 1 ? 'fileColumn' : 'sheetColumn'));
    if (fact.note !== undefined) context.note('file-read-as', `In "${path}", ${fact.note}.`, { param: 'path' });
    if (fact.empty !== undefined) {
      const shown = fact.empty.slice(0, 5).join(', ') + (fact.empty.length > 5 ? `, … (${fact.empty.length} in all)` : '');
      context.warn('file-read-as', `In "${path}", ${shown} ${fact.empty.length === 1 ? 'has' : 'have'} no filled cells${range === null ? '' : ` in ${range}`} and ${fact.empty.length === 1 ? 'gives' : 'give'} no row. Fill ${fact.empty.length === 1 ? 'it' : 'them'}, or take ${fact.empty.length === 1 ? 'it' : 'them'} away.`, { param: 'path' });
    }
    return { outputs: { out: { op: 'scan', source: { format: 'excel', path: fact.pattern ?? path, options: { sheet, sheetColumn, fileColumn, range, header, allText }, staged: fact.staged }, schema: fact.schema } } };
  },
  examples: [
    {
      title: 'Types come as the cells have them; an empty cell is NULL',
      params: { path: 'typed.xlsx' },
      files: { 'typed.xlsx': typedSheet },
      outputs: { out: table({ id: 'DOUBLE', name: 'VARCHAR', day: 'DATE', at: 'TIMESTAMP', paid: 'BOOLEAN' }, [[1, '007', '2024-02-29', '2024-02-29 12:00:00', true], [2.5, null, null, null, false]]) },
      ordered: true,
    },
    {
      title: 'A range of a sheet with odd column names',
      params: { path: 'odd.xlsx', sheet: 'My "sheet" 🎈', range: 'A1:B2' },
      files: { 'odd.xlsx': oddSheet },
      outputs: { out: table({ 'a "b".c 🎈': 'VARCHAR', n: 'DOUBLE' }, [['x', 1]]) },
      ordered: true,
    },
    {
      title: 'Names and no rows, every column as text',
      params: { path: 'empty.xlsx', allText: true },
      files: { 'empty.xlsx': emptySheet },
      outputs: { out: table({ a: 'VARCHAR', b: 'VARCHAR' }, []) },
    },
  ],
});
