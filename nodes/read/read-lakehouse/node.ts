import { contractParams, defineNode, needInStore, quoted, scanStore, storeParams, table, uniqueColumns } from '../../../engine/definition/index.ts';
import type { LakehouseChoice } from '../../../engine/relation/lakehouse.ts';
import { deltaTable, emptyIcebergTable, icebergTable } from './example-files.ts';

/** A time as the log of a table is asked for it, in UTC where it states no zone; null where it is none. */
function timeWithZone(text: string): string | null {
  const [, day, clock = '00:00', seconds = ':00', zone = '+00'] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?)?(Z|[+-]\d\d(?::?\d\d)?)?$/.exec(text.trim()) ?? [];
  return day === undefined || Number.isNaN(Date.parse(`${day}T${clock}${seconds}Z`)) ? null : `${day} ${clock}${seconds}${zone === 'Z' ? '+00' : zone}`;
}

/** The state that settings mean, or which of them is wrong. */
function choiceOf({ version, asOf }: { readonly version: string; readonly asOf: string }): { readonly choice: LakehouseChoice } | { readonly wrong: 'version' | 'asOf'; readonly message: string } {
  const [number, time] = [version.trim(), asOf.trim()];
  if (number !== '' && time !== '') return { wrong: 'asOf', message: 'Both a version and a time are named. Leave one of them empty.' };
  if (number !== '') return /^\d{1,19}$/.test(number) ? { choice: { version: number } } : { wrong: 'version', message: `${quoted(version)} is no number. Write that of a Delta version, such as 3, or of an Iceberg snapshot.` };
  if (time === '') return { choice: null };
  const zoned = timeWithZone(time);
  return zoned === null ? { wrong: 'asOf', message: `${quoted(asOf)} is no time. Write it as 2024-02-29 12:00, with a zone such as +01:00 if it is not UTC.` } : { choice: { time: zoned } };
}

const rows = { id: 'INTEGER', name: 'VARCHAR', amount: 'DECIMAL(8,2)', day: 'DATE' };
const below = (folder: string, files: typeof deltaTable): typeof deltaTable => Object.fromEntries(Object.entries(files).map(([path, file]) => [`${folder}/${path}`, file]));

export const readLakehouse = defineNode({
  type: 'read-lakehouse',
  version: 1,
  title: 'Lakehouse table',
  category: 'read',
  icon: 'Lh',
  summary: 'Reads a Delta Lake or Apache Iceberg table from its folder, as it is or as it was.',
  keywords: ['delta', 'delta lake', 'iceberg', 'lakehouse', 'data lake', 'databricks', 'time travel', 'snapshot', 'version', 'spark', 'input data', 'load', 'import'],
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    format: {
      kind: 'choice',
      label: 'Format',
      default: 'delta',
      options: [
        { value: 'delta', label: 'Delta Lake', help: 'The folder holds one called _delta_log' },
        { value: 'iceberg', label: 'Apache Iceberg', help: 'The folder holds one called metadata' },
      ],
    },
    path: { kind: 'file', label: 'Folder of the table', help: 'Relative to the flow. Or an address such as s3://bucket/orders; gs:// for Google Cloud Storage.', access: 'read', extensions: [], folders: true },
    ...storeParams,
    version: { kind: 'text', label: 'Version', help: 'Of a Delta table the number of a version, of an Iceberg table that of a snapshot; the latest when empty.', default: '', placeholder: '3' },
    asOf: { kind: 'text', label: 'As it was at', help: 'A time such as 2024-02-29 12:00, in UTC where no zone is stated; now when empty.', default: '', placeholder: '2024-02-29 12:00' },
    ...contractParams,
  },
  caption: ({ path, version, asOf }) => [path, version, asOf].filter(Boolean).join(' '),
  need(params) {
    const chosen = choiceOf(params);
    return 'wrong' in chosen || params.path.startsWith('az://') ? null : needInStore(params, { kind: 'lakehouse', format: params.format, path: params.path, choice: chosen.choice });
  },
  build(context) {
    const { params, fact } = context;
    const chosen = choiceOf(params);
    if ('wrong' in chosen) context.report('param-invalid', chosen.message, { param: chosen.wrong });
    if (/[*?[]/.test(params.path)) context.report('param-invalid', `${quoted(params.path)} holds a sign of patterns (*, ? or a bracket), and a table is one folder. Name that.`, { param: 'path' });
    if (params.format === 'delta' && params.path.startsWith('gs://')) context.report('param-invalid', 'Delta tables are not read from Google Cloud Storage, only from folders of this machine and from s3://. Copy the table, or its Parquet files.', { param: 'path' });
    if (params.path.startsWith('az://')) context.report('param-invalid', 'Tables of a lakehouse are not read from Azure Blob Storage, only from folders of this machine, s3:// and gs://. Copy the table, or read its Parquet files.', { param: 'path' });
    const place = scanStore(context);
    if (fact?.kind !== 'lakehouse') return { outputs: {} };
    uniqueColumns(context, fact.schema.map((c) => c.name), () => 'path');
    return { outputs: { out: { op: 'scan', source: { format: 'lakehouse', path: params.path, state: fact.state, ...place }, schema: fact.schema } } };
  },
  examples: [
    {
      title: 'A Delta table as it is: a row that was deleted is gone',
      params: { path: 'orders' },
      files: below('orders', deltaTable),
      outputs: { out: table(rows, [[2, null, null, null], [3, 'a b/c', '-1.00', '2020-01-01']]) },
    },
    {
      title: 'As it was at a time',
      params: { path: 'orders', asOf: '2024-01-15 12:00+01:00' },
      files: below('orders', deltaTable),
      outputs: { out: table(rows, [[1, 'Ada', '12.50', '2024-02-29'], [2, null, null, null]]) },
    },
    {
      title: 'The first snapshot of an Iceberg table, with odd names and lists',
      params: { format: 'iceberg', path: 'orders', asOf: '2024-01-15' },
      files: below('orders', icebergTable),
      outputs: { out: table({ id: 'INTEGER', 'a "b".c 🎈': 'VARCHAR', amount: 'DECIMAL(8,2)', day: 'DATE', tags: 'VARCHAR[]' }, [[1, 'Ada', '12.50', '2024-02-29', '[x, y]'], [2, null, null, null, null]]) },
    },
    {
      title: 'No rows',
      params: { format: 'iceberg', path: 'new' },
      files: below('new', emptyIcebergTable),
      outputs: { out: table({ id: 'BIGINT' }, []) },
    },
  ],
});
