import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunReport } from '../../engine/core/run-report.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { catalog } from '../../nodes/catalog.ts';
import { checkout, millrace } from '../millrace.ts';

const samples = readdirSync(join(checkout, 'samples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** Every file below a folder: its path from there and its bytes. */
function filesOf(folder: string): Map<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    paths
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path)]),
  );
}

function expectSameFiles(actual: ReadonlyMap<string, Buffer>, expected: ReadonlyMap<string, Buffer>): void {
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [path, bytes] of expected) {
    // Text first: its difference can be read.
    if (!path.endsWith('.parquet')) expect(actual.get(path)!.toString('utf8'), path).toBe(bytes.toString('utf8'));
    expect(actual.get(path)!.equals(bytes), `${path} byte for byte`).toBe(true);
  }
}

test('there are samples', () => expect(samples.length).toBeGreaterThanOrEqual(3));

describe.each(samples)('%s', (sample) => {
  const home = join(checkout, 'samples', sample);
  const text = readFileSync(join(home, 'flow.json'), 'utf8');
  const { document } = readDocument(text, 'flow.json');
  const streaming = Object.values(document?.nodes ?? {}).some((node) => catalog.get(node.type)?.streaming === true);
  let folder = '';

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'sample-')), sample);
    // Without earlier outputs: what a run writes must come from this run.
    cpSync(home, folder, { recursive: true, filter: (source) => !/[/\\](out|expected|\.millrace)$/.test(source) });
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  test('is written the way Millrace writes it', () => {
    expect(document).not.toBeNull();
    expect(writeDocument(document!)).toBe(text);
    expect(Object.keys(document!.layout).sort()).toEqual(Object.keys(document!.nodes).sort());
  });

  test('has a tutorial that names the source and licence of its data', () => {
    const readme = readFileSync(join(home, 'README.md'), 'utf8');
    expect(readme).toMatch(/^# .+/);
    expect(readme).toMatch(/licence/i);
    expect(readme).toMatch(/https:\/\//);
  });

  test('gives the expected files', async () => {
    const { code, out, err } = await millrace(['run', folder, '--report', '-']);
    expect(code, out + err).toBe(0);
    const report = JSON.parse(out) as RunReport;
    expect(report.status).toBe('succeeded');
    expect(Object.keys(report.nodes).sort()).toEqual(Object.keys(document!.nodes).sort());
    expectSameFiles(filesOf(join(folder, 'out')), filesOf(join(home, 'expected')));
  });

  if (streaming)
    test('gives the same files as a stream', async () => {
      const { code, out, err } = await millrace(['run', folder, '--stream', '--until-idle', '--report', '-']);
      expect(code, out + err).toBe(0);
      expect((JSON.parse(out) as RunReport).status).toBe('succeeded');
      expectSameFiles(filesOf(join(folder, 'out')), filesOf(join(home, 'expected')));
    });

  // The same rows give the same bytes, and the same bytes are the same version.
  if (existsSync(join(home, 'train.json')))
    test('its training gives the registered model again', async () => {
      const registry = join(folder, 'models/registry.json');
      const before = readFileSync(registry, 'utf8');
      const { code, out, err } = await millrace(['run', join(folder, 'train.json'), '--report', '-']);
      expect(code, out + err).toBe(0);
      expect((JSON.parse(out) as RunReport).nodes['model']?.model?.version).toBe(1);
      expect(readFileSync(registry, 'utf8')).toBe(before);
      const training = readFileSync(join(home, 'train.json'), 'utf8');
      expect(writeDocument(readDocument(training, 'train.json').document!)).toBe(training);
    });

  test('gives the same files on one thread', async () => {
    const { code, out, err } = await millrace(['run', folder, '--threads', '1']);
    expect(code, out + err).toBe(0);
    expectSameFiles(filesOf(join(folder, 'out')), filesOf(join(home, 'expected')));
  });
});
