import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tableFromIPC } from 'apache-arrow';
import type { Engine } from '../../engine/api/index.ts';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import { translateFormula } from '../../engine/exchange/alteryx/formula.ts';
import type { ValueKind } from '../../engine/exchange/values.ts';
import { importWorkflow } from '../../engine/exchange/alteryx/import-workflow.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { call } from './call-command.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-alteryx-'));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

test('a workflow becomes a flow that gives what the workflow gave; what does not map is told and noted', async () => {
  const folder = join(base, 'flow');
  const imported = await call('import', new URL('orders.yxmd', import.meta.url).pathname, '--to', folder);
  expect(imported).toMatchObject({ code: 0, out: expect.stringContaining('10 of 11 tools imported') });
  expect(imported.out).toContain('the file was C:\\Reports\\by shop.csv');
  expect(imported.out).toContain('tool 11 (Buffer): the tool Buffer has no counterpart');
  await writeFile(join(folder, 'orders.csv'), 'id;shop;ordered on;amount;note\n1;N;05.01.2024;100.5;a\n2;S;17.02.2024;20;b\n3;N;31.12.2024;7;\n4;W;01.01.2024;5;\n5;S;01.03.2024;x;bad\n6;N;02.01.2024;9.5;\n');
  expect((await call('run', folder)).error).toBe('');
  expect(await readFile(join(folder, 'data/by shop.csv'), 'utf8')).toBe('shop name,quarter,Sum_amount,Count\nNorth,Q1,110.0,2\n"South ""end""",Q1,20.0,1\nNorth,Q4,7.0,1\n');
  const document = JSON.parse(await readFile(join(folder, 'flow.json'), 'utf8')) as FlowDocument;
  expect(Object.values(document.notes!).map((n) => n.text).sort()).toEqual(['**Buffer** was not imported: the tool Buffer has no counterpart.', 'Orders by shop & quarter']);
  expect(await call('import', new URL('orders.yxmd', import.meta.url).pathname, '--to', folder)).toMatchObject({ code: 2, error: expect.stringContaining('is there already') });
}, 30_000);

const kinds: Readonly<Record<string, ValueKind>> = { name: 'text', n: 'number', day: 'date' };
const row = "SELECT 'Anna Lee' AS name, 7.5::DOUBLE AS n, DATE '2024-02-28' AS day, NULL::VARCHAR AS none, 'x' AS \"odd \"\"name\"";
const formulas: readonly (readonly [string, string | null])[] = [
  ['[name] + "!"', 'Anna Lee!'],
  ['[name] + [none]', 'Anna Lee'],
  ['[odd "name] + \'-\'', 'x-'],
  ['ToString([n] + 1)', '8.5'],
  ['[n] * 2 - 1 / 4', '14.75'],
  ['IIF(Contains([name], "ANNA"), "yes", "no")', 'yes'],
  ['IIF(Contains([name], "ANNA", 0), "yes", "no")', 'no'],
  ['if [n] > 10 then "a" elseif [n] > 5 && [name] != "x" then "b" else "c" endif', 'b'],
  ['Substring([name], 5, 3)', 'Lee'],
  ['Left([name], 4) + Right([name], 1)', 'Annae'],
  ['FindString([name], "Lee")', '5'],
  ['FindString([name], "zzz")', '-1'],
  ['REGEX_Replace([name], "(a)nn", "$1_")', 'A_a Lee'],
  ['REGEX_Match([name], "anna.*")', 'true'],
  ['REGEX_Match([name], "anna")', 'false'],
  ['REGEX_CountMatches([name], "e")', '2'],
  ['PadLeft("7", 3, "0")', '007'],
  ['PadLeft("12345", 3, "0")', '12345'],
  ['TitleCase("the END of it")', 'The End Of It'],
  ['GetWord([name], 1)', 'Lee'],
  ['CountWords([name])', '2'],
  ['ReplaceChar("a-b-c", "-", "+")', 'a+b+c'],
  ['Trim("xxaxx", "x")', 'a'],
  ['DateTimeAdd([day], 2, "days")', '2024-03-01 00:00:00'],
  ['DateTimeAdd([day], 1, "month")', '2024-03-28 00:00:00'],
  ['DateTimeDiff("2024-03-01", [day], "days")', '2'],
  ['DateTimeFormat([day], "%d/%m/%y")', '28/02/24'],
  ['DateTimeFormat(DateTimeParse("3:05 PM 1 May 2021", "%I:%M %p %d %b %Y"), "%H%M")', '1505'],
  ['DateTimeTrim([day], "lastofmonth")', '2024-02-29'],
  ['DateTimeYear([day])', '2024'],
  ['ToNumber("12.50x")', null],
  ['IsNull([none])', 'true'],
  ['IsEmpty("")', 'true'],
  ['Round(7.46, 0.1)', '7.5'],
  ['Round(127, 10)', '130.0'],
  ['Mod(17, 5)', '2'],
  ['Switch([n], "other", 7.5, "hit", 8, "miss")', 'hit'],
  ['Average(1, 2, 6)', '3.0'],
  ['Max(3, 9, 4)', '9'],
  ['[name] IN ("x", "Anna Lee") AND NOT [n] IN (1, 2)', 'true'],
  ['[name] NOT IN ("x")', 'true'],
  ['// a remark\n[name] /* and one more */', 'Anna Lee'],
  ['"it\'s"', "it's"],
];

test('formulas say in DuckDB what they said there', async () => {
  const columns = formulas.map(([formula], i) => ({ name: `f${i}`, expression: `CAST(${translateFormula(formula, 'unknown', { kindOf: (name) => kinds[name] ?? 'unknown' }).sql} AS VARCHAR)` }));
  const document: FlowDocument = { ...emptyDocument('f'), nodes: { rows: { type: 'sql', version: 1, params: { statement: row } }, all: { type: 'formula', version: 1, params: { columns } } }, edges: [{ from: 'rows.out', to: 'all.in' }] };
  const preview = await engine.calls.preview({ document, base, node: 'all', port: 'out', rows: 1 });
  const table = tableFromIPC(preview.arrow);
  expect(formulas.map(([formula], i) => [formula, table.getChild(`f${i}`)?.get(0) as unknown])).toEqual(formulas);
});

test.each([
  ['Unheard([a])', 'the function Unheard has no counterpart'],
  ['[a] +', 'it ends too early'],
  ['IF [a] THEN 1', 'ENDIF is missing at the end'],
  ['DateTimeAdd([a], 1, [unit])', 'has to be a constant'],
  ['[Engine.WorkflowName]', 'has no counterpart'],
  ['Left([a])', 'Left has 1 arguments'],
  ['[a] ? 1', 'is not understood'],
])('%s is not carried over, and the reason is told', (formula, reason) => {
  expect(() => translateFormula(formula, 'unknown', { kindOf: () => 'unknown' })).toThrow(reason);
});

test('more tools: selections, samples, rows from columns, texts into columns, rows above', async () => {
  const tool = (id: number, plugin: string, configuration: string): string => `<Node ToolID="${id}"><GuiSettings Plugin="${plugin}"><Position x="${id}" y="1" /></GuiSettings><Properties><Configuration>${configuration}</Configuration></Properties></Node>`;
  const one = (from: number, to: number, ends = ['Output', 'Input']): string => `<Connection><Origin ToolID="${from}" Connection="${ends[0]}" /><Destination ToolID="${to}" Connection="${ends[1]}" /></Connection>`;
  const p = 'AlteryxBasePluginsGui';
  const xml = `<AlteryxDocument><Nodes>${[
    tool(1, `${p}.TextInput.TextInput`, '<Fields><Field name="k" /><Field name="a" /><Field name="b" /></Fields><Data><r><c>x</c><c>1</c><c>p|q</c></r><r><c>y</c><c>2</c><c>r</c></r><r><c>y</c><c>4</c><c>s|t|u</c></r></Data>'),
    tool(2, `${p}.MultiRowFormula.MultiRowFormula`, '<UpdateField value="False" /><CreateField_Name>diff</CreateField_Name><CreateField_Type>Int64</CreateField_Type><CreateField_Size>8</CreateField_Size><OtherRows>Null</OtherRows><Expression>[a]-[Row-1:a]</Expression><GroupByFields><Field field="k" /></GroupByFields>'),
    tool(3, `${p}.TextToColumns.TextToColumns`, '<Field>b</Field><ErrorHandling>Last</ErrorHandling><RootName>part</RootName><Delimeters value="|" /><NumFields value="2" /><Flags value="0" />'),
    tool(4, `${p}.Transpose.Transpose`, '<KeyFields><Field field="k" selected="True" /></KeyFields><DataFields><Field field="diff" selected="True" /><Field field="part2" selected="True" /></DataFields>'),
    tool(5, `${p}.Unique.Unique`, '<UniqueFields><Field field="k" /></UniqueFields>'),
    tool(6, `${p}.RecordID.RecordID`, '<FieldName>no</FieldName><StartValue>10</StartValue><Position>0</Position>'),
    tool(7, `${p}.MultiFieldFormula.MultiFieldFormula`, '<Expression>Uppercase([_CurrentField_])</Expression><Fields><Field name="k" /></Fields><CopyOutput value="True" /><NewFieldAddOn>New_</NewFieldAddOn>'),
    tool(8, `${p}.Sample.Sample`, '<Mode>Skip</Mode><N>1</N>'),
    tool(9, `${p}.RegEx.RegEx`, '<Field>b</Field><RegExExpression value="(\\w)\\|(\\w)" /><CaseInsensitve value="True" /><Method>ParseComplex</Method><ParseComplex><Field field="g1" /><Field field="g2" /></ParseComplex>'),
    tool(10, `${p}.Union.Union`, '<Mode>ByName</Mode>'),
    tool(11, `${p}.AppendFields.AppendFields`, ''),
    tool(13, `${p}.Formula.Formula`, '<FormulaFields><FormulaField expression="[a] + 1" field="n" size="8" type="Int64" /><FormulaField expression="[n] * 10" field="N" size="8" type="Int64" /><FormulaField expression="ToString([n])" field="t" size="8" type="String" /></FormulaFields>'),
    tool(14, `${p}.RunningTotal.RunningTotal`, '<GroupByFields><Field field="k" /></GroupByFields><RunningTotalFields><Field field="a" /></RunningTotalFields>'),
    tool(12, `${p}.CrossTab.CrossTab`, '<GroupFields><Field field="k" /></GroupFields><HeaderField field="b" /><DataField field="a" /><Methods><Method method="Sum" /><Separator>,</Separator></Methods>'),
  ].join('')}</Nodes><Connections>${[one(1, 2), one(2, 3), one(3, 4), one(1, 5), one(5, 6, ['Unique', 'Input']), one(6, 7), one(1, 8), one(1, 9), one(1, 10), one(8, 10), one(1, 12), one(1, 13), one(1, 14), one(1, 11, ['Output', 'Targets']), one(8, 11, ['Output', 'Source'])].join('')}</Connections></AlteryxDocument>`;
  const { document, tools } = importWorkflow(xml, 'more', catalog);
  expect(tools.filter((t) => t.outcome !== 'imported')).toEqual(['14', '12'].map((t) => expect.objectContaining({ tool: t, outcome: 'changed' })));
  const rows = async (node: string): Promise<string[]> => {
    const preview = await engine.calls.preview({ document, base, node, port: 'out', rows: 20 });
    const table = tableFromIPC(preview.arrow);
    return Array.from({ length: table.numRows }, (_, i) => table.schema.fields.map((_f, c) => String(table.getChildAt(c)?.get(i))).join(' '));
  };
  expect((await rows('tool_4_2')).sort()).toEqual(['x diff null', 'x part2 q', 'y diff 2', 'y diff null', 'y part2 null', 'y part2 t|u']);
  expect(await rows('tool_7')).toEqual(['10 x 1 p|q X', '11 y 2 r Y']);
  expect(await rows('tool_8')).toEqual(['y 2 r', 'y 4 s|t|u']);
  expect(await rows('tool_9')).toEqual(['x 1 p|q p q', 'y 2 r null null', 'y 4 s|t|u s t']);
  expect(await rows('tool_10')).toHaveLength(5);
  expect(await rows('tool_11')).toHaveLength(6);
  // A column that is computed twice is computed in two steps.
  expect(await rows('tool_13_2')).toEqual(['x 1 p|q 20 20', 'y 2 r 30 30', 'y 4 s|t|u 50 50']);
  expect((await rows('tool_14')).sort()).toEqual(['x 1 p|q 1', 'y 2 r 2', 'y 4 s|t|u 6']);
  expect((await rows('tool_12')).sort()).toEqual(['x 1 null null', 'y null 2 4']);
});

test('what is no workflow is told', async () => {
  await writeFile(join(base, 'broken.yxmd'), '<AlteryxDocument><Nodes>');
  await writeFile(join(base, 'other.yxmd'), '<Workbook/>');
  expect(await call('import', join(base, 'broken.yxmd'), '--to', join(base, 'b'))).toMatchObject({ code: 2, error: expect.stringContaining('is no Alteryx workflow') });
  expect(await call('import', join(base, 'other.yxmd'), '--to', join(base, 'b'))).toMatchObject({ code: 2, error: expect.stringContaining('its first element is not AlteryxDocument') });
  expect(await call('import', join(base, 'gone.yxmd'), '--to', join(base, 'b'))).toMatchObject({ code: 2, error: expect.stringContaining('cannot be read') });
  expect(await call('import', join(base, 'other.yxmd'))).toMatchObject({ code: 2, error: expect.stringContaining('--to') });
});
