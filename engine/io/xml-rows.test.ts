import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { xmlPathProblem, type XmlField } from '../relation/xml-reading.ts';
import { xmlRecords } from './xml-records.ts';
import { writeXmlRows, XmlColumns } from './xml-rows.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'millrace-xml-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const field = (path: string, many = false): XmlField => ({ name: path, path, many });
async function rows(content: string | Uint8Array, record: string, fields: readonly XmlField[], name = 'in.xml'): Promise<readonly unknown[]> {
  await writeFile(join(folder, name), content);
  await writeXmlRows(join(folder, name), { record, fields }, join(folder, 'out.jsonl'));
  return (await readFile(join(folder, 'out.jsonl'), 'utf8')).split('\n').filter(Boolean).map((line) => JSON.parse(line) as unknown);
}

test('records by name or by place, values by path, texts as they stand', async () => {
  const text = '<s><o n="1"> a <b>x</b><b>y</b><o n="in"/></o><p><o n="2"><b c="&lt;&#233;">1 &amp; <![CDATA[<2>]]></b></o></p></s>';
  expect(await rows(text, 'o', [field('@n'), field('b', true), field('b/@c', true), field('.')])).toEqual([
    { '@n': '1', b: ['x', 'y'], 'b/@c': null, '.': '{"@n":"1","b":["x","y"],"o":{"@n":"in"},"#text":"a"}' },
    { '@n': '2', b: ['1 & <2>'], 'b/@c': ['<é'], '.': '{"@n":"2","b":{"@c":"<é","#text":"1 & <2>"}}' },
  ]);
  expect(await rows(text, '/s/p/o', [field('@n'), field('*/@c')])).toEqual([{ '@n': '2', '*/@c': '<é' }]);
  await expect(rows(text, 'o', [field('b')])).rejects.toThrow('A "o" has 2 values at b, and the column "b" takes one.');
});

test('entities that a file declares are refused, at once and without a look at what they name', async () => {
  const laughs = `<!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 30 }, (_, i) => `<!ENTITY a${i} "${`&a${i - 1};`.repeat(10)}">`).join('')}]><l><o>&a29;</o></l>`;
  await expect(rows(laughs, 'o', [field('.')])).rejects.toThrow("it uses an entity that is not one of XML's own");
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await expect(rows(`<!DOCTYPE l [<!ENTITY x SYSTEM "file://${join(folder, 'secret.txt')}">]><l><o>&x;</o></l>`, 'o', [field('.')])).rejects.toThrow('Entities that a file declares are not read');
  // A declaration that nobody uses, and a DTD elsewhere, change nothing.
  expect(await rows('<!DOCTYPE l SYSTEM "http://127.0.0.1:9/l.dtd" [<!ENTITY x "y">]><l><o>1</o></l>', 'o', [field('.')])).toEqual([{ '.': '1' }]);
});

test('what is no XML is told with its line; deep and endless files are given up', async () => {
  await expect(rows('<l>\n<o>1</p></l>', 'o', [field('.')])).rejects.toThrow(/^Line 2: /);
  await expect(rows('<l><o>1</o>', 'o', [field('.')])).rejects.toThrow(/^Line 1: .*unclosed tag/);
  await expect(rows('<a>'.repeat(1001), 'o', [field('.')])).rejects.toThrow('more than 1000 deep');
  const limited = async (text: string): Promise<void> => {
    await writeFile(join(folder, 'in.xml'), text);
    for await (const records of xmlRecords(join(folder, 'in.xml'), 'o', undefined, 100_000)) expect(records.length).toBeGreaterThan(0);
  };
  await limited(`<l>${'<o>x</o>'.repeat(100_000)}</l>`);
  await expect(limited(`<l><o>${'<p>x</p>'.repeat(100_000)}</o></l>`)).rejects.toThrow('a "o" is longer than 100000 characters');
  await expect(limited(`<l>${' '.repeat(300_000)}<o/></l>`)).rejects.toThrow('More than 100000 characters without an element');
});

test('encodings by their mark or declaration, packed files, letters over the ends of parts', async () => {
  const utf16 = Buffer.from('\uFEFF<?xml version="1.0" encoding="UTF-16"?><l><o>é</o></l>', 'utf16le');
  expect(await rows(utf16, 'o', [field('.')])).toEqual([{ '.': 'é' }]);
  expect(await rows(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><l><o>é</o></l>', 'latin1'), 'o', [field('.')])).toEqual([{ '.': 'é' }]);
  await expect(rows(Buffer.from('<l><o>é</o></l>', 'latin1'), 'o', [field('.')])).rejects.toThrow('bytes that are no utf-8');
  await expect(rows('<?xml version="1.0" encoding="klingon"?><l/>', 'o', [field('.')])).rejects.toThrow('klingon');
  const long = `<l>${'<o>日本語</o>'.repeat(50_000)}</l>`;
  const all = await rows(gzipSync(long), 'o', [field('.')], 'in.xml.gz');
  expect(all).toHaveLength(50_000);
  expect(new Set(all.map((row) => JSON.stringify(row)))).toEqual(new Set(['{".":"日本語"}']));
});

test('columns are those of all records that were seen; a name twice gets another', async () => {
  await writeFile(join(folder, 'in.xml'), '<l><o id="1"><id>2</id><p u="m">3</p></o><o>t<p>4</p><p>5</p></o></l>');
  const columns = new XmlColumns();
  for await (const records of xmlRecords(join(folder, 'in.xml'), 'o')) for (const record of records) columns.add(record);
  expect(columns.fields()).toEqual([
    { name: 'id', path: '@id', many: false },
    { name: '_id', path: 'id', many: false },
    { name: 'p', path: 'p', many: true },
    { name: 'p_u', path: 'p/@u', many: false },
    { name: 'text', path: '.', many: false },
  ]);
});

test('paths are read strictly', () => {
  for (const path of ['a', '@a', 'a/b/@c', '*/b', '.', 'g:price', 'größe']) expect(xmlPathProblem(path), path).toBeNull();
  for (const path of ['', '/a', 'a//b', '@a/b', 'a[1]', 'a/text()', 'a b', '@']) expect(xmlPathProblem(path), path).not.toBeNull();
});
