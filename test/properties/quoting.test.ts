import fc from 'fast-check';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DuckDBConnection } from '@duckdb/node-api';
import { printLiteral } from '../../engine/compile/print-expression.ts';
import { quotedIdentifier, quotedText } from '../../engine/core/quoting.ts';
import type { TableLiteral } from '../../engine/definition/index.ts';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import { Draw } from '../../engine/testing/draw.ts';
import { exactTypes, oddNames, randomTable } from '../../engine/testing/random-table.ts';
import { Lab } from './lab.ts';
import { anyText, patience, settings, tape } from './law.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab.close());

const one = async (connection: DuckDBConnection, sql: string): Promise<unknown> => (await connection.runAndReadAll(sql)).getRows()[0]![0];

test('every text is the same behind its quotes', async () => {
  await lab.withDatabase(1, async (connection) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, fc.constantFrom('', 'x'.repeat(200_000), "'".repeat(5000), '\0', '\0\0a\0'), ...oddNames.map((n) => fc.constant(n))), async (text) => {
        expect(await one(connection, `SELECT ${quotedText(text)}`)).toBe(text);
        expect(await one(connection, `SELECT ${printLiteral(text, 'VARCHAR')} -- and more`)).toBe(text);
        // In the middle of a comparison too, where || could bind in another way.
        expect(await one(connection, `SELECT 'a' || ${quotedText(text)} = ${quotedText(`a${text}`)}`)).toBe(true);
      }),
      settings(300),
    );
  });
});

test('every name without NUL is the same behind its quotes', async () => {
  await lab.withDatabase(1, async (connection) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, ...oddNames.map((n) => fc.constant(n)), fc.constant('n'.repeat(5000))).filter((t) => t !== '' && !t.includes('\0')), async (name) => {
        const reader = await connection.runAndReadAll(`SELECT t.${quotedIdentifier(name)} FROM (SELECT 42 AS ${quotedIdentifier(name)}) AS t`);
        expect(reader.columnNames()).toEqual([name]);
        await connection.run(`CREATE OR REPLACE TEMP TABLE ${quotedIdentifier(name)} AS SELECT 42 AS x`);
        expect(await one(connection, `SELECT x FROM ${quotedIdentifier(name)}`)).toBe(42);
      }),
      settings(200),
    );
  });
  expect(() => quotedIdentifier('a\0b')).toThrow(RangeError);
});

test('a lone half of a surrogate pair becomes the replacement character, since it is no text', async () => {
  await lab.withDatabase(1, async (connection) => {
    expect(await one(connection, `SELECT ${quotedText('a\uD800b')}`)).toBe('a\uFFFDb');
  });
});

let flows = 0;

/** Writes a table with one node and reads it with another; gives both ends to compare. */
async function throughFile(table: TableLiteral, write: { readonly type: string; readonly params: Record<string, unknown> }, read: { readonly type: string; readonly params: Record<string, unknown> }, ending: string): Promise<FlowDocument> {
  const path = `through/${flows++}${ending}`;
  mkdirSync(join(lab.base, 'through'), { recursive: true });
  const writing: FlowDocument = {
    ...emptyDocument('write'),
    nodes: { rows: { type: 'inline-table', version: 1, params: { table } }, file: { type: write.type, version: 1, params: { path, ...write.params } } },
    edges: [{ from: 'rows.out', to: 'file.in' }],
  };
  const flow = await lab.check(writing);
  expect(flow.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  const report = await lab.run(flow);
  expect(report.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  return { ...emptyDocument('read'), nodes: { wanted: { type: 'inline-table', version: 1, params: { table } }, got: { type: read.type, version: 1, params: { path, ...read.params } } } };
}

async function expectSame(document: FlowDocument, about: string, casts: (name: string) => string = quotedIdentifier): Promise<void> {
  const flow = await lab.check(document);
  expect(flow.diagnostics.filter((d) => d.severity === 'error'), about).toEqual([]);
  await lab.unfused(flow, async (connection) => {
    const names = flow.nodes.find((n) => n.id === 'wanted')!.outputs['out']!.map((c) => c.name);
    expect(flow.nodes.find((n) => n.id === 'got')!.outputs['out']!.map((c) => c.name), about).toEqual(names);
    const select = (side: 'wanted' | 'got') => `SELECT ${names.map((n) => `${casts(n)} AS ${quotedIdentifier(n)}`).join(', ')} FROM ${quotedIdentifier(`${side}.out`)}`;
    expect(await lab.difference(connection, select('wanted'), select('got')), about).toBe('');
  });
}

/** A file with a NUL character is taken for a binary one. */
const fileText = anyText.filter((text) => !text.includes('\0'));
/** With the texts that stand for NULL below. */
const cell = fc.oneof({ weight: 5, arbitrary: fileText }, { weight: 1, arbitrary: fc.constantFrom('NULL', '\\N', '-', 'ü') });
const cells = fc.array(fc.tuple(cell, fc.option(cell)), { minLength: 1, maxLength: 6 });

test.each([
  ['commas', ',', '"', 'NULL'], ['commas, NULL as nothing', ',', '"', ''], ['semicolons', ';', '"', '\\N'], ['tabs', '\t', "'", 'NULL'], ['bars', '|', '"', '-'], ['a control character', '\u0001', '$', 'NULL'], ['letters', 'x', 'a', 'ü'],
])('any text goes through a file delimited by %s', { timeout: patience }, async (_what, delimiter, quote, nullText) => {
  await fc.assert(
    fc.asyncProperty(cells, fc.constantFrom('none', 'gzip'), async (rows, compression) => {
      const table: TableLiteral = { columns: [{ name: 'größe, "x"', type: 'VARCHAR' }, { name: 'b  🎈', type: 'VARCHAR' }], rows };
      const document = await throughFile(table, { type: 'write-delimited', params: { delimiter, quote, nullText, compression } }, { type: 'read-delimited', params: { delimiter, quote, escape: quote, header: 'yes', allText: true, nulls: [nullText], compression } }, '.txt');
      await expectSame(document, JSON.stringify(rows));
    }),
    settings(6),
  );
});

test('every type goes through a Parquet file', { timeout: patience }, async () => {
  await fc.assert(
    fc.asyncProperty(tape, async (numbers) => {
      const table = randomTable(new Draw(numbers));
      const document = await throughFile(table, { type: 'write-parquet', params: {} }, { type: 'read-parquet', params: {} }, '.parquet');
      const type = (name: string): string => table.columns.find((c) => c.name === name)!.type;
      // These are kept with another type that holds the same values.
      const kin: Readonly<Record<string, string>> = { HUGEINT: 'DECIMAL(38,0)' };
      await expectSame(document, JSON.stringify(table), (name) => (kin[type(name)] || type(name).startsWith('ENUM') ? `CAST(${quotedIdentifier(name)} AS VARCHAR)` : quotedIdentifier(name)));
      const [got] = (await lab.check(document)).nodes.filter((n) => n.id === 'got');
      expect(got!.outputs['out']!.map((c) => c.type)).toEqual(table.columns.map((c) => kin[c.type] ?? (c.type.startsWith('ENUM') ? 'VARCHAR' : c.type)));
    }),
    settings(30),
  );
});

test('every value goes through JSON as the text or number that it is', { timeout: patience }, async () => {
  // JSON has one kind of number, no bytes and no time zones; these types come back as what the reader finds out.
  const plain = ['INTEGER', 'VARCHAR', 'BIGINT', 'BOOLEAN', 'DATE', 'TIMESTAMP', 'TIME', 'UUID', 'INTEGER[]', 'VARCHAR[]', 'UTINYINT', ...Object.keys(exactTypes).filter((type) => /^(ENUM|STRUCT)/.test(type))];
  await fc.assert(
    fc.asyncProperty(tape, fc.constantFrom('array', 'newline'), async (numbers, layout) => {
      const drawn = randomTable(new Draw(numbers), plain);
      // The reader finds types out; a row of NULLs only says that there is a column.
      const table = drawn.rows.length === 0 ? { ...drawn, rows: [drawn.columns.map(() => null)] } : drawn;
      const document = await throughFile(table, { type: 'write-json', params: { layout } }, { type: 'read-json', params: { layout } }, '.json');
      await expectSame(document, JSON.stringify(table), (name) => `CAST(to_json(${quotedIdentifier(name)}) AS VARCHAR)`);
    }),
    settings(25),
  );
});
