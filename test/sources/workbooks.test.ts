import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { CFB, read as readBook, utils, write as writeBook, type BookType, type CellObject, type WorkSheet } from '@e965/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flow, run } from '../databases/flows.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-books-'));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

type Row = readonly (string | number | boolean | CellObject | null)[];
type Params = Readonly<Record<string, unknown>>;

const shown = (v: number, z: string): CellObject => ({ t: 'n', v, z });
const failed = (w: string): CellObject => ({ t: 'e', v: 42, w });

async function book(sheets: Readonly<Record<string, readonly Row[] | WorkSheet>>, name = 'a.xlsx', more: { readonly date1904?: boolean } = {}): Promise<void> {
  const made = utils.book_new();
  for (const [title, rows] of Object.entries(sheets)) utils.book_append_sheet(made, Array.isArray(rows) ? utils.aoa_to_sheet(rows as unknown[][]) : (rows as WorkSheet), title);
  made.Workbook = { ...made.Workbook, WBProps: more };
  await writeFile(join(base, name), writeBook(made, { type: 'buffer', bookType: name.split('.').pop() as BookType }) as Buffer);
}

/** Columns with their types, values as the database spells them. */
async function look(params: Params = {}): Promise<{ readonly columns: string; readonly rows: readonly unknown[] }> {
  const document = flow({ book: ['read-excel', { path: 'a.xlsx', ...params }], node: ['sql', { statement: 'SELECT CAST(COLUMNS(*) AS VARCHAR) FROM in1' }] }, ['book.out > node.in1']);
  const [{ arrow }, check] = await Promise.all([engine.calls.preview({ document, base, node: 'node', port: 'out', rows: 100 }), engine.session.check({ document, base })]);
  const table = tableFromIPC(arrow);
  return { columns: check.nodes.find((n) => n.id === 'book')!.outputs['out']!.map((c) => `${c.name} ${c.type}`).join(), rows: Array.from({ length: table.numRows }, (_, i) => table.schema.fields.map((_f, c) => table.getChildAt(c)?.get(i) as unknown)) };
}

const told = async (params: Params = {}): Promise<readonly { readonly severity: string; readonly message: string; readonly at?: unknown }[]> => (await engine.calls.check({ document: flow({ node: ['read-excel', { path: 'a.xlsx', ...params }] }), base })).diagnostics;

const sheetsOf = (path: string) => engine.calls.sheets({ document: flow({ node: ['read-excel', { path, sheet: 'not there' }] }), base, node: 'node' });

describe('several workbooks', () => {
  it('are one table by a pattern or a folder, with the workbook and the sheet of each row; columns go by name', async () => {
    await mkdir(join(base, 'months'));
    await book({ Sales: [['shop', 'n'], ['a', 1], ['b', 2]], Notes: [['x'], ['y']] }, 'months/jan.xlsx');
    await book({ sales: [['n', 'shop', 'paid'], [3, 'c', true]] }, 'months/feb.xlsx');
    // What Excel puts beside a workbook that is open.
    await writeFile(join(base, 'months/~$feb.xlsx'), 'somebody');
    for (const path of ['months/*.xlsx', 'months']) {
      const found = await look({ path, sheet: 'Sales', fileColumn: 'file', sheetColumn: 'sheet' });
      expect(found.columns, path).toBe('n DOUBLE,shop VARCHAR,paid BOOLEAN,sheet VARCHAR,file VARCHAR');
      expect(found.rows, path).toEqual([
        ['3.0', 'c', 'true', 'sales', join(base, 'months/feb.xlsx')],
        ['1.0', 'a', null, 'Sales', join(base, 'months/jan.xlsx')],
        ['2.0', 'b', null, 'Sales', join(base, 'months/jan.xlsx')],
      ]);
    }
    expect((await told({ path: 'months/*.xlsx' }))[0]!.message).toContain('only the first sheet of each workbook is read, and not "Notes"');
    await expect(sheetsOf('months/*.xlsx')).rejects.toMatchObject({ diagnostic: { code: 'param-invalid', message: expect.stringContaining('several workbooks') } });
  });

  it('follow a workbook that comes or changes, and one that does not fit is named', async () => {
    await mkdir(join(base, 'weeks'));
    await book({ S: [['a'], [1]] }, 'weeks/1.xlsx');
    const params = { path: 'weeks/*.xlsx', sheet: 'S' };
    expect((await look(params)).rows).toEqual([['1.0']]);
    await book({ S: [['a', 'b'], [2, 'x']] }, 'weeks/2.xlsx');
    expect(await look(params)).toEqual({ columns: 'a DOUBLE,b VARCHAR', rows: [['1.0', null], ['2.0', 'x']] });
    const document = flow({ node: ['read-excel', params], out: ['write-delimited', { path: 'weeks.csv' }] }, ['node.out > out.in']);
    expect((await run(engine, base, document)).status).toBe('succeeded');
    expect(await readFile(join(base, 'weeks.csv'), 'utf8')).toBe('a,b\n1.0,\n2.0,x\n');
    await book({ T: [['a'], [1]] }, 'weeks/3.xlsx');
    expect((await told(params))[0]).toMatchObject({ severity: 'error', message: expect.stringMatching(/3\.xlsx" has no sheet "S"/) });
  });
});

describe('the sheets of a workbook', () => {
  it.each(['xlsx', 'xlsb', 'xls', 'ods'])('are listed with their sizes: %s', async (ending) => {
    await book({ 'Big one': Array.from({ length: 400 }, (_, i) => [i, `t${i}`, 1]), Line: [['a', 'b']], Void: [] }, `s.${ending}`);
    expect(await sheetsOf(`s.${ending}`)).toEqual([
      { name: 'Big one', rows: 400, columns: 3, hidden: false },
      { name: 'Line', rows: 1, columns: 2, hidden: false },
      { name: 'Void', rows: 0, columns: 0, hidden: false },
    ]);
  });

  it('have their real size where they do not state one, and are told apart where they are hidden', async () => {
    const made = utils.book_new();
    utils.book_append_sheet(made, utils.aoa_to_sheet([['a'], [1], [2]]), 's');
    utils.book_append_sheet(made, utils.aoa_to_sheet([['x']]), 'kept away');
    made.Workbook = { Sheets: [{ Hidden: 0 }, { Hidden: 1 }] };
    const bytes = writeBook(made, { type: 'buffer', bookType: 'xlsx' }) as Buffer;
    const stripped = CFB.read(bytes, { type: 'buffer' });
    const part = CFB.find(stripped, '/xl/worksheets/sheet1.xml')!;
    part.content = Buffer.from(Buffer.from(part.content as Uint8Array).toString().replace(/<dimension[^>]*>/, ''));
    await writeFile(join(base, 'plain.xlsx'), CFB.write(stripped, { fileType: 'zip', type: 'buffer' }) as Buffer);
    expect(await sheetsOf('plain.xlsx')).toEqual([
      { name: 's', rows: 3, columns: 1, hidden: false },
      { name: 'kept away', rows: 1, columns: 1, hidden: true },
    ]);
  });

  it('are not there without a workbook', async () => {
    await expect(sheetsOf('gone.xlsx')).rejects.toMatchObject({ diagnostic: { code: 'file-missing', at: { node: 'node', param: 'path' } } });
    await writeFile(join(base, 'text.xlsx'), 'a,b');
    await expect(sheetsOf('text.xlsx')).rejects.toMatchObject({ diagnostic: { code: 'file-format' } });
  });
});

describe('cells', () => {
  it('come in the type that all of a column have, whatever the first one is', async () => {
    await book({ s: [['n', 'd', 'at', 't', 'long', 'b', 'void'], [1.5, shown(45351, 'yyyy-mm-dd'), shown(45351.5, 'd/m/yy h:mm'), shown(0.75, 'h:mm AM/PM'), shown(1.25, '[h]:mm'), true, null], [null, null, null, null, null, null, null], [2e15, shown(1, 'dd.mm.yyyy'), shown(59, 'd mmm'), shown(0.000011574074074074073, 'mm:ss'), shown(0.5, 'h:mm'), false, '']] });
    expect(await look()).toEqual({
      columns: 'n DOUBLE,d DATE,at TIMESTAMP,t TIME,long INTERVAL,b BOOLEAN,void VARCHAR',
      rows: [['1.5', '2024-02-29', '2024-02-29 12:00:00', '18:00:00', '30:00:00', 'true', null], ['2000000000000000.0', '1900-01-01', '1900-02-28 00:00:00', '00:00:01', '12:00:00', 'false', null]],
    });
    expect(await told()).toEqual([]);
  });

  it('of several kinds make a column of text, and errors are NULL; both are said', async () => {
    await book({ s: [['m', 'x', 'y'], [1, 2, 3], ['n/a', failed('#N/A'), 4], [shown(45351.25, 'yyyy-mm-dd hh:mm'), 5, failed('#N/A')], [true, null, null]] });
    expect(await look()).toEqual({ columns: 'm VARCHAR,x DOUBLE,y DOUBLE', rows: [['1', '2.0', '3.0'], ['n/a', null, '4.0'], ['2024-02-29 06:00:00', '5.0', null], ['true', null, null]] });
    expect(await told()).toMatchObject([{ severity: 'info', message: expect.stringContaining('"m" mixes texts, numbers or dates and is read as text; 2 cells such as B3, C4 hold errors and are NULL') as string }]);
    expect((await look({ allText: true })).rows[0]).toEqual(['1', '2', '3']);
  });

  it('count days from 1904 where the workbook does', async () => {
    await book({ s: [['d'], [shown(0, 'yyyy-mm-dd')], [shown(43889, 'yyyy-mm-dd')]] }, 'a.xlsx', { date1904: true });
    expect((await look()).rows).toEqual([['1904-01-01'], ['2024-02-29']]);
  });

  it('in formats that only look like dates stay numbers', async () => {
    const formats = ['General', '0.00', '"day" 0', '[Red]0', '#,##0\\ [$USD]', '0.00E+00', '[$-409]0', '0_d', '@', '# ?/?'];
    await book({ s: [formats.map((_, i) => `c${i}`), formats.map((z) => shown(45351, z))] });
    expect((await look()).rows).toEqual([formats.map(() => '45351.0')]);
  });
});

describe('sheets', () => {
  it('without cells are told, and nothing waits for them', async () => {
    for (const rows of [[], [[]], [[null, '']]]) {
      await book({ void: rows, full: [['a'], [1]] });
      expect(await told()).toMatchObject([{ severity: 'error', at: { param: 'sheet' }, message: expect.stringContaining('has no filled cells in this sheet') as string }]);
      expect((await look({ sheet: 'FULL' })).rows).toEqual([['1.0']]);
    }
    expect(await told({ sheet: 'gone' })).toMatchObject([{ at: { param: 'sheet' }, message: expect.stringContaining('has no sheet "gone"; there are "void", "full". Choose one of them.') as string }]);
  });

  it('are read to their last row and column, empty rows left out', async () => {
    await book({ s: [['', 'a', 'A', '', 'a'], [], [null, 1, 2, null, 3], [], [], [null, null, null, 'late', null]] });
    expect(await look()).toEqual({ columns: 'a DOUBLE,A_1 DOUBLE,D1 VARCHAR,a_2 DOUBLE', rows: [['1.0', '2.0', null, '3.0'], [null, null, 'late', null]] });
  });

  it('are read in the cells that are named', async () => {
    await book({ s: [['title'], ['a', 'b', 'c'], [1, 2, 3], [4, 5, 6]] });
    expect(await look({ range: 'B2:C3' })).toEqual({ columns: 'b DOUBLE,c DOUBLE', rows: [['2.0', '3.0']] });
    expect(await look({ range: '$B$3:$C$900', header: false })).toEqual({ columns: 'B3 DOUBLE,C3 DOUBLE', rows: [['2.0', '3.0'], ['5.0', '6.0']] });
    expect(await look({ range: '2:3' })).toMatchObject({ columns: 'a DOUBLE,b DOUBLE,c DOUBLE', rows: [['1.0', '2.0', '3.0']] });
    expect((await look({ range: 'B:B', header: false })).rows).toEqual([['b'], ['2'], ['5']]);
    for (const range of ['B', 'A1', ':', 'C1:A1', 'A5:A2', 'A0:B2', '1:', 'x y']) expect(await told({ range })).toMatchObject([{ at: { param: 'range' }, message: expect.stringContaining('names no cells') as string }]);
    expect(await told({ range: 'X1:Z9' })).toMatchObject([{ at: { param: 'range' }, message: expect.stringContaining('has no filled cells in X1:Z9') as string }]);
  });

  it('below a title give their names from the first row that is full of texts, which is said', async () => {
    await book({ s: [['Sales 2024'], [], [null, 'shop', 'Jan', 'Feb'], [null, 'York', null, 2], [null, 'Total', null, 2]] });
    expect(await look()).toEqual({ columns: 'shop VARCHAR,Jan VARCHAR,Feb DOUBLE', rows: [['York', null, '2.0'], ['Total', null, '2.0']] });
    expect(await told()).toMatchObject([{ severity: 'info', message: expect.stringContaining('the names are in row 3 and the title above is left out') as string }]);
    expect((await look({ header: false })).rows[0]).toEqual(['Sales 2024', null, null, null]);
    expect((await look({ range: 'A1:D5' })).columns).toBe('Sales 2024 VARCHAR,B1 VARCHAR,C1 VARCHAR,D1 VARCHAR');
    for (const rows of [[['a'], ['x'], ['y']], [['a', null], ['x', 1], ['y', 2]], [['a', 'b'], ['x', 'y']], [['a', 'b', null], ['x', 'y', 'z']]]) {
      await book({ s: rows });
      expect((await look()).columns).toMatch(/^a VARCHAR/);
    }
  });

  it('that a pattern matches come under each other, columns by name', async () => {
    await book({ '2024 (Jan)': [['Title'], ['shop', 'n'], ['York', 1]], '2024 (Feb)': [['n', 'Shop', 'new'], [2, 'Hull', true]], 'void 2024': [], other: [['x'], ['y']] });
    expect(await look({ sheet: '2024*', sheetColumn: 'month' })).toEqual({ columns: 'shop VARCHAR,n DOUBLE,new BOOLEAN,month VARCHAR', rows: [['York', '1.0', null, '2024 (Jan)'], ['Hull', '2.0', 'true', '2024 (Feb)']] });
    expect(await told({ sheet: '*)' })).toMatchObject([{ severity: 'info', message: expect.stringContaining('"new" (not in "2024 (Jan)")') as string }]);
    expect((await look({ sheet: '*' })).columns).toBe('shop VARCHAR,n DOUBLE,new BOOLEAN,x VARCHAR');
    expect(await told({ sheet: '1*' })).toMatchObject([{ at: { param: 'sheet' }, message: expect.stringContaining('has no sheet "1*"; there are "2024 (Jan)", "2024 (Feb)"') as string }]);
    expect(await told({ sheet: 'other', sheetColumn: 'X' })).toMatchObject([{ code: 'column-duplicate', at: { param: 'sheetColumn' } }]);
  });

  it('that are not read are named', async () => {
    await book({ a: [['x'], [1]], b: [['x'], [2]], c: [['x'], [3]] });
    expect(await told()).toMatchObject([{ severity: 'info', message: expect.stringContaining('only the first sheet, "a", is read, and not "b", "c"; a name chooses another one, * all of them') as string }]);
    expect(await told({ sheet: 'b' })).toEqual([]);
  });

  it('with hundreds of columns of one name have as many', async () => {
    await book({ s: [['X_1', ...Array.from({ length: 400 }, () => 'x')], Array.from({ length: 401 }, (_, i) => i)] });
    const { columns } = await look();
    expect(columns.split(',').map((c) => c.split(' ')[0])).toEqual(['X_1', 'x', ...Array.from({ length: 399 }, (_, i) => `x_${i + 2}`)]);
  });

  it('of other kinds of workbooks are read alike', async () => {
    for (const name of ['b.xlsx', 'b.xlsm', 'b.xlsb', 'b.xls', 'b.ods']) {
      await book({ s: [['ä “x”', 'd', 'b'], ['é🎈\ny', shown(45351, 'yyyy/mm/dd'), true], ['007', shown(45352, 'yyyy/mm/dd'), false]] }, name);
      expect(await look({ path: name }), name).toEqual({ columns: 'ä “x” VARCHAR,d DATE,b BOOLEAN', rows: [['é🎈\ny', '2024-02-29', 'true'], ['007', '2024-03-01', 'false']] });
    }
  });
});

describe('a file', () => {
  it('that is no workbook, or a damaged one, is told', async () => {
    await book({ s: [['a'], [1]] });
    const whole = await readFile(join(base, 'a.xlsx'));
    for (const [content, says] of [['a,b\n1,2\n', /is no workbook/], ['<html><table><tr><td>1</td></tr></table></html>', /is no workbook/], [whole.subarray(0, whole.length / 2), /is damaged or no workbook/], [Buffer.concat([Buffer.from('\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1', 'latin1'), Buffer.alloc(600)]), /is damaged or no workbook|is protected by a password/]] as const) {
      await writeFile(join(base, 'bad.xlsx'), content);
      expect(await told({ path: 'bad.xlsx' })).toMatchObject([{ severity: 'error', at: { param: 'path' }, message: expect.stringMatching(says) as string }]);
    }
  });

  it('is warned of when it is written with numbers that a cell cannot keep, and not of columns that only could have them', async () => {
    const written = (statement: string) => run(engine, base, flow({ rows: ['sql', { statement }], out: ['write-excel', { path: 'long.xlsx' }] }, ['rows.out > out.in']));
    const few = await written("SELECT 999999999999999 AS id, sum(range)::HUGEINT AS n, -99.5::DECIMAL(18, 2) AS d, 'x' AS t FROM range(3)");
    if (few.diagnostics.some((d) => d.code === 'extension-missing')) return;
    expect([few.status, few.diagnostics]).toEqual(['succeeded', []]);
    const many = await written('SELECT -1000000000000000 * range AS id, range AS n, range * 12345678901234.25::DECIMAL(20, 2) AS d FROM range(3)');
    expect(many.diagnostics).toMatchObject(['id', 'd'].map((name) => ({ severity: 'warning', at: { node: 'out' }, message: expect.stringContaining(`column "${name}" has numbers of more than the 15 digits that Excel keeps`) as string })));
    expect(many.status).toBe('succeeded');
    const long = await written("SELECT * FROM (VALUES (1, repeat('a', 32767)), (2, repeat('b', 40000)), (3, repeat('🎈', 20000)), (4, NULL)) AS t(id, text)");
    expect(long.diagnostics).toMatchObject([{ severity: 'warning', message: expect.stringContaining('column "text" has texts of more than the 32767 characters') }]);
    const cells = utils.sheet_to_json<{ text?: string }>(readBook(await readFile(join(base, 'long.xlsx'))).Sheets['Sheet1']!);
    expect(cells.map(({ text }) => text)).toEqual(['a'.repeat(32_767), 'b'.repeat(32_767), '🎈'.repeat(16_383), undefined]);
  });

  it('holds the days that Excel means, and is warned of when it is written with values that no cell can hold', async () => {
    const statement = "SELECT * FROM (VALUES (DATE '1900-01-01', TIMESTAMP '1900-02-28 12:00:00', 1.5::DOUBLE), (DATE '1900-03-01', NULL, NULL), (DATE '2024-02-29', TIMESTAMP '2024-02-29 18:00:00', -0.5)) t(d, t, x)";
    const written = (text: string) => run(engine, base, flow({ rows: ['sql', { statement: text }], out: ['write-excel', { path: 'days.xlsx' }] }, ['rows.out > out.in']));
    const sound = await written(statement);
    if (sound.diagnostics.some((d) => d.code === 'extension-missing')) return;
    expect([sound.status, sound.diagnostics]).toEqual(['succeeded', []]);
    const cells = readBook(await readFile(join(base, 'days.xlsx')), { cellDates: false }).Sheets['Sheet1']!;
    expect(['A2', 'B2', 'C2', 'A3', 'B3', 'A4', 'B4', 'C4'].map((at) => (cells[at] as { v: number } | undefined)?.v)).toEqual([1, 59.5, 1.5, 61, undefined, 45351, 45351.75, -0.5]);
    const lossy = await written("SELECT * FROM (VALUES (DATE '1850-06-01', TIMESTAMP 'infinity', 'nan'::DOUBLE, 'inf'::FLOAT), (DATE '1900-01-01', NULL, 1, 1)) t(d, t, x, y)");
    expect([lossy.status, lossy.diagnostics.map((d) => [d.severity, /column "(.)" has (\w+ \w+)/.exec(d.message)?.slice(1).join(' ')])]).toEqual(['succeeded', [['warning', 'd days before'], ['warning', 't times without'], ['warning', 'x values that'], ['warning', 'y values that']]]);
    const kept = readBook(await readFile(join(base, 'days.xlsx'))).Sheets['Sheet1']!;
    expect([kept['B2'], kept['C2'], kept['D2']]).toEqual([undefined, undefined, undefined]);
  });

  it('with hundreds of columns and thousands of rows is read whole', async () => {
    await book({ s: [Array.from({ length: 200 }, (_, i) => `c${i}`), ...Array.from({ length: 2500 }, (_, i) => [i, 'x'])] });
    const report = await run(engine, base, flow({ book: ['read-excel', { path: 'a.xlsx' }], out: ['write-excel', { path: 'out.xlsx' }] }, ['book.out > out.in']));
    if (report.diagnostics.some((d) => d.code === 'extension-missing')) return;
    expect(report.status).toBe('succeeded');
    const sheet = readBook(await readFile(join(base, 'out.xlsx'))).Sheets['Sheet1']!;
    expect([sheet['!ref'], sheet['A2501']]).toMatchObject(['A1:GR2501', { v: 2499 }]);
  });
});

describe('a workbook that takes its time', () => {
  const write = async (name: string): Promise<void> => book({ Long: Array.from({ length: 12_000 }, (_, r) => Array.from({ length: 10 }, (_c, c) => `${name} ${r} ${c}`)) }, name);
  const long = (path: string) => flow({ book: ['read-excel', { path }], out: ['write-parquet', { path: `${path}.parquet` }] }, ['book.out > out.in']);
  /** Runs, cancels after `wait` milliseconds, and says how it ended and how long that took from there. */
  async function cancelled(path: string, wait: number): Promise<{ readonly status: string; readonly after: number }> {
    let cancel = (): void => undefined;
    const running = engine.session.run({ document: long(path), base, name: 'f' }, () => undefined, (next) => void (cancel = next));
    await new Promise((done) => setTimeout(done, wait));
    const asked = performance.now();
    cancel();
    return { status: (await running).status, after: performance.now() - asked };
  }

  it('is given up at once, whether the flow is checked or runs', async () => {
    await write('one.xlsx');
    await write('two.xlsx');
    const start = performance.now();
    await engine.session.check({ document: long('one.xlsx'), base });
    const whole = performance.now() - start;
    for (const path of ['one.xlsx', 'two.xlsx']) {
      const { status, after } = await cancelled(path, 100);
      expect(status, path).toBe('cancelled');
      expect(after, `${path}: of ${Math.round(whole)} ms`).toBeLessThan(Math.max(400, whole / 3));
    }
    // What was given up can be read afterwards.
    const report = await engine.session.run({ document: long('two.xlsx'), base, name: 'f' }, () => undefined, () => undefined);
    expect([report.status, report.nodes['out']?.written?.rows]).toEqual(['succeeded', 11_999]);
  });
});

it('an empty workbook among several is told by its name, and one that is empty alone is an error', async () => {
  await mkdir(join(base, 'some'));
  await book({ A: [['n'], [1]] }, 'some/a.xlsx');
  await book({ A: [] }, 'some/b.xlsx');
  await book({ A: [['n'], [2]], B: [] }, 'some/c.xlsx');
  expect(await told({ path: 'some' })).toMatchObject([{ severity: 'info' }, { severity: 'warning', code: 'file-read-as', message: 'In "some", b.xlsx has no filled cells and gives no row. Fill it, or take it away.' }]);
  expect((await look({ path: 'some' })).rows).toEqual([['1.0'], ['2.0']]);
  expect(await told({ path: 'some/b.xlsx' })).toMatchObject([{ severity: 'error' }]);
});
