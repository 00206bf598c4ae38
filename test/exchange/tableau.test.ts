import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobWriter, configure, TextReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import { translateCalculation } from '../../engine/exchange/tableau/formula.ts';
import { importPrepFlow } from '../../engine/exchange/tableau/import-flow.ts';
import type { ValueKind } from '../../engine/exchange/values.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { call } from './call-command.ts';

configure({ useWebWorkers: false });

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-prep-'));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

type Part = Readonly<Record<string, unknown>>;
/** A step; `to` names the steps that follow, with the side of a join or union they are entered at. */
const step = (nodeType: string, name: string, to: readonly string[], more: Part): Part => ({ nodeType, name, nextNodes: to.map((t) => ({ namespace: 'Default', nextNodeId: t.split('@')[0], nextNamespace: t.split('@')[1] ?? 'Default' })), ...more });
const csv = (name: string, file: string, to: readonly string[], fields: Readonly<Record<string, string>>, more: Part = {}): Part => step('.v1.LoadCsv', name, to, { connectionId: file, connectionAttributes: {}, fields: Object.entries(fields).map(([field, type]) => ({ name: field, type })), actions: [], filters: [], separator: 'A', locale: 'en_US', charSet: 'UTF-8', containsHeaders: true, ...more });
const container = (name: string, to: readonly string[], changes: readonly Part[]): Part => step('.v1.Container', name, to, { loomContainer: { nodes: Object.fromEntries(changes.map((c, i) => [`c${i}`, { ...c, nextNodes: i + 1 < changes.length ? [{ nextNodeId: `c${i + 1}` }] : [] }]).toReversed()) } });
const wrapped = (nodeType: string, name: string, to: readonly string[], actionNode: Part, before: readonly Part[] = [], after: readonly Part[] = []): Part => step(nodeType, name, to, { beforeActionAnnotations: before, afterActionAnnotations: after.map((annotationNode) => ({ namespace: 'Default', annotationNode })), actionNode });
const add = (columnName: string, expression: string): Part => ({ nodeType: '.v1.AddColumn', name: `Add ${columnName}`, columnName, expression });
const rename = (columnName: string, to: string): Part => ({ nodeType: '.v1.RenameColumn', name: `Rename ${columnName}`, columnName, rename: to });
const drop = (...columnNames: string[]): Part => ({ nodeType: '.v1.RemoveColumns', name: 'Remove', columnNames });
const keep = (filterExpression: string): Part => ({ nodeType: '.v1.FilterOperation', name: 'Filter', filterExpression });
const flowOf = (nodes: Readonly<Record<string, Part>>): string => JSON.stringify({ nodes, connections: Object.fromEntries(Object.values(nodes).flatMap((n) => (typeof n['connectionId'] === 'string' ? [[n['connectionId'], { connectionAttributes: { filename: n['connectionId'], class: 'textscan' } }]] : []))) });
const imported = (nodes: Readonly<Record<string, Part>>) => importPrepFlow({ flow: flowOf(nodes), display: null, packed: () => null }, 'prep', catalog);

async function rows(document: FlowDocument, node: string, port = 'out'): Promise<string[]> {
  const preview = await engine.calls.preview({ document, base, node, port, rows: 50 });
  const table = tableFromIPC(preview.arrow);
  const names = table.schema.fields.map((f) => f.name).join(' ');
  return [names, ...Array.from({ length: table.numRows }, (_, i) => table.schema.fields.map((_f, c) => String(table.getChildAt(c)?.get(i))).join(' ')).sort()];
}
const nodeOf = (document: FlowDocument, type: string): string => Object.entries(document.nodes).findLast(([, n]) => n.type === type)![0];

test('a package becomes a flow that gives what it gave, with its data beside it; what does not map is told and noted', async () => {
  const flow = flowOf({
    orders: csv('Orders', 'C:\\Data\\orders.csv', ['clean'], { id: 'integer', shop: 'string', amount: 'real', note: 'string' }),
    clean: container('Clean 1', ['join@Left'], [keep('[amount] > 1 AND NOT ISNULL([shop])'), rename('shop', 'code'), rename('code', 'Shop'), add('Size', 'IF [amount] >= 100 THEN "large" ELSEIF [amount] >= 10 THEN "middle" ELSE "small" END'), { nodeType: '.v2018_3_3.QuickCalcColumn', name: 'Trim', columnName: 'note', expression: 'TRIM([note])', calcExpressionType: 'TrimSpaces' }, { nodeType: '.v2019_1_4.Remap', name: 'Group', columnName: 'Size', values: { '"big"': ['"big"', '"large"', '"middle"'] } }]),
    shops: csv('Shops', 'C:\\Data\\shops.csv', ['join@Right'], { Shop: 'string', Town: 'string' }),
    join: wrapped('.v2018_2_3.SuperJoin', 'Join', ['sum'], { nodeType: '.v1.SimpleJoin', conditions: [{ leftExpression: '[Shop]', rightExpression: '[Shop]', comparator: '==' }], joinType: 'left' }, [{ namespace: 'Right', annotationNode: rename('Town', 'City') }], [drop('Shop-1')]),
    sum: wrapped('.v2018_2_3.SuperAggregate', 'Per city', ['out', 'hyper', 'script'], { nodeType: '.v1.Aggregate', groupByFields: [{ columnName: 'City', function: 'GroupBy' }, { columnName: 'Size', function: 'GroupBy' }], aggregateFields: [{ columnName: 'amount', function: 'SUM', newColumnName: 'Total' }, { columnName: 'id', function: 'COUNTD' }] }),
    out: step('.v1.WriteToCsv', 'Output', [], { csvOutputFile: 'D:\\Out\\per city.csv', separator: ',' }),
    hyper: step('.v1.WriteToHyper', 'Extract', [], { hyperOutputFile: 'D:\\Out\\city.hyper' }),
    script: wrapped('.v2019_2_2.SuperExtensibilityNode', 'Script', [], { nodeType: '.v2019_2_2.ExtensibilityNode' }),
    database: step('.v1.LoadSql', 'Customers', [], { relation: { type: 'table', table: '[customers]' } }),
  });
  const zip = new ZipWriter(new BlobWriter());
  await zip.add('flow', new TextReader(flow));
  await zip.add('displaySettings', new TextReader(JSON.stringify({ flowDisplaySettings: { flowNodeDisplaySettings: { orders: { position: { x: 0, y: 0 } } } } })));
  await zip.add('Data/1/orders.csv', new TextReader('id,shop,amount,note\n1,N,100.5, a \n2,S,20,b\n3,N,1,c\n4,,50,d\n5,N,3,e\n6,N,10.5,f\n'));
  await writeFile(join(base, 'sales.tflx'), new Uint8Array(await (await zip.close()).arrayBuffer()));
  const folder = join(base, 'sales');
  const done = await call('import', join(base, 'sales.tflx'), '--to', folder);
  expect(done).toMatchObject({ code: 0, error: '', out: expect.stringContaining('7 of 9 steps imported') });
  expect(done.out).toContain('(Shops): the file was C:\\Data\\shops.csv; put it, or choose another, at data/shops.csv');
  expect(done.out).not.toContain('orders.csv;');
  expect(done.out).toContain('(Extract): Hyper extracts are not written; it is a Parquet file now');
  expect(done.out).toContain('(Script): a step of the kind ExtensibilityNode has no counterpart');
  expect(done.out).toContain('(Customers): it reads a database; use "Database table" with a connection of your own (it read [customers])');
  await writeFile(join(folder, 'data/shops.csv'), 'Shop,Town\nN,Oslo\nS,Rome\n');
  expect((await call('run', folder)).error).toBe('');
  expect((await readFile(join(folder, 'data/per city.csv'), 'utf8')).trim().split('\n').sort()).toEqual(['City,Size,Total,id', 'Oslo,big,111.0,2', 'Oslo,small,3.0,1', 'Rome,big,20.0,1']);
  const document = JSON.parse(await readFile(join(folder, 'flow.json'), 'utf8')) as FlowDocument;
  expect(Object.values(document.notes!)).toHaveLength(2);
  // A file that is there is not written over.
  await mkdir(join(base, 'again/data'), { recursive: true });
  await writeFile(join(base, 'again/data/orders.csv'), 'mine');
  expect(await call('import', join(base, 'sales.tflx'), '--to', join(base, 'again'))).toMatchObject({ code: 0, error: expect.stringContaining('orders.csv is there already and stays as it is') });
  expect(await readFile(join(base, 'again/data/orders.csv'), 'utf8')).toBe('mine');
}, 30_000);

const kinds: Readonly<Record<string, ValueKind>> = { name: 'text', n: 'number', day: 'date', none: 'text' };
const row = "SELECT 'Anna Lee' AS name, 7.5::DOUBLE AS n, DATE '2024-02-28' AS day, NULL::VARCHAR AS none, 'x' AS \"odd]\"\"name\"";
const calculations: readonly (readonly [string, string | null])[] = [
  ['[name] + "!"', 'Anna Lee!'],
  ['[name] + [none]', null],
  ['[odd]]"name] + \'-\'', 'x-'],
  ['"say ""hi"" it\'s"', 'say "hi" it\'s'],
  ["'it''s'", "it's"],
  ['STR(INT(-7.9)) + STR(INT("3.7"))', '-73'],
  ['[n] % 4 + 2 ^ 3', '11.5'],
  ['DIV(17, 5)', '3'],
  ['IF [n] > 10 THEN "a" ELSEIF [n] > 5 AND [name] <> "x" THEN "b" ELSE "c" END', 'b'],
  ['IF [none] = "x" THEN 1 ELSE 2 END', '2'],
  ['IIF([none] = "x", 1, 2)', null],
  ['IIF([none] = "x", 1, 2, 3)', '3'],
  ['CASE [name] WHEN "x" THEN 1 WHEN "Anna Lee" THEN 2 ELSE 3 END', '2'],
  ['[n] IN (1, 7.5) OR ISNULL([none])', 'true'],
  ['CONTAINS([name], "anna")', 'false'],
  ['FIND([name], "e", 8)', '8'],
  ['MID([name], 6, 2) + LEFT([name], 1) + RIGHT([name], 1)', 'LeAe'],
  ['SPLIT("a-b-c", "-", -1)', 'c'],
  ['PROPER("the END")', 'The End'],
  ['REGEXP_REPLACE([name], "(n)n", "$1_")', 'An_a Lee'],
  ['REGEXP_EXTRACT([name], "(L.)")', 'Le'],
  ['REGEXP_MATCH([name], "L")', 'true'],
  ['MAX(3, 9)', '9'],
  ['MIN(3, NULL)', null],
  ['ZN(NULL) + ROUND(7.456, 2)', '7.46'],
  ['IFNULL([none], "-")', '-'],
  ['[day] + 2', '2024-03-01 00:00:00'],
  ['#2024-03-01# - [day]', '2'],
  ["DATEADD('quarter', 1, [day])", '2024-05-28 00:00:00'],
  ["DATEDIFF('month', [day], #2024-03-01#)", '1'],
  // A Wednesday; weeks start on Sunday unless it is said.
  ["DATEPART('weekday', [day])", '4'],
  ["DATEPART('weekday', [day], 'monday')", '3'],
  ["DATEPART('week', [day])", '9'],
  ["DATEDIFF('week', #2024-03-02#, #2024-03-03#)", '1'],
  ["DATEDIFF('week', #2024-03-02#, #2024-03-03#, 'monday')", '0'],
  ["DATETRUNC('week', [day])", '2024-02-25 00:00:00'],
  ["DATENAME('month', [day])", 'February'],
  ["DATEPARSE('dd.MM.yyyy', '28.02.2024')", '2024-02-28 00:00:00'],
  ['MAKEDATE(2024, 2, 29)', '2024-02-29'],
  ['YEAR([day]) * 100 + MONTH([day])', '202402'],
  ['[name] // a remark\n/* and one more */', 'Anna Lee'],
];

test('calculations say in DuckDB what they said there', async () => {
  const columns = calculations.map(([calculation], i) => ({ name: `f${i}`, expression: `CAST(${translateCalculation(calculation, (name) => kinds[name] ?? 'unknown').sql} AS VARCHAR)` }));
  const document: FlowDocument = { ...emptyDocument('f'), nodes: { rows: { type: 'sql', version: 1, params: { statement: row } }, all: { type: 'formula', version: 1, params: { columns } } }, edges: [{ from: 'rows.out', to: 'all.in' }] };
  const preview = await engine.calls.preview({ document, base, node: 'all', port: 'out', rows: 1 });
  const table = tableFromIPC(preview.arrow);
  expect(calculations.map(([calculation], i) => [calculation, table.getChild(`f${i}`)?.get(0) as unknown])).toEqual(calculations);
});

test.each([
  ['{ FIXED [a] : SUM([b]) }', 'expressions in braces'],
  ['SUM([a])', 'SUM is a figure over rows'],
  ['MAX([a])', 'MAX of one value is a figure over rows'],
  ['Unheard([a])', 'the function Unheard has no counterpart'],
  ['IF [a] THEN 1', 'END is missing at the end'],
  ['[Parameters].[Top] + 1', 'the parameter "Top" has no counterpart'],
  ['[a] + [b]', 'whether + adds numbers or joins texts'],
  ["DATEPARSE('QQ', [a])", '"QQ" in the date format'],
  ["DATEADD([u], 1, [a])", 'has to be a constant'],
  ['#January 5, 2004#', 'has to be spelled'],
  ['abs', 'stands where a value should be'],
])('%s is not carried over, and the reason is told', (calculation, reason) => {
  expect(() => translateCalculation(calculation, () => 'unknown')).toThrow(reason);
});

test('joins of all kinds keep the columns of both sides under the names they had', async () => {
  await writeFile(join(base, 'l.csv'), 'k,a\n1,x\n2,y\n,z\n');
  await writeFile(join(base, 'r.csv'), 'k,b\n2,p\n3,q\n');
  const joined = (joinType: string, comparator = '==') => imported({ l: csv('L', 'l.csv', ['j@Left'], { k: 'integer', a: 'string' }), r: csv('R', 'r.csv', ['j@Right'], { k: 'integer', b: 'string' }), j: wrapped('.v2018_2_3.SuperJoin', 'J', [], { nodeType: '.v1.SimpleJoin', conditions: [{ leftExpression: '[k]', rightExpression: '[k]', comparator }], joinType }) }).document;
  const of = async (joinType: string, comparator?: string) => {
    const document = joined(joinType, comparator);
    const filtered = Object.values(document.nodes).some((n) => n.type === 'filter-rows');
    return (await rows(document, nodeOf(document, filtered ? 'filter-rows' : 'join'), filtered ? 'passed' : 'joined')).slice(1);
  };
  expect((await rows(joined('inner'), nodeOf(joined('inner'), 'join'), 'joined'))[0]).toBe('k a k-1 b');
  expect(await of('inner')).toEqual(['2 y 2 p']);
  expect(await of('left')).toEqual(['1 x null null', '2 y 2 p', 'null z null null']);
  expect(await of('right')).toEqual(['2 y 2 p', 'null null 3 q']);
  expect(await of('full')).toEqual(['1 x null null', '2 y 2 p', 'null null 3 q', 'null z null null']);
  expect(await of('leftOnly')).toEqual(['1 x null null', 'null z null null']);
  expect(await of('rightOnly')).toEqual(['null null 3 q']);
  expect(await of('notInner')).toEqual(['1 x null null', 'null null 3 q', 'null z null null']);
  expect(await of('inner', '<')).toEqual(['1 x 2 p', '1 x 3 q', '2 y 3 q']);
});

test('unions, pivots both ways, filters by value and range, types, merged columns', async () => {
  await writeFile(join(base, 'jan.csv'), 'shop,jan,feb,code\nN,1,2,7.9\nS,3,4,\n');
  await writeFile(join(base, 'old.csv'), 'store,jan,feb,code\nW,5,6,1\n');
  const { document, tools } = imported({
    a: csv('New', 'jan.csv', ['u@one'], { shop: 'string', jan: 'integer', feb: 'integer', code: 'real' }),
    b: csv('Old', 'old.csv', ['u@two'], { store: 'string', jan: 'integer', feb: 'integer', code: 'real' }),
    u: wrapped('.v2018_2_3.SuperUnion', 'Union', ['t', 'm'], { nodeType: '.v1.SimpleUnion', namespaceFieldMappings: [{ namespaceName: 'one', fieldMappings: {} }, { namespaceName: 'two', fieldMappings: { '[store]': 'shop' } }] }),
    t: wrapped('.v2018_2_3.SuperUnpivot', 'Long', ['v'], { nodeType: '.v1.Unpivot', unpivotGroups: [{ expressions: ['jan', 'feb'].map((c) => ({ bindings: [{ bindingType: 'literal', newColumnName: 'month', groupName: c.toUpperCase() }, { bindingType: 'column', newColumnName: 'value', columnName: c }] })) }] }),
    v: container('Values', ['p', 'd'], [{ nodeType: '.v1.ValueFilter', name: 'not W', exclude: true, values: { shop: ['"W"', null] } }, { nodeType: '.v1.RichRangeFilter', name: 'range', columnName: 'value', dataType: 'integer', appliedMin: '2', appliedMax: '9' }, drop('code', 'Table Names')]),
    p: wrapped('.v2018_3_3.SuperPivot', 'Wide', [], { nodeType: '.v2018_3_3.Pivot', defaultAggregation: 'SUM', aggregateColumnName: 'value', pivotColumnName: 'month', pivotGroupingColumns: [], newPivotColumns: [{ newColumnName: 'FEB' }] }),
    d: wrapped('.v2018_2_3.SuperAggregate', 'Distinct', [], { nodeType: '.v1.Aggregate', groupByFields: [{ columnName: 'shop', function: null }], aggregateFields: [] }),
    m: container('Types', [], [{ nodeType: '.v1.ChangeColumnType', name: 'whole', fields: { code: { type: 'integer', calc: null }, jan: { type: 'string', calc: null } } }, { nodeType: '.v1.MergeColumns', name: 'merge', mergedColumnName: 'code', mergeColumnsList: ['code', 'feb'] }, { nodeType: '.v2019_2_2.KeepOnlyColumns', name: 'keep', columnNames: ['Table Names', 'code', 'jan'] }]),
  });
  expect(tools.filter((t) => t.outcome !== 'imported')).toEqual([]);
  expect(await rows(document, nodeOf(document, 'union'))).toEqual(['shop jan feb code Table Names', 'N 1 2 7.9 New', 'S 3 4 null New', 'W 5 6 1 Old']);
  expect(await rows(document, nodeOf(document, 'pivot'))).toEqual(['shop FEB', 'N 2', 'S 4']);
  expect(await rows(document, nodeOf(document, 'distinct-rows'), 'unique')).toEqual(['shop', 'N', 'S']);
  const types = tools.find((t) => t.name === 'Types')!;
  expect(await rows(document, types.nodes.at(-1)!)).toEqual(['jan code Table Names', '1 7 New', '3 4 New', '5 1 Old']);
});

test('a change that does not map ends the rows inside its step: a note says why, and what comes after stands ready', async () => {
  await writeFile(join(base, 'g.csv'), 'a,b\n1,2\n');
  const { document, tools } = imported({ i: csv('In', 'g.csv', ['c'], { a: 'integer', b: 'integer' }), c: container('Clean', ['o'], [add('x', '[a] + 1'), add('share', '{ FIXED [a] : SUM([b]) }'), rename('a', 'A')]), o: step('.v1.WriteToCsv', 'Out', [], { csvOutputFile: 'out.csv' }) });
  const clean = tools.find((t) => t.name === 'Clean')!;
  expect(clean).toMatchObject({ outcome: 'in part', nodes: ['step_2', 'step_2_3'], remarks: [expect.stringContaining('the change "Add share" was not imported: its formula cannot be carried over: expressions in braces')] });
  expect(document.edges).toEqual([{ from: 'step_1.out', to: 'step_2.in' }, { from: 'step_2_3.out', to: 'step_3.in' }]);
  expect(Object.values(document.notes!).map((n) => n.text)).toEqual([expect.stringContaining('**Clean**: the change "Add share"')]);
  expect(await rows(document, 'step_2')).toEqual(['a b x', '1 2 2']);
});

test('columns to rows with several columns of values, and found by a pattern', async () => {
  await writeFile(join(base, 'wide.csv'), 'shop,sum_24,sum_25,n_24,n_25\nN,1,2,3,\n');
  const pivot = (name: string, unpivotGroup: Part): Part => wrapped('.v2018_3_4.SuperUnpivotExtended', name, [], { nodeType: '.v2018_3_4.UnpivotExtended', unpivotGroup });
  const { document, tools } = imported({
    w: csv('Wide', 'wide.csv', ['two', 'found', 'old'], { shop: 'string', sum_24: 'integer', sum_25: 'integer', n_24: 'integer', n_25: 'integer' }),
    two: pivot('Two', { literalColumn: { literalColumnName: 'the "year"', literals: ["'24", '25'], names: [] }, unpivotColumns: [{ unpivotColumnName: 'sum', columnInformation: { manualBindings: ['sum_24', 'sum_25'] } }, { unpivotColumnName: 'n', columnInformation: { manualBindings: ['n_24', 'n_25'] } }] }),
    found: pivot('Found', { literalColumn: { literalColumnName: 'year', names: [] }, unpivotColumns: [{ unpivotColumnName: 'sum', columnInformation: { bindingsType: 'wildcard', wildcardExpression: 'SUM', wildcardType: 'Starts with' } }] }),
    old: wrapped('.v2018_2_3.SuperUnpivot', 'Uneven', [], { nodeType: '.v1.Unpivot', unpivotGroups: [{ expressions: [{ bindings: [{ bindingType: 'literal', newColumnName: 'y', groupName: '24' }, { bindingType: 'column', newColumnName: 'sum', columnName: 'sum_24' }] }, { bindings: [{ bindingType: 'literal', newColumnName: 'y', groupName: '25' }, { bindingType: 'column', newColumnName: 'n', columnName: 'n_25' }] }] }] }),
  });
  const account = (name: string) => tools.find((t) => t.name === name)!;
  expect(await rows(document, account('Two').nodes[0]!)).toEqual(['shop the "year" sum n', "N '24 1 3", 'N 25 2 null']);
  expect(account('Found').remarks).toEqual(['the columns that its pattern finds are listed; those that come later are not turned']);
  expect(await rows(document, account('Found').nodes[0]!)).toEqual(['shop n_24 n_25 year sum', 'N 3 null sum_24 1', 'N 3 null sum_25 2']);
  expect(account('Uneven')).toMatchObject({ outcome: 'left out', remarks: ['its columns are not in the file in a form that is known'] });
});

test('inputs and outputs: workbooks, files put together, separators, decimals and character sets', async () => {
  await writeFile(join(base, 'p2023.csv'), 'a;b\nx;1,5\n');
  await writeFile(join(base, 'p2024.csv'), 'a;b\ny;2,5\n');
  const file = (name: string): Part => ({ inputUnionInputType: '.FileInputUnionInput', filePath: name, inputNode: { nodeType: '.v1.LoadCsv', connectionAttributes: { filename: name }, fields: [{ name: 'a', type: 'string' }, { name: 'b', type: 'real' }], separator: ';', locale: 'de_DE', charSet: 'UTF-8', containsHeaders: true } });
  const { document, tools } = imported({
    many: csv('Years', 'p2023.csv', ['f'], { a: 'string', b: 'real' }, { nodeType: '.v1.LoadCsvInputUnion', generatedInputs: [file('p2023.csv'), file('p2024.csv')], pathNameField: 'File Paths', filePattern: 'p*.csv' }),
    f: container('Filter', ['x'], [{ nodeType: '.v1.RichDiscreteValueFilter', name: 'some', exclude: false, values: { a: ['"y"'] } }]),
    x: step('.v2021_1_1.WriteToExcel', 'Excel', [], { excelOutputFile: 'S:\\out\\b.xlsx', excelOutputSheetName: '[Results$]' }),
    book: step('.v1.LoadExcel', 'Book', [], { connectionAttributes: { filename: '/home/a/book.xlsx' }, relation: { type: 'table', table: "['My Sheet$']" }, fields: [{ name: 'd', type: 'date' }], actions: [{ nodeType: '.v1.RichRangeFilter', name: 'from', columnName: 'd', dataType: 'date', appliedMin: '1651363200000', appliedMax: null, includeNulls: true }] }),
    cells: step('.v1.LoadExcel', 'Cells', [], { connectionAttributes: { filename: 'c.xlsx' }, relation: { type: 'table', table: '[Data$B2:F9]' } }),
    latin: csv('Latin', 'l1.csv', [], { a: 'string' }, { separator: '\\t', charSet: 'windows-1252' }),
  });
  const params = (name: string) => tools.find((t) => t.name === name)!.nodes.map((id) => document.nodes[id]!.params);
  expect(tools.find((t) => t.name === 'Years')!.remarks).toEqual(['it reads the files that the pattern p*.csv found, not those that come later']);
  expect(await rows(document, nodeOf(document, 'union'))).toEqual(['a b File Paths', 'x 1.5 p2023.csv', 'y 2.5 p2024.csv']);
  expect(await rows(document, tools.find((t) => t.name === 'Filter')!.nodes[0]!, 'passed')).toEqual(['a b File Paths', 'y 2.5 p2024.csv']);
  expect(params('Excel')).toEqual([{ path: 'data/b.xlsx', sheet: 'Results' }]);
  expect(params('Book')).toEqual([{ path: 'data/book.xlsx', sheet: 'My Sheet' }, { condition: '("d" >= CAST(epoch_ms(CAST(1651363200000 AS BIGINT)) AS DATE)) OR "d" IS NULL' }]);
  expect(params('Cells')).toEqual([{ path: 'c.xlsx', sheet: 'Data', range: 'B2:F9' }]);
  expect(params('Latin')).toEqual([{ path: 'l1.csv', delimiter: '\t', header: 'yes', encoding: 'windows-1252', types: [{ column: 'a', type: 'VARCHAR' }] }]);
});

test('what an input that is left out would give is known to the steps behind it', () => {
  const { document, tools } = imported({
    d: step('.v1.LoadSql', 'Sales', ['c'], { fields: [{ name: 'a', type: 'string' }, { name: 'b', type: 'string' }], relation: { type: 'query', query: 'SELECT a,\n b FROM sales' } }),
    c: container('Clean', ['o'], [add('x', '[a] + [b]')]),
    o: step('.v1.PublishExtract', 'Out', [], { datasourceName: 'Sales: 2024' }),
  });
  expect(tools.map((t) => [t.name, t.outcome])).toEqual([['Sales', 'left out'], ['Clean', 'imported'], ['Out', 'changed']]);
  expect(tools[0]!.remarks[0]).toContain('(its query was: SELECT a, b FROM sales)');
  expect(document.nodes['step_2']!.params).toEqual({ columns: [{ name: 'x', expression: '("a" || "b")' }] });
  expect(document.nodes['step_3']!.params).toEqual({ path: 'data/Sales_ 2024.parquet' });
  expect(document.edges).toEqual([{ from: 'step_2.out', to: 'step_3.in' }]);
});

test('what is no flow is told', async () => {
  await writeFile(join(base, 'broken.tfl'), 'PK\u0003\u0004 nothing');
  await writeFile(join(base, 'other.tfl'), '{"a":1}');
  expect(await call('import', join(base, 'broken.tfl'), '--to', join(base, 'b'))).toMatchObject({ code: 2, error: expect.stringContaining('is no flow of Tableau Prep') });
  expect(await call('import', join(base, 'other.tfl'), '--to', join(base, 'b'))).toMatchObject({ code: 2, error: expect.stringContaining('its part "flow" has no steps') });
});
