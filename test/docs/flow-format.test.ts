import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentSchema } from '../../engine/document/document.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { checkout, millrace } from '../millrace.ts';

const page = readFileSync(join(checkout, 'docs/flow-format.md'), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)![1]!;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'format-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'flow.json'), block('json'));
  writeFileSync(join(folder, 'orders.csv'), block('csv'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the example is in the form the page describes', () => {
  const { document } = readDocument(block('json'), 'flow.json');
  expect(document).not.toBeNull();
  expect(writeDocument(document!)).toBe(block('json'));
});

test('the example gives the output the page shows', async () => {
  const { code, out, err } = await millrace(['run', 'flow.json'], folder);
  expect(code, out + err).toBe(0);
  expect(readFileSync(join(folder, 'out/totals.csv'), 'utf8')).toBe(block('text'));
});

test('the page names every key of the format', () => {
  const table = page.slice(page.indexOf('## Keys of the file'), page.indexOf('## Nodes'));
  for (const key of Object.keys(documentSchema.shape)) expect(table).toContain(`| \`${key}\``);
});
