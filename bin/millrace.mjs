#!/usr/bin/env node
// The command line. Plain JavaScript, so that an old Node can still say that it is too old.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Millrace needs Node 20.19 or newer; this is ${process.versions.node}. Install a current Node from https://nodejs.org.`);
  process.exit(2);
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const entry = join(root, 'dist', 'cli', 'cli.js');

if (existsSync(join(root, 'tools', 'staleness.mjs')) && existsSync(join(root, 'engine'))) await bringUpToDate();
if (!existsSync(entry)) {
  console.error('The command line is not built. Run "npm install" in this folder, then try again.');
  process.exit(2);
}
const { enableCompileCache } = await import('node:module');
// Node 22.8 and newer keep compiled code between starts; threads and child processes hear of it by the variable alone.
process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules', '.cache', 'millrace');
enableCompileCache?.(process.env['NODE_COMPILE_CACHE']);
await import(pathToFileURL(entry).href);

/** In a checkout the sources may be newer than what was built of them. */
async function bringUpToDate() {
  if (!existsSync(join(root, 'node_modules'))) (await import('../tools/ensure-packages.mjs')).ensurePackages(root);
  const { isStale, parts } = await import('../tools/staleness.mjs');
  /** @type {('headless' | 'renderer')[]} */
  const needed = process.argv[2] === 'serve' ? ['headless', 'renderer'] : ['headless'];
  if (!needed.some((name) => isStale(root, parts[name]))) return;
  try {
    const { build } = await import('../tools/build.mjs');
    await build({ only: needed });
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    // Only what runs is installed: what was built last is used.
    if (existsSync(entry)) console.error('The sources are newer than what is built; run "npm install" with development packages to build them.');
  }
}
