import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { codes, flow, run } from '../databases/flows.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-delimited-'));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

type Params = Readonly<Record<string, unknown>>;

/** Names and values of a port, values as the preview spells them. */
async function look(params: Params, port = 'out'): Promise<{ readonly names: string; readonly rows: readonly unknown[] }> {
  const preview = await engine.calls.preview({ document: flow({ node: ['read-delimited', params] }), base, node: 'node', port, rows: 1000 });
  const table = tableFromIPC(preview.arrow);
  const plain = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);
  return { names: preview.schema.map((c) => c.name).join(), rows: Array.from({ length: table.numRows }, (_, i) => table.schema.fields.map((_f, c) => plain(table.getChildAt(c)?.get(i)))) };
}

async function read(content: string | Buffer, params: Params = {}): ReturnType<typeof look> {
  await writeFile(join(base, 'a.csv'), content);
  return look({ path: 'a.csv', ...params });
}

const small = [[1, 2], [3, 4]];

it('a header of two lines and nothing else is a table without rows', async () => {
  expect(await read('"two\nlines",%s $x {y},A b\n', { header: 'yes', delimiter: ',', quote: '"', allText: true, onError: 'reject' })).toEqual({ names: 'two\nlines,%s $x {y},A b', rows: [] });
});

it('one line of names is a header although two of them read as truth values', async () => {
  for (const [text, names] of [['f,t\n', 'f,t'], ['T;f', 'T,f'], ['id,f\r\n\r\n', 'id,f'], ['"f","t"\n', 'f,t'], ['t\n', 't']] as const) expect(await read(text), text).toEqual({ names, rows: [] });
  // What can only be a row stays one.
  expect((await read('f,f\n')).rows).toEqual([[false, false]]);
  expect((await read('true,false\n')).rows).toEqual([[true, false]]);
  expect((await read('f,t\nt,f\n')).rows).toHaveLength(2);
  expect((await read('f,t\n', { header: 'no' })).rows).toEqual([[false, true]]);
  expect((await read('7,t\n')).rows).toEqual([[7, true]]);
});

it('lines that begin with # are comments where the file makes several columns without them only, and that is said', async () => {
  const table = { names: 'id,name,day', rows: [[1, 'a, b', 1704067200000], [2, 'c', 1704153600000]] };
  const lines = ['id,name,day', '1,"a, b",2024-01-01', '2,c,2024-01-02'];
  const late = ["# it's made by x", lines[0], lines[1], '# a note, here', lines[2], ''].join('\n');
  expect(await read(late)).toEqual(table);
  expect((await engine.calls.check({ document: flow({ node: ['read-delimited', { path: 'a.csv' }] }), base })).diagnostics.map((d) => d.message).join()).toMatch(/: lines that begin with # are taken for comments and left out\. Set it/);
  expect(await read(gzipSync(late), { path: 'a.csv', compression: 'gzip' })).toEqual(table);
  expect(await read(`\uFEFF${late.replaceAll('\n', '\r\n')}`)).toEqual(table);
  // More comments than rows.
  const block = [...Array.from({ length: 18 }, (_, i) => `# line ${i}`), ...lines].join('\n');
  expect(await read(block)).toEqual(table);
  expect(await read(block, { comment: '#', onError: 'reject' })).toEqual(table);
  expect(await read(`${'\n'.repeat(18)}${lines.join('\n')}`, { onError: 'reject' })).toEqual(table);
  // Neither a header that begins so nor a list of such texts is a comment.
  expect((await read('#id,name\n1,a\n')).names).toBe('#id,name');
  expect((await read('#tag\n#one\n#two\n')).rows).toEqual([['#one'], ['#two']]);
  expect((await read(late, { skip: 0 })).names).toBe("# it's made by x");
});

it('a file without a line end is refused at once', async () => {
  await writeFile(join(base, 'endless.csv'), Buffer.alloc(65 * 1024 * 1024, 'x,'));
  await expect(look({ path: 'endless.csv' })).rejects.toThrow(/"endless\.csv" has no line end in its first 64 MB/);
  await writeFile(join(base, 'endless.csv'), '');
}, 20_000);

it('infinity and epoch are moments beside dates of any form, never 1900', async () => {
  const said = async (params: Params = {}): Promise<string> => (await run(engine, base, flow({ node: ['read-delimited', { path: 'a.csv', ...params }], text: ['formula', { columns: ['until', 'at'].map((name) => ({ name, expression: `"${name}"::VARCHAR` })) }], out: ['write-delimited', { path: 'until.csv' }] }, ['node.out > text.in', 'text.out > out.in']))).diagnostics.map((d) => `${d.code} ${d.at.param ?? ''}`).join() || readFile(join(base, 'until.csv'), 'utf8');
  const usual = 'n,until,at\n1,2024-01-31,2024-01-31 10:00:00\n2,infinity,-infinity\n3,"Infinity",epoch\n';
  await writeFile(join(base, 'a.csv'), usual);
  const expected = 'n,until,at\n1,2024-01-31,2024-01-31 10:00:00\n2,infinity,-infinity\n3,infinity,1970-01-01 00:00:00\n';
  expect(await said()).toBe(expected);
  expect(await said({ types: [{ column: 'until', type: 'DATE' }, { column: 'at', type: 'TIMESTAMP' }] })).toBe(expected);
  expect((await engine.calls.preview({ document: flow({ node: ['read-delimited', { path: 'a.csv' }] }), base, node: 'node', port: 'out', rows: 1 })).schema.map((c) => c.type)).toEqual(['BIGINT', 'DATE', 'TIMESTAMP']);
  expect(await said({ types: [{ column: 'until', type: 'DATE' }], dateFormat: '%Y-%m-%d' })).toBe('value-unreadable dateFormat');
  await writeFile(join(base, 'a.csv'), 'n,until,at,word\n1,31.12.2024,31.12.2024 10:00,epoch\n2,1.1.1900,1.1.1900 00:00,era\n');
  const forms = { dateFormat: '%d.%m.%Y', timestampFormat: '%d.%m.%Y %H:%M' };
  expect(await said(forms)).toBe('n,until,at,word\n1,2024-12-31,2024-12-31 10:00:00,epoch\n2,1900-01-01,1900-01-01 00:00:00,era\n');
  await writeFile(join(base, 'a.csv'), 'n,until,at\n1,31.12.2024,31.12.2024 10:00\n2,1.1.1900,infinity\n');
  expect(await said({ ...forms, types: [{ column: 'at', type: 'TIMESTAMP' }] })).toBe('value-unreadable timestampFormat');
});

describe('csv-spectrum', async () => {
  const folder = join(import.meta.dirname, 'csv-spectrum');
  for (const name of (await readdir(folder)).filter((n) => n.endsWith('.csv'))) {
    it(name, async () => {
      const expected = JSON.parse(await readFile(join(folder, name.replace('.csv', '.json')), 'utf8')) as Record<string, string> | Record<string, string>[];
      const given = [expected].flat().map((row) => ('Cities' in row ? { ...row, 'Contact Phone Number': '2095257564' } : row));
      const { names, rows } = await read(await readFile(join(folder, name)), { allText: true, header: 'yes', nulls: [] });
      expect(rows.map((row) => Object.fromEntries(names.split(',').map((n, i) => [n, (row as unknown[])[i]])))).toEqual(given);
    });
  }
});

describe('encodings', () => {
  const text = 'a,b\n1,é€“x”\n';
  const rows = [[1, 'é€“x”']];
  const bytes1252 = Buffer.from('a,b\n1,\xe9\x80\x93x\x94\n', 'latin1');

  it('are found out from the file', async () => {
    expect(await read('\uFEFF"a, x",b\n1,2\n')).toEqual({ names: 'a, x,b', rows: [[1, 2]] });
    for (const content of [text, `\uFEFF${text}`, Buffer.from(`\uFEFF${text}`, 'utf16le'), Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(), Buffer.from(text.repeat(40), 'utf16le').subarray(0, text.length * 2), bytes1252]) {
      expect(await read(content)).toMatchObject({ rows });
    }
    const check = await engine.calls.check({ document: flow({ node: ['read-delimited', { path: 'a.csv' }] }), base });
    expect(check.diagnostics).toMatchObject([{ code: 'file-read-as', severity: 'info', message: expect.stringMatching(/taken for windows-1252/) as string }]);
  });

  it('are taken as set, packed files included', async () => {
    expect(await read(Buffer.from('a,b\n1,\xcf\xf0\xe8\n', 'latin1'), { encoding: 'windows-1251' })).toMatchObject({ rows: [[1, 'При']] });
    await writeFile(join(base, 'b.csv.gz'), gzipSync(bytes1252));
    expect(await look({ path: 'b.csv.gz' })).toMatchObject({ rows });
    expect(await look({ path: 'b.csv.gz', encoding: 'windows-1252' })).toMatchObject({ rows });
  });

  it('that do not have a byte stop at its line; a broken sign of UTF-8 does not make it another encoding', async () => {
    await expect(read(bytes1252, { encoding: 'latin-1' })).rejects.toThrow(/line 2 .*no latin-1/);
    await expect(read(Buffer.from('a,b\n1,x\n2,\x81\n', 'latin1'), { encoding: 'windows-1252' })).rejects.toThrow(/line 3 .*no windows-1252/);
    await expect(read(Buffer.concat([Buffer.from('a,b\n1,äöü\n2,'), Buffer.from([0xff, 10])]))).rejects.toThrow(/line 3.*[uU]nicode/);
  });

  it('of several files of a pattern may differ', async () => {
    await writeFile(join(base, 'many-1.csv'), bytes1252);
    await writeFile(join(base, 'many-2.csv'), text);
    expect(await look({ path: 'many-*.csv', fileColumn: 'file' })).toMatchObject({ rows: [[...rows[0]!, 'many-1.csv'], [...rows[0]!, 'many-2.csv']] });
  });
});

describe('lines', () => {
  it('end as they like, in one file or from file to file', async () => {
    for (const content of ['a,b\r1,2\r3,4\r', 'a,b\r\n1,2\n3,4\r\n', 'a,b\n1,2\r\n3,4', 'a,b\n1,2\r3,4\n']) expect(await read(content)).toMatchObject({ names: 'a,b', rows: small });
    for (const [i, end] of ['\n', '\r\n', '\r'].entries()) await writeFile(join(base, `ends-${i}.csv`), ['a,b', '1,2', '3,4', ''].join(end));
    expect((await look({ path: 'ends-*.csv' })).rows).toEqual([...small, ...small, ...small]);
    expect(await read('a,b\r\n"1\n\r2",2\n')).toMatchObject({ rows: [['1\n\r2', 2]] });
  });

  it('between quotes say nothing about those of the file', async () => {
    expect((await read(`a\tb\r\n"x\ny"\t1\r\n"\n${'"" '.repeat(900_000)}"\t2\r\n`)).rows).toMatchObject([{ 0: 'x\ny' }, { 1: 2 }]);
    expect((await engine.calls.check({ document: flow({ node: ['read-delimited', { path: 'a.csv' }] }), base })).diagnostics).toEqual([]);
  });

  it('between quotes in the first line say nothing about those of the file either', async () => {
    for (const [inside, end] of [['\n', '\r\n'], ['\r\n', '\n'], ['\r', '\n'], ['\n', '\r']] as const) {
      expect(await read(`"a${inside}b",c${end}x,1${end}"y${inside}",2${end}`), JSON.stringify([inside, end])).toEqual({ names: `a${inside}b,c`, rows: [['x', 1], [`y${inside}`, 2]] });
    }
  });

  it('may be longer than the database reads by itself, and hold zero bytes', async () => {
    const long = 'x'.repeat(3_000_000);
    expect(await read(`a,b\n1,${long}\n2,x\0y\n`)).toMatchObject({ rows: [[1, long], [2, 'x\0y']] });
    const longer = 'y'.repeat(17_000_000);
    expect(await read(`a,b\n${longer},1\nz,2\n`)).toMatchObject({ rows: [[longer, 1], ['z', 2]] });
    // Where the start of the file does not show them.
    expect((await read(`a,b\n${'1,short\n'.repeat(450_000)}2,${long}\n`, { skip: 449_999, header: 'no' })).rows).toMatchObject([{ 0: 1 }, { 0: 1 }, { 1: long }]);
  });

  it('before the table are left out and told', async () => {
    expect(await read('Report of 2024\n\na;b\n1;2\n3;4\n')).toMatchObject({ names: 'a,b', rows: small });
    expect(await read('sep=;\na;b\n1;2\n3;4\n')).toMatchObject({ names: 'a,b', rows: small });
  });

  it('that are comments are left out, and no other sign is', async () => {
    const content = '# first\na,b\n1,x#y\n#2,3\n3,"a\n#b"\n';
    expect(await read(content, { comment: '#' })).toMatchObject({ names: 'a,b', rows: [[1, 'x#y'], [3, 'a\n#b']] });
    expect(await read('a,b\n1,2\n#foo,bar\n')).toMatchObject({ rows: [['1', '2'], ['#foo', 'bar']] });
    expect(await read('// c\na\n1\n//x\n2\n', { comment: '//' })).toMatchObject({ names: 'a', rows: [[1], [2]] });
    expect((await read('// c\na\n1\n//x\n2\n', { comment: '//', fileColumn: 'file' })).rows).toEqual([[1, 'a.csv'], [2, 'a.csv']]);
    await writeFile(join(base, 'a.csv'), '# c\na,b\n1,2\n# c\nx,4\n');
    expect((await look({ path: 'a.csv', comment: '#', onError: 'reject', types: [{ column: 'a', type: 'INTEGER' }] }, 'errors')).rows).toMatchObject([{ 0: 5, 1: 'x,4', 2: 'cast', 3: 'a' }]);
  });

  it('with too few or too many cells are told once each, or filled up', async () => {
    const content = 'a,b,c\r\n1,2,3\r\n4,5\r\n6,7,8,9\r\n1,2,3\r\n';
    await expect(read(content)).rejects.toThrow(/line 3/);
    expect((await read(content, { onError: 'reject' })).rows).toEqual([[1, 2, 3], [1, 2, 3]]);
    expect((await look({ path: 'a.csv', onError: 'reject' }, 'errors')).rows).toMatchObject([{ 0: 3, 1: '4,5', 2: 'missing columns' }, { 0: 4, 1: '6,7,8,9', 2: 'too many columns' }]);
    expect((await read('a,b,c\n1,2,3\n4,5\n', { shortLines: 'fill' })).rows).toEqual([[1, 2, 3], [4, 5, null]]);
  });
});

describe('types', () => {
  const typed = async (content: string, params: Params = {}): Promise<{ readonly columns: string; readonly notes: readonly string[] }> => {
    await writeFile(join(base, 'a.csv'), content);
    const { nodes, diagnostics } = await engine.session.check({ document: flow({ node: ['read-delimited', { path: 'a.csv', ...params }] }), base });
    return { columns: nodes[0]!.outputs['out']!.map((c) => `${c.name} ${c.type}`).join(), notes: diagnostics.map((d) => d.message) };
  };

  it('keep every digit of whole numbers', async () => {
    expect(await typed('n,m,x,y\n9007199254740993,1,1.5,1e300\n12345678901234567890,2,2,1\n')).toEqual({ columns: 'n HUGEINT,m BIGINT,x DOUBLE,y DOUBLE', notes: [] });
    expect((await typed(`n\n${'9'.repeat(60)}\n1\n`)).columns).toBe('n VARCHAR');
    expect((await typed('n;m\n1.234,5;12.345.678.901.234.567.890\n', { delimiter: ';', decimal: ',', thousands: '.' })).columns).toBe('n DOUBLE,m DOUBLE');
  });

  it('keep nanoseconds', async () => {
    expect((await typed('a,b,c\n2024-02-29 12:00:00.123456789,2024-02-29 12:00:00.123456000,2024-02-29 12:00:00\n')).columns).toBe('a TIMESTAMP_NS,b TIMESTAMP,c TIMESTAMP');
  });

  it('of dates that can be read in two ways are told, and dates of two forms are text', async () => {
    expect(await typed('d,n\n01/02/2024,1\n03/04/2024,2\n')).toMatchObject({ columns: 'd DATE,n BIGINT', notes: [expect.stringContaining('the dates in "d" are taken as %d/%m/%Y, though %m/%d/%Y fits as well') as string] });
    expect(await typed('d\n01/02/2024\n', { dateFormat: '%m/%d/%Y' })).toEqual({ columns: 'd DATE', notes: [] });
    for (const clear of ['d\n13/02/2024\n01/02/2024\n', 'd\n2024-01-02\n', 'd\n']) expect((await typed(clear, { header: 'yes' })).notes).toEqual([]);
    expect((await typed('d\n2024-01-01\n01/02/2024\n')).columns).toBe('d VARCHAR');
  });
});

describe('cells', () => {
  it('are cut by signs of any length, also where only the quotes tell', async () => {
    expect(await read('a||b\n1||2\n3||4\n', { delimiter: '||' })).toMatchObject({ names: 'a,b', rows: small });
    for (const sign of [' ', ':', '\t\t', ', ', ' | ']) expect(await read(`"a"${sign}"b"\n"1"${sign}"2"\n"3"${sign}"4"\n`)).toMatchObject({ names: 'a,b', rows: small });
  });

  it('hold numbers with thousands, and names that are missing or there twice', async () => {
    const sum = { delimiter: ';', decimal: ',', thousands: '.', types: [{ column: 'a', type: 'DECIMAL(12,2)' }] };
    expect((await read('a;b\n1.234,5;x\n12.345.678,25;y\n', sum)).rows).toEqual([['1234.50', 'x'], ['12345678.25', 'y']]);
    expect(await read('a,a,A,,\n1,2,3,4,5\n')).toMatchObject({ names: 'a,a_1,A_2,column3,column4', rows: [[1, 2, 3, 4, 5]] });
    expect(await read('1,2\n3,4\n')).toMatchObject({ names: 'column0,column1', rows: small });
    expect(await read('a,b,\n1,2,\n3,4,\n')).toMatchObject({ rows: [[1, 2, null], [3, 4, null]] });
  });

  it('by the thousand are found at once', async () => {
    const columns = Array.from({ length: 10_000 }, (_, i) => i);
    await writeFile(join(base, 'wide.csv'), `${columns.map((i) => `c${i}`).join()}\n${columns.join()}\n`);
    const started = performance.now();
    const fact = await engine.session.check({ document: flow({ node: ['read-delimited', { path: 'wide.csv' }] }), base });
    expect(fact.nodes[0]!.outputs['out']).toHaveLength(10_000);
    expect(performance.now() - started).toBeLessThan(8000);
  }, 20_000);

  it('that no reading fits are an error, never no rows', async () => {
    await expect(read('"a"x,"b"\n"1"x,"2"\n', { quote: '"', delimiter: ',' })).rejects.toThrow(/in line 1 "x,.*" follows the quote " that closes a cell\. Mend that line/);
    await expect(read('a,b\n"""x",1\n2,"y', { quote: '"', delimiter: ',' })).rejects.toThrow(/line 3.*(none closes it|unterminated)/);
    for (const content of ['', '\uFEFF', '\n\n']) await expect(read(content)).rejects.toThrow(/is empty/);
    expect(await read('a,b\n')).toMatchObject({ names: 'a,b', rows: [] });
  });
});

it('lines of fixed width in UTF-16 come whichever end is first, and stop at bytes that are none', async () => {
  const lines = Buffer.from('\uFEFFab12\ncd34\n', 'utf16le');
  const fixed = async (content: Buffer, encoding: string) => {
    await writeFile(join(base, 'fixed.txt'), content);
    const preview = await engine.calls.preview({ document: flow({ node: ['read-fixed-width', { path: 'fixed.txt', encoding, columns: [{ name: 'a', start: 1, length: 2 }, { name: 'b', start: 3, length: 2, type: 'INTEGER' }] }] }), base, node: 'node', port: 'out', rows: 10 });
    return tableFromIPC(preview.arrow).toArray().map((row) => JSON.stringify(row));
  };
  expect(await fixed(lines, 'utf-16')).toEqual(['{"a":"ab","b":12}', '{"a":"cd","b":34}']);
  expect(await fixed(Buffer.from(lines).swap16(), 'utf-16')).toEqual(['{"a":"ab","b":12}', '{"a":"cd","b":34}']);
  expect(await fixed(Buffer.from('\xe9b12\n', 'latin1'), 'latin-1')).toEqual(['{"a":"éb","b":12}']);
  await expect(fixed(Buffer.from('ab12\n\x80b12\n', 'latin1'), 'latin-1')).rejects.toThrow(/line 2/);
});

describe('written files', () => {
  const write = async (params: Params, statement: string): Promise<Buffer> => {
    const report = await run(engine, base, flow({ rows: ['sql', { statement }], file: ['write-delimited', { path: 'out.csv', ...params }] }, ['rows.out > file.in']));
    if (report.status !== 'succeeded') throw new Error(report.diagnostics.map((d) => d.message).join());
    return readFile(join(base, 'out.csv'));
  };

  it('have the encoding and line ends asked for, and are read back as they were', async () => {
    const values = "SELECT 1 AS n, 'é“x”' || chr(10) || 'y' AS t";
    expect(await write({ encoding: 'windows-1252', lineEnd: 'crlf' }, values)).toEqual(Buffer.from('n,t\r\n1,"\xe9\x93x\x94\ny"\r\n', 'latin1'));
    expect(await write({ encoding: 'utf-16' }, values)).toEqual(Buffer.from('\uFEFFn,t\n1,"é“x”\ny"\n', 'utf16le'));
    for (const encoding of ['utf-8-bom', 'macintosh']) {
      await write({ encoding, lineEnd: 'crlf' }, values);
      expect(await look({ path: 'out.csv', ...(encoding === 'macintosh' ? { encoding } : {}) })).toMatchObject({ names: 'n,t', rows: [[1, 'é“x”\ny']] });
    }
  });

  it('are not changed where a sign does not fit the encoding', async () => {
    const before = await write({}, 'SELECT 1 AS n');
    const report = await run(engine, base, flow({ rows: ['sql', { statement: "SELECT 'a→b' AS t" }], file: ['write-delimited', { path: 'out.csv', encoding: 'latin-1' }] }, ['rows.out > file.in']));
    expect(codes(report)).toEqual(['value-unreadable']);
    expect(report.diagnostics[0]!.message).toMatch(/"→" \(U\+2192\) in line 2: latin-1 does not have it/);
    expect(await readFile(join(base, 'out.csv'))).toEqual(before);
    expect((await readdir(base)).filter((n) => n.includes('.part'))).toEqual([]);
  });
});
