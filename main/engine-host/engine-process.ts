import { readFile } from 'node:fs/promises';
import { createEngine } from '../../engine/api/engine.ts';
import { environmentCache, environmentRecords } from '../../engine/api/environment-cache.ts';
import { trustedPaths, trustedScripts } from '../files/user-data-folder.ts';
import { catalog } from '../../nodes/catalog.ts';
import { brokeredProbe } from './brokered-probe.ts';
import { hostLink } from './host-link.ts';
import { serveEngine } from './serve-engine.ts';

// Bundled, this file and its entries lie side by side in dist/engine; in a checkout they lie with their sources.
const source = import.meta.url.endsWith('.ts');
const entry = (fromSource: string, bundled: string) => new URL(source ? fromSource : bundled, import.meta.url);

const link = hostLink();
const startProbe = brokeredProbe();
const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
const engine = await createEngine({
  catalog,
  workerEntry: entry('../../engine/workers/data-worker.ts', './data-worker.js'),
  probeEntry: entry('../../engine/inference/probe-child.ts', './probe-child.js'),
  keepWarm: true,
  scripts: { folder: trustedScripts() },
  paths: { folder: trustedPaths(), ...(process.env['MILLRACE_OPEN_FOLDER'] ? { open: process.env['MILLRACE_OPEN_FOLDER'] } : {}) },
  onStuck: () => link.post({ type: 'stuck' }),
  ...environmentCache(version),
  ...environmentRecords(version),
  ...(startProbe ? { startProbe } : {}),
});
serveEngine(engine, link, () => process.exit(0));
