import { test } from 'vitest';
import { tableFromIPC } from 'apache-arrow';
import { openTestEngine } from '../engine/testing/test-engine.ts';
import { catalog } from '../nodes/catalog.ts';
import { flow } from './databases/flows.ts';
import { readFileSync } from 'node:fs';
test('zz', async () => {
  const engine = await openTestEngine(catalog);
  for (const line of readFileSync('/tmp/zz.jsonl', 'utf8').trim().split('\n')) {
    const [nodes, edges, node, port] = JSON.parse(line);
    const document = flow(nodes, edges ?? []);
    console.log('## ' + line.slice(0, 300));
    try {
      const check = await engine.calls.check({ document, base: '/tmp/pq' });
      for (const d of check.diagnostics) console.log('  ', d.severity, d.code, JSON.stringify(d.at), d.message);
      if (check.diagnostics.some((d: any) => d.severity === 'error')) continue;
      if (!node) { const report = await engine.session.run({ document, base: '/tmp/pq', name: 'zz' }, () => undefined, () => undefined); console.log('  run', report.status, JSON.stringify(report.diagnostics)); continue; }
      const p = await engine.calls.preview({ document, base: '/tmp/pq', node, port: port ?? 'out', rows: 20, profile: false });
      const t = tableFromIPC(p.arrow);
      console.log('  ', p.schema.map((c) => c.name + ' ' + c.type).join(', '), t.numRows);
      for (let i = 0; i < Math.min(8, t.numRows); i++) console.log('   ', t.schema.fields.map((_f, c) => String(t.getChildAt(c)?.get(i))).join(' | '));
    } catch (e: any) { console.log('   THROWN', e?.name, e?.diagnostic ? JSON.stringify(e.diagnostic) : String(e?.stack ?? e).slice(0, 600)); }
  }
  await engine.close();
}, 300_000);
