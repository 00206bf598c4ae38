// Runs a flow again and again, each time with the next value of its parameter, until it is killed.
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { loadFlow } from '../../engine/headless/load-flow.ts';
import { catalog } from '../../nodes/catalog.ts';

const [base = '', first = '1'] = process.argv.slice(2);
const { document } = await loadFlow(base);
const engine = await openTestEngine(catalog, { threads: 2, records: { folder: `${base}/records`, version: '1' }, cache: { folder: `${base}/cache`, maxBytes: 1e9, version: '1', leastMilliseconds: 0 } });
for (let v = Number(first); ; v++) {
  const report = await engine.session.run({ document, base, name: 'f', parameters: { v: String(v) } }, () => undefined, () => undefined);
  if (report.status !== 'succeeded') throw new Error(JSON.stringify(report.diagnostics));
  process.stdout.write(`${v}\n`);
}
