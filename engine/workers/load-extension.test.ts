import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { extensionFolders, extensionMissing, extensionSlot, findExtension } from './load-extension.ts';

test('an extension is found in the first folder that has it for this version and platform', () => {
  const base = mkdtempSync(join(tmpdir(), 'millrace-extensions-'));
  try {
    for (const [folder, slot] of [['a', 'v1.0.0/linux_amd64'], ['b', 'v1.5.5/linux_amd64'], ['c', 'v1.5.5/linux_amd64']] as const) {
      mkdirSync(join(base, folder, slot), { recursive: true });
      writeFileSync(join(base, folder, slot, 'excel.duckdb_extension'), '');
    }
    const folders = ['a', 'b', 'c'].map((name) => join(base, name));
    expect(findExtension('excel', 'v1.5.5/linux_amd64', folders)).toBe(join(base, 'b', 'v1.5.5/linux_amd64', 'excel.duckdb_extension'));
    expect(findExtension('excel', 'v1.5.5/osx_arm64', folders)).toBeNull();
    expect(findExtension('httpfs', 'v1.5.5/linux_amd64', folders)).toBeNull();
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});

test('the folder a person names comes first, DuckDB’s own last', () => {
  const folders = extensionFolders({ MILLRACE_EXTENSIONS: '/mine' }, '/nowhere');
  expect(folders[0]).toBe('/mine');
  expect(folders.at(-1)).toMatch(/\.duckdb.extensions$/);
  expect(extensionFolders({}, '/nowhere')).toHaveLength(1);
  expect(extensionFolders({}, '/opt/Millrace/resources/app.asar/dist/engine')[0]).toBe('/opt/Millrace/resources/extensions');
});

test('what is missing says for which node, what for, and how to get it', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const slot = await extensionSlot(connection);
  connection.closeSync();
  instance.closeSync();
  expect(slot).toMatch(/^v\d+\.\d+\.\d+\/[a-z]+_[a-z0-9]+$/);
  const told = extensionMissing('excel', slot, 'sheet');
  expect(told).toMatchObject({ code: 'extension-missing', at: { node: 'sheet' } });
  expect(told.message).toContain(`Node "sheet" needs DuckDB's extension "excel" for writing Excel workbooks, and there is none for ${slot}. Get it with "millrace extensions --install excel"`);
});
