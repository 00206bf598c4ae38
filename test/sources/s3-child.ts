// Runs a flow once, until it is killed.
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { loadFlow } from '../../engine/headless/load-flow.ts';
import { catalog } from '../../nodes/catalog.ts';

const base = process.argv[2]!;
const { document } = await loadFlow(base);
const engine = await openTestEngine(catalog);
await engine.session.run({ document, base, name: 'f' }, () => undefined, () => undefined);
