import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const badLines = { _line: 'UBIGINT', _text: 'VARCHAR', _error_code: 'VARCHAR', _error_column: 'VARCHAR', _error_message: 'VARCHAR' };

export const examples: readonly Example[] = [
  {
    title: 'Delimiter, header and types are found out',
    params: { path: 'orders.csv' },
    files: { 'orders.csv': 'id;day;amount;note\n1;2024-02-29;12.5;"a; b"\n2;2024-03-01;;"said ""hi"""\n' },
    outputs: {
      out: table({ id: 'BIGINT', day: 'DATE', amount: 'DOUBLE', note: 'VARCHAR' }, [[1, '2024-02-29', 12.5, 'a; b'], [2, '2024-03-01', null, 'said "hi"']]),
      errors: table(badLines, []),
    },
    ordered: true,
  },
  {
    title: 'Decimal comma, own date format, texts that mean NULL',
    params: { path: 'umsatz.csv', delimiter: ';', header: 'yes', decimal: ',', dateFormat: '%d.%m.%Y', nulls: ['', 'k. A.'], types: [{ column: 'betrag', type: 'DECIMAL(10,2)' }] },
    files: { 'umsatz.csv': 'tag;betrag\n29.02.2024;12,50\n01.03.2024;k. A.\n' },
    outputs: { out: table({ tag: 'DATE', betrag: 'DECIMAL(10,2)' }, [['2024-02-29', '12.50'], ['2024-03-01', null]]) },
    ordered: true,
  },
  {
    title: 'Every column as text keeps leading zeros; odd column names',
    params: { path: 'codes.csv', allText: true, header: 'yes', delimiter: ',' },
    files: { 'codes.csv': 'post code,"a ""b"".c 🎈"\n01067,1e3\n,007\n' },
    outputs: { out: table({ 'post code': 'VARCHAR', 'a "b".c 🎈': 'VARCHAR' }, [['01067', '1e3'], [null, '007']]) },
    ordered: true,
  },
  {
    title: 'A header and no rows',
    params: { path: 'empty.csv', header: 'yes', delimiter: ',' },
    files: { 'empty.csv': 'a,b\n' },
    outputs: { out: table({ a: 'VARCHAR', b: 'VARCHAR' }, []) },
  },
  {
    title: 'Lines that cannot be read go to their own port',
    params: { path: 'mixed.csv', delimiter: ',', header: 'yes', onError: 'reject', types: [{ column: 'n', type: 'INTEGER' }, { column: 'word', type: 'VARCHAR' }] },
    files: { 'mixed.csv': 'n,word\n1,one\nx,two\n3,three\n' },
    outputs: { out: table({ n: 'INTEGER', word: 'VARCHAR' }, [[1, 'one'], [3, 'three']]) },
    ordered: true,
  },
];
