import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const engine = fileURLToPath(new URL('../../engine/', import.meta.url));

/** Calls of the database client that deadlock with JavaScript functions (H4), or end in silence after an error (H1). */
const banned = /\.(runTask|startThenRead\w*|startStream\w*|stream|streamAndRead\w*|runSync|yieldRows\w*|yieldConvertedRows\w*|yieldRowObjects\w*|yieldRowsJs|yieldRowsJson|yieldRowObjectJs)\(/g;
/** The one way a database is opened and asked lies in this folder. */
const users = join(engine, 'workers');

async function sources(folder: string): Promise<{ readonly name: string; readonly text: string }[]> {
  const found = await readdir(folder, { recursive: true });
  const names = found.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })));
}

const calls = (text: string): readonly string[] => text.match(banned) ?? [];

it('H4: the engine asks the database by the asynchronous run only', async () => {
  const files = await sources(users);
  expect(files.length).toBeGreaterThan(15);
  expect(files.flatMap(({ name, text }) => calls(text).map((call) => `${name}: ${call}`))).toEqual([]);
  // What the scan is for, so that it cannot be blind.
  expect(calls('await connection.stream(sql); connection.startThenReadAll(x); r.runTask(); p.runSync()')).toHaveLength(4);
});

it('H1: no result is read by for-await', async () => {
  const files = await sources(users);
  // What a file or a stream of ours gives may be: the words between the brackets say which.
  const loops = files.flatMap(({ name, text }) => [...text.matchAll(/for await \(const \w+ of ([^)]*\)?)\)/g)].map((loop) => `${name}: ${loop[1]!}`));
  expect(loops.filter((loop) => !/: (batches\(\)|reader|chunks|unpacked|(?:restPages|xmlRecords)\(.*)$/.test(loop))).toEqual([]);
  expect(files.flatMap(({ text }) => text.match(/for await/g) ?? [])).toHaveLength(loops.length);
});

it('only this folder imports the database client', async () => {
  const files = await sources(engine);
  const importers = files.filter(({ name, text }) => /from '@duckdb\//.test(text) && !name.startsWith('workers')).map(({ name }) => name);
  expect(importers).toEqual([]);
});

/** Everything a file of the engine loads, itself included; types are not loaded. */
async function loadedBy(name: string, found = new Map<string, string>()): Promise<ReadonlyMap<string, string>> {
  if (found.has(name)) return found;
  const text = await readFile(join(engine, name), 'utf8');
  found.set(name, text);
  for (const [, path] of text.matchAll(/^(?:import|export)(?! type)[^;]*? from '(\.[^']+)'/gm)) await loadedBy(join(dirname(name), path!), found);
  return found;
}

it('H3: no thread that may hold a database is ended by force', async () => {
  const files = await sources(engine);
  const ending = files.filter(({ text }) => /\.terminate\(/.test(text)).map(({ name }) => name);
  // It ends threads of one kind, and those load no database.
  expect(ending).toEqual([join('workers', 'workbook-thread.ts')]);
  const text = await readFile(join(engine, ending[0]!), 'utf8');
  expect([text.match(/new Worker\(\w+/g), text.match(/[\w-]+\.[jt]s'(?= :|, import)/g)]).toEqual([['new Worker(entry'], ["workbook-worker.ts'", "workbook-worker.js'"]]);
  const holdsDatabase = async (name: string): Promise<boolean> => [...(await loadedBy(name)).values()].some((text) => /(from|import\()\s*'@duckdb\//.test(text));
  expect([await holdsDatabase(join('workers', 'workbook-worker.ts')), await holdsDatabase(join('workers', 'data-worker.ts'))]).toEqual([false, true]);
});
