// Runs a flow once, until it is killed.
import { loadFlow } from '../../engine/headless/load-flow.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

const [base = ''] = process.argv.slice(2);
const { document } = await loadFlow(base);
const engine = await openTestEngine(catalog, { threads: 1, records: { folder: `${base}/records`, version: '1' } });
await engine.session.run({ document, base, name: 'f' }, (event) => void (event.type === 'step' && process.stdout.write('running\n')), () => undefined);
process.stdout.write('ended\n');
