import { readFile } from 'node:fs/promises';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import type { FlowDocument } from '../../engine/document/document.ts';
import { catalog } from '../../nodes/catalog.ts';

/** Runs the stream of a folder in a process of its own, so that tests can kill it: arguments are the folder, most lines of an epoch, and the place to crash at or ''. */
const [base, lines, crashAt] = process.argv.slice(2) as [string, string, string];
const document = JSON.parse(await readFile(`${base}/flow.json`, 'utf8')) as FlowDocument;
const engine = await openTestEngine(catalog, { threads: 1 });
const report = await engine.session.runStream(
  { document, base, name: 'flow', untilIdle: true, limits: { bytes: 1 << 20, lines: Number(lines) }, ...(crashAt === '' ? {} : { crashAt }) },
  (event) => {
    if (event.type === 'epoch') process.stdout.write(`epoch ${event.epoch}\n`);
  },
  () => undefined,
);
process.stdout.write(`${report.status} ${report.diagnostics.map((d) => d.message).join(' ')}\n`);
await engine.close();
