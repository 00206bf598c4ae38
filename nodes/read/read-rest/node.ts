import { contractParams, defineNode, table, uniqueColumns } from '../../../engine/definition/index.ts';
import { sameName } from '../../../engine/core/schema.ts';
import { restLabel } from '../../../engine/relation/rest-request.ts';
import { requestOf } from './request.ts';

const paged = (...kinds: readonly string[]) => ({ param: 'paging', in: kinds });
const answer = (value: unknown): string => `data:application/json,${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`;

export const readRest = defineNode({
  type: 'read-rest',
  version: 1,
  title: 'Web service',
  category: 'read',
  icon: 'Ws',
  summary: 'Reads the rows that a web service (REST, JSON) gives, page after page, patient with a busy server.',
  keywords: ['api', 'http', 'download', 'json', 'get request', 'url', 'oauth', 'paging', 'pagination', 'import', 'connect'],
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    url: { kind: 'text', label: 'Address', help: 'A data: address holds the answer itself, for trying things out.', placeholder: 'https://example.org/api/orders' },
    query: { kind: 'list', label: 'Parameters', help: 'Put behind the question mark of the address.', noun: 'parameter', default: [], item: { name: { kind: 'text', label: 'Name' }, value: { kind: 'text', label: 'Value' } } },
    rows: { kind: 'text', label: 'Path to the rows', help: 'Where in the answer the list of objects is, such as data.items; the whole answer when empty. An object there is one row.', default: '', placeholder: 'data.items' },
    auth: {
      kind: 'choice',
      label: 'Sign in',
      default: 'none',
      options: [
        { value: 'none', label: 'Not needed' },
        { value: 'bearer', label: 'Bearer token' },
        { value: 'basic', label: 'User and password' },
        { value: 'header', label: 'Key in a header' },
      ],
    },
    user: { kind: 'text', label: 'User', default: null, showIf: { param: 'auth', in: ['basic'] } },
    header: { kind: 'text', label: 'Header of the key', default: 'X-API-Key', showIf: { param: 'auth', in: ['header'] } },
    secret: { kind: 'text', label: 'Secret', help: 'Name of a secret; "shop api" is the environment variable MILLRACE_SECRET_SHOP_API. The token itself never stands in the flow.', default: null, placeholder: 'shop api', showIf: { param: 'auth', in: ['bearer', 'basic', 'header'] } },
    paging: {
      kind: 'choice',
      label: 'Pages',
      default: 'none',
      options: [
        { value: 'none', label: 'One answer holds all' },
        { value: 'page', label: 'By number', help: 'Until a page has no rows' },
        { value: 'offset', label: 'By rows to leave out', help: 'Until a page has no rows' },
        { value: 'cursor', label: 'By what the answer names', help: 'Until it names none' },
        { value: 'link', label: 'By the Link header', help: 'Until it names no next page' },
      ],
    },
    pageParameter: { kind: 'text', label: 'Parameter for the page', default: 'page', showIf: paged('page') },
    firstPage: { kind: 'integer', label: 'Number of the first page', default: 1, min: 0, showIf: paged('page') },
    offsetParameter: { kind: 'text', label: 'Parameter for rows to leave out', default: 'offset', showIf: paged('offset') },
    cursorPath: { kind: 'text', label: 'Path to the next page', help: 'Where in the answer the cursor or the address of the next page is.', default: 'next', showIf: paged('cursor') },
    cursorParameter: { kind: 'text', label: 'Parameter for the cursor', help: 'When empty, what is found is the address of the next page.', default: null, placeholder: 'cursor', showIf: paged('cursor') },
    sizeParameter: { kind: 'text', label: 'Parameter for the size of a page', help: 'The size is left to the service when empty.', default: null, placeholder: 'limit', showIf: paged('page', 'offset', 'cursor') },
    size: { kind: 'integer', label: 'Rows per page', help: 'Only asked for with a parameter for it.', default: 100, min: 1, showIf: paged('page', 'offset', 'cursor') },
    mostPages: { kind: 'integer', label: 'Most pages', help: 'More stop the run; nothing is cut off.', default: 1000, min: 1, showIf: paged('page', 'offset', 'cursor', 'link') },
    columns: { kind: 'list', label: 'Types and further columns', help: 'For columns whose type should not be found out, or that the first page lacks.', noun: 'column', default: [], item: { column: { kind: 'text', label: 'Column' }, type: { kind: 'type', label: 'Type' } } },
    method: {
      kind: 'choice',
      label: 'Method',
      default: 'GET',
      options: [
        { value: 'GET', label: 'GET' },
        { value: 'POST', label: 'POST', help: 'Only for services that are asked this way; a failed request is sent again' },
      ],
      advanced: true,
    },
    body: { kind: 'text', label: 'Body', help: 'JSON that is posted with each page.', default: null, multiline: true, advanced: true, showIf: { param: 'method', in: ['POST'] } },
    headers: { kind: 'list', label: 'Headers', help: 'Readable in the flow, so never a key or password.', noun: 'header', default: [], item: { name: { kind: 'text', label: 'Name' }, value: { kind: 'text', label: 'Value' } }, advanced: true },
    perSecond: { kind: 'number', label: 'Requests per second', help: 'At most; as fast as the service answers when empty.', default: null, min: 0.001, advanced: true },
    retries: { kind: 'integer', label: 'Attempts after a failure', help: 'For a busy server or a broken connection, each later than the one before.', default: 5, min: 0, max: 20, advanced: true },
    timeout: { kind: 'number', label: 'Seconds per request', default: 30, min: 0.1, max: 3600, advanced: true },
    ...contractParams,
  },
  caption: ({ url }) => (url === undefined ? '' : restLabel({ url })),
  need(params) {
    const found = requestOf(params);
    return 'request' in found ? { kind: 'rest', request: found.request } : null;
  },
  build(context) {
    const { params, fact } = context;
    const found = requestOf(params);
    if ('wrong' in found) {
      context.report(found.wrong.code, found.wrong.message, { param: found.wrong.param });
      return { outputs: {} };
    }
    if (fact?.kind !== 'rest') return { outputs: {} };
    uniqueColumns(context, params.columns.map((c) => c.column), (i) => `columns.${i}.column`);
    const given = fact.schema.map((c) => ({ name: c.name, type: params.columns.find((p) => sameName(p.column, c.name))?.type ?? c.type }));
    const more = params.columns.filter((p) => !fact.schema.some((c) => sameName(p.column, c.name))).map((p) => ({ name: p.column, type: p.type }));
    const schema = [...given, ...more];
    if (schema.length === 0) {
      context.report('service-answer', 'The first page has no rows, so its columns are not known. Check the path to the rows, or list the columns.', { param: 'columns' });
      return { outputs: {} };
    }
    return { outputs: { out: { op: 'scan', source: { format: 'rest', request: found.request, staged: fact.staged }, schema } } };
  },
  examples: [
    {
      title: 'Rows within an answer; what an object lacks is NULL, and large numbers stay exact',
      params: { url: answer('{"total": 2, "data": {"items": [{"id": 9007199254740993, "tags": ["a", "b"]},\n {"id": 2, "at": "2024-02-29T12:00:00"}]}}'), rows: 'data.items' },
      outputs: { out: table({ id: 'BIGINT', tags: 'VARCHAR[]', at: 'TIMESTAMP' }, [['9007199254740993', '[a, b]', null], [2, null, '2024-02-29 12:00:00']]) },
      ordered: true,
    },
    {
      title: 'Odd names, in the path and in the rows',
      params: { url: answer({ 'a.b 🎈': [{ 'x "y".z 🎈': 'p' }, { 'x "y".z 🎈': null }] }), rows: '$["a.b 🎈"]' },
      outputs: { out: table({ 'x "y".z 🎈': 'VARCHAR' }, [['p'], [null]]) },
      ordered: true,
    },
    {
      title: 'No rows: the columns are listed',
      params: { url: answer([]), columns: [{ column: 'id', type: 'BIGINT' }, { column: 'name', type: 'VARCHAR' }] },
      outputs: { out: table({ id: 'BIGINT', name: 'VARCHAR' }, []) },
    },
    {
      title: 'One object is one row; a type is set and a column added',
      params: { url: answer({ n: 1 }), columns: [{ column: 'n', type: 'DECIMAL(8,2)' }, { column: 'note', type: 'VARCHAR' }] },
      outputs: { out: table({ n: 'DECIMAL(8,2)', note: 'VARCHAR' }, [['1.00', null]]) },
    },
  ],
});
