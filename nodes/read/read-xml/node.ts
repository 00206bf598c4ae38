import { contractParams, defineNode, table, uniqueColumns } from '../../../engine/definition/index.ts';
import { xmlPathProblem, type XmlField } from '../../../engine/relation/xml-reading.ts';

type Listed = readonly { readonly column: string; readonly path: string; readonly many: boolean }[];

const fieldsOf = (columns: Listed): readonly XmlField[] => columns.map(({ column, path, many }) => ({ name: column, path: path === '' ? column : path, many }));

const orders = `<?xml version="1.0" encoding="UTF-8"?>
<orders>
  <order id="1"><customer vip="yes">Ada &amp; Co</customer><line sku="A7"/><line sku="B2"/><sent>2024-02-29</sent></order>
  <order id="2"><customer><name>Bo</name></customer><note><![CDATA[<b>none</b>]]></note></order>
</orders>`;

export const readXml = defineNode({
  type: 'read-xml',
  version: 1,
  title: 'XML file',
  category: 'read',
  icon: 'Xm',
  summary: 'Reads the elements of a name in an XML file as rows, however large the file is.',
  keywords: ['xml', 'xpath', 'import', 'load', 'parse', 'element', 'attribute', 'feed', 'rss', 'xml reader', 'input data'],
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    path: { kind: 'file', label: 'File', help: 'Relative to the flow; .xml.gz is unpacked.', access: 'read', extensions: ['xml', 'xml.gz'] },
    record: { kind: 'text', label: 'Element of a row', help: 'Its name, such as order, or its place from the root, such as /shop/orders/order.', placeholder: 'order' },
    columns: {
      kind: 'list',
      label: 'Columns',
      help: 'Found out from the first 1000 rows when empty: attributes, elements and their attributes.',
      noun: 'column',
      default: [],
      item: {
        column: { kind: 'text', label: 'Column' },
        path: { kind: 'text', label: 'Path', help: 'From the element of the row: customer/name, line/@sku, * for any element, . for its own text; the name of the column when empty.', default: '', placeholder: 'customer/name' },
        many: { kind: 'boolean', label: 'A list of all values', default: false },
      },
    },
    ...contractParams,
  },
  caption: ({ path, record }) => [path, record].filter(Boolean).join(', '),
  need: ({ path, record, columns }) => ({ kind: 'xml', path, record: record.trim(), fields: fieldsOf(columns) }),
  build(context) {
    const { params, fact } = context;
    if (/[*?[]/.test(params.path)) context.report('param-invalid', `"${params.path}" stands for several files, and this node reads one. Use Iterate component for a list of files.`, { param: 'path' });
    for (const [i, field] of fieldsOf(params.columns).entries()) {
      const wrong = xmlPathProblem(field.path);
      if (wrong !== null) context.report('param-invalid', `The path of column "${field.name}" cannot be read: ${wrong}.`, { param: `columns.${i}.path` });
    }
    if (fact?.kind !== 'xml') return { outputs: {} };
    uniqueColumns(context, fact.fields.map((f) => f.name), (i) => `columns.${i}.column`);
    return { outputs: { out: { op: 'scan', source: { format: 'xml', path: params.path, reading: { record: params.record.trim(), fields: fact.fields }, staged: fact.staged }, schema: fact.fields.map((f) => ({ name: f.name, type: f.many ? 'VARCHAR[]' : 'VARCHAR' })) } } };
  },
  examples: [
    {
      title: 'Columns are found out; an element that holds others is JSON, one that comes several times a list',
      params: { path: 'orders.xml', record: 'order' },
      files: { 'orders.xml': orders },
      outputs: {
        out: table({ id: 'VARCHAR', customer: 'VARCHAR', customer_vip: 'VARCHAR', line: 'VARCHAR[]', line_sku: 'VARCHAR[]', sent: 'VARCHAR', note: 'VARCHAR' }, [
          ['1', 'Ada & Co', 'yes', "['', '']", '[A7, B2]', '2024-02-29', null],
          ['2', '{"name":"Bo"}', null, null, null, null, '<b>none</b>'],
        ]),
      },
      ordered: true,
    },
    {
      title: 'Columns by path, the element by its place',
      params: { path: 'orders.xml', record: '/orders/order', columns: [{ column: 'a "b".c 🎈', path: '@id' }, { column: 'name', path: 'customer/name' }, { column: 'skus', path: 'line/@sku', many: true }] },
      files: { 'orders.xml': orders },
      outputs: { out: table({ 'a "b".c 🎈': 'VARCHAR', name: 'VARCHAR', skus: 'VARCHAR[]' }, [['1', null, '[A7, B2]'], ['2', 'Bo', null]]) },
      ordered: true,
    },
    {
      title: 'No rows: the columns are listed',
      params: { path: 'empty.xml', record: 'order', columns: [{ column: 'id', path: '@id' }] },
      files: { 'empty.xml': '<orders/>' },
      outputs: { out: table({ id: 'VARCHAR' }, []) },
    },
  ],
});
