import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { templates } from '../../renderer/templates/templates.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
});
afterAll(() => engine.close());

test.each(templates().map((template) => [template.id, template] as const))('the template %s has no problem, shows rows at every step and runs as it is', async (_id, { flow }) => {
  expect(readDocument(writeDocument(flow), 'flow.json')).toMatchObject({ document: flow, diagnostics: [] });
  const base = mkdtempSync(join(tmpdir(), 'millrace-template-'));
  try {
    const check = await engine.calls.check({ document: flow, base });
    expect(check.diagnostics).toEqual([]);
    const report = await engine.session.run({ document: flow, base, name: flow.name, cache: false }, () => undefined, () => undefined);
    expect(report).toMatchObject({ status: 'succeeded', diagnostics: [] });
    // A step without a row would show nothing of what it is for; only what compares or matches has ports that may stay empty.
    const idle = Object.entries(report.nodes).filter(([, node]) => node.written?.rows === 0 || (Object.keys(node.rowsOut).length > 0 && Object.values(node.rowsOut).every((rows) => rows === 0)));
    expect(idle.map(([id]) => id)).toEqual([]);
    expect(readdirSync(join(base, 'output')).length).toBeGreaterThan(0);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});
