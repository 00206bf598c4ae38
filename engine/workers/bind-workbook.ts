import { open, rm, type FileHandle } from 'node:fs/promises';
import { configure, Reader, TextReader, ZipReader, ZipWriter, type FileEntry } from '@zip.js/zip.js/lib/zip-core-native.js';
import type { WrittenSheet } from '../plan/job.ts';

configure({ useWebWorkers: false });

const sheetPart = 'xl/worksheets/sheet1.xml';
/** Parts that say which sheets there are; they are made anew. */
const indexParts = ['[Content_Types].xml', 'xl/workbook.xml', 'xl/_rels/workbook.xml.rels'];
/** Parts that the cells of every sheet refer to: they have to be the same in all of them. */
const sharedParts = ['xl/styles.xml', 'xl/sharedStrings.xml'];
const otherParts = ['_rels/.rels', 'docProps/app.xml', 'docProps/core.xml'];

/** Binds workbooks of one sheet each, as the database writes them, into one at `to`, and removes each once it is in there. What is packed stays packed, so that a sheet of any size passes through in pieces. */
export async function bindWorkbook(sheets: readonly WrittenSheet[], to: string, signal: AbortSignal): Promise<void> {
  const out = await open(to, 'w');
  try {
    const zip = new ZipWriter(new WritableStream<Uint8Array>({ write: (bytes) => out.appendFile(bytes) }), { signal, lastModDate: new Date(1980, 0, 1), extendedTimestamp: false });
    const copy = async (name: string, entry: FileEntry): Promise<void> => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      await Promise.all([entry.getData(writable, { passThrough: true, signal }), zip.add(name, readable, { entry, passThrough: true })]);
    };
    const names = sheets.map((s) => s.name);
    // The list of types stands first: some programs know the kind of a file by it.
    for (const [name, text] of [['[Content_Types].xml', contentTypes(names.length)], ['xl/workbook.xml', workbook(names)], ['xl/_rels/workbook.xml.rels', relations(names.length)]] as const) await zip.add(name, new TextReader(text));
    const shared = new Map<string, number | undefined>();
    for (const [i, { raw }] of sheets.entries()) {
      await withParts(raw, async (parts) => {
        for (const part of [...sharedParts, ...(i === 0 ? otherParts : [])]) {
          const entry = parts.get(part)!;
          if (i === 0) await copy(part, entry);
          else if (entry.crc32 !== shared.get(part)) throw new Error(`The database wrote sheets whose ${part} differ, so they cannot share a workbook.`);
          shared.set(part, entry.crc32);
        }
        await copy(`xl/worksheets/sheet${i + 1}.xml`, parts.get(sheetPart)!);
      });
      await rm(raw);
    }
    await zip.close();
  } finally {
    await out.close();
  }
}

/** Opens the parts of a workbook that the database wrote; anything it did not use to write is a reason to stop. */
async function withParts(path: string, use: (parts: ReadonlyMap<string, FileEntry>) => Promise<void>): Promise<void> {
  const handle = await open(path);
  try {
    const entries = await new ZipReader(new HandleReader(handle)).getEntries();
    const parts = new Map(entries.flatMap((e) => (e.directory ? [] : [[e.filename, e]])));
    const expected = [sheetPart, ...indexParts, ...sharedParts, ...otherParts];
    if (expected.some((part) => !parts.has(part)) || parts.size !== expected.length) throw new Error(`The database wrote a workbook with the parts ${[...parts.keys()].join(', ')}, which is not known to be bound with others.`);
    await use(parts);
  } finally {
    await handle.close();
  }
}

/** Reads a file piece by piece. */
class HandleReader extends Reader<FileHandle> {
  private readonly handle: FileHandle;
  constructor(handle: FileHandle) {
    super(handle);
    this.handle = handle;
  }
  override async init(): Promise<void> {
    this.size = (await this.handle.stat()).size;
  }
  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(Math.min(length, this.size - index));
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await this.handle.read(bytes, read, bytes.length - read, index + read);
      if (bytesRead === 0) throw new Error('A sheet ended before its end.');
      read += bytesRead;
    }
    return bytes;
  }
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const each = (count: number, of: (number: number) => string): string => Array.from({ length: count }, (_, i) => of(i + 1)).join('');
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const contentTypes = (count: number): string => {
  const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const override = (part: string, type: string): string => `<Override PartName="/${part}" ContentType="${type}+xml"/>`;
  return `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${override('docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties')}${override('docProps/app.xml', 'application/vnd.openxmlformats-officedocument.extended-properties')}${override('xl/workbook.xml', `${spreadsheet}.sheet.main`)}${override('xl/styles.xml', `${spreadsheet}.styles`)}${override('xl/sharedStrings.xml', `${spreadsheet}.sharedStrings`)}${each(count, (n) => override(`xl/worksheets/sheet${n}.xml`, `${spreadsheet}.worksheet`))}</Types>`;
};

const workbook = (names: readonly string[]): string =>
  `${head}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${office}"><workbookPr/><sheets>${each(names.length, (n) => `<sheet name="${escaped(names[n - 1]!)}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`;

const relations = (count: number): string => {
  const relation = (id: string, type: string, target: string): string => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
  return `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${each(count, (n) => relation(`rId${n}`, 'worksheet', `worksheets/sheet${n}.xml`))}${relation(`rId${count + 1}`, 'styles', 'styles.xml')}${relation(`rId${count + 2}`, 'sharedStrings', 'sharedStrings.xml')}</Relationships>`;
};
