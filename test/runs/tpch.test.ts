import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTables, tableNames } from '../../bench/tpch/make-tables.ts';
import { quotedText } from '../../engine/core/quoting.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { Lab } from '../properties/lab.ts';

const folder = fileURLToPath(new URL('../../bench/tpch/', import.meta.url));
const queries = (await readdir(folder)).filter((name) => /^q\d\d$/.test(name));

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
  await mkdir(join(lab.base, 'data'));
  await lab.withDatabase(2, (db) => makeTables((sql) => db.run(sql), join(lab.base, 'data'), 0.01));
}, 60_000);
afterAll(() => lab.close());

test('all 22 are there', () => {
  expect(queries).toHaveLength(22);
});

test.each(queries)('%s drawn as a flow gives the rows of its statement', async (query) => {
  const text = await readFile(join(folder, query, 'flow.json'), 'utf8');
  const { document } = readDocument(text, query);
  if (!document) throw new Error(`${query} cannot be read.`);
  expect(writeDocument(document)).toBe(text);
  expect(Object.values(document.nodes).map((node) => node.type)).not.toContain('sql');
  const flow = await lab.check(document, { data: 'data' });
  expect(flow.diagnostics).toEqual([]);
  const report = await lab.run(flow, { counting: 'free' });
  expect(report).toMatchObject({ status: 'succeeded', diagnostics: [] });
  const statement = await readFile(join(folder, query, 'query.sql'), 'utf8');
  await lab.withDatabase(2, async (db) => {
    for (const name of tableNames) await db.run(`CREATE TEMP VIEW ${name} AS FROM ${quotedText(join(lab.base, 'data', `${name}.parquet`))}`);
    const ours = `FROM ${quotedText(join(lab.base, 'result.parquet'))}`;
    expect(await lab.columns(db, ours)).toEqual(await lab.columns(db, statement));
    expect(await lab.difference(db, ours, statement.trim())).toBe('');
    expect(await lab.number(db, `SELECT count(*) FROM (${ours})`)).toBeGreaterThan(0);
  });
});
