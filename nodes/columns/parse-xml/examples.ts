import { table, type Example } from '../../../engine/definition/index.ts';

const raw = { id: 'INTEGER', doc: 'VARCHAR' };
const errors = { _error_code: 'VARCHAR', _error_column: 'VARCHAR', _error_message: 'VARCHAR' };
const lines = '<order no="7"><line sku="A7" n="2"/><line sku="B2"><note>soon</note></line></order>';

export const examples: readonly Example[] = [
  {
    title: 'Elements, attributes and a list; what is not there is NULL, what does not fit goes to Errors',
    params: { column: 'DOC', keep: false, fields: [{ path: 'name' }, { path: '@age', type: 'INTEGER' }, { path: 'tag', type: 'VARCHAR[]', name: 'all "tags" 🎈' }] },
    inputs: { in: table(raw, [[1, '<p age=" 36 "><name>Ada &amp; Co</name><tag>x</tag><tag>y</tag></p>'], [2, '<p age=""><name/></p>'], [3, null], [4, '<p age="old"/>'], [5, '<p>'], [6, '<p><name>a</name><name>b</name></p>']]) },
    outputs: {
      out: table({ id: 'INTEGER', name: 'VARCHAR', age: 'INTEGER', 'all "tags" 🎈': 'VARCHAR[]' }, [[1, 'Ada & Co', 36, '[x, y]'], [2, '', null, null], [3, null, null, null]]),
      errors: table({ ...raw, ...errors }, [
        [4, '<p age="old"/>', 'value-unreadable', 'doc', '"@age" cannot be converted to INTEGER: old'],
        [5, '<p>', 'xml-invalid', 'doc', '"doc" cannot be read as XML. Line 1: unclosed tag: p.'],
        [6, '<p><name>a</name><name>b</name></p>', 'xml-invalid', 'doc', '"doc" cannot be read as XML. A "p" has 2 values at name, and the column "name" takes one. Let it take a list, or choose a path further inside.'],
      ]),
    },
  },
  {
    title: 'A row for each element, numbered; a text without one keeps its row',
    params: { record: 'line', keep: false, position: 'n', fields: [{ path: '@sku' }, { path: '@n', type: 'INTEGER', name: 'count' }, { path: '*', name: 'more' }] },
    inputs: { in: table(raw, [[1, lines], [2, '<order/>'], [3, null]]) },
    outputs: {
      out: table({ id: 'INTEGER', sku: 'VARCHAR', count: 'INTEGER', more: 'VARCHAR', n: 'BIGINT' }, [[1, 'A7', 2, null, 1], [1, 'B2', null, 'soon', 2], [2, null, null, null, 1], [3, null, null, null, 1]]),
      errors: table({ ...raw, ...errors }, []),
    },
  },
  {
    title: 'Rows for elements at a place, those without left out; NULL where something does not fit',
    params: { record: '/order/line', keepEmpty: false, keep: false, fields: [{ path: '@n', type: 'DATE' }, { path: '.', type: 'JSON', name: 'all' }], onFailure: 'null' },
    inputs: { in: table(raw, [[1, lines], [2, '<line n="1"/>'], [3, 'no']]) },
    outputs: {
      out: table({ id: 'INTEGER', n: 'DATE', all: 'JSON' }, [[1, null, '{"@sku":"A7","@n":"2"}'], [1, null, '{"@sku":"B2","note":"soon"}']]),
      errors: table({ ...raw, ...errors }, []),
    },
  },
  {
    title: 'No value is listed: everything as JSON',
    params: {},
    inputs: { in: table(raw, [[1, '\n<?xml version="1.0"?><p a="1">t<q/><q>2</q></p>']]) },
    outputs: { out: table({ ...raw, json: 'JSON' }, [[1, '\n<?xml version="1.0"?><p a="1">t<q/><q>2</q></p>', '{"@a":"1","q":["","2"],"#text":"t"}']]), errors: table({ ...raw, ...errors }, []) },
  },
  { title: 'No rows', params: {}, inputs: { in: table(raw, []) }, outputs: { out: table({ ...raw, json: 'JSON' }, []), errors: table({ ...raw, ...errors }, []) } },
];
