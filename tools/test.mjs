#!/usr/bin/env node
// npm test: installs what is missing, runs every check in order and ends with one line of counts.
// Plain JavaScript on purpose: this runs on a bare Node 20, before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages, projectEnvironment } from './ensure-packages.mjs';
import { ensureSystem } from './ensure-system.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const began = Date.now();
const total = { passed: 0, failed: 0, skipped: 0 };
const timings = [];
const seconds = (from) => `${((Date.now() - from) / 1000).toFixed(1)} s`;

ensurePackages(root);
const environment = projectEnvironment(root);
const scratch = mkdtempSync(join(tmpdir(), 'millrace-test-'));

function run(command, args, extra = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...environment, ...extra },
    stdio: 'inherit',
    shell: process.platform === 'win32',
    // A step that hangs is a failed step, not a hanging run.
    timeout: 300_000,
  });
  return result.status === 0;
}

function timed(name, work) {
  const from = Date.now();
  console.log(`\n── ${name}`);
  const outcome = work();
  timings.push(`${name.padEnd(22)} ${seconds(from).padStart(8)}   ${outcome}`);
}

/** A step that is right or wrong as a whole and counts as one. */
function step(name, command, args) {
  timed(name, () => {
    const fine = run(command, args);
    if (fine) total.passed++;
    else total.failed++;
    return fine ? 'passed' : 'FAILED';
  });
}

function skip(name, reason) {
  total.skipped++;
  console.log(`\n── ${name}\nskipped: ${reason}`);
  timings.push(`${name.padEnd(22)} ${'–'.padStart(8)}   skipped: ${reason}`);
}

/** A run of vitest over one folder; every test counts, and so does a run that ends without an account. */
function suite(name, config, filters) {
  timed(name, () => {
    const countFile = join(scratch, `${name.replaceAll(/\W+/g, '-')}.json`);
    const reporters = ['--reporter=default', `--reporter=${join(root, 'tools', 'count-reporter.mjs')}`];
    const fine = run('vitest', ['run', '--config', config, ...reporters, ...filters], { COUNT_FILE: countFile });
    if (!existsSync(countFile)) {
      total.failed++;
      return 'FAILED: vitest ended without counts';
    }
    const counts = JSON.parse(readFileSync(countFile, 'utf8'));
    if (!fine && counts.failed === 0) counts.failed = 1;
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped.length;
    for (const test of counts.skipped) console.log(`skipped: ${test.name}: ${test.reason}`);
    return `${counts.passed} passed, ${counts.failed} failed${counts.skipped.length > 0 ? `, ${counts.skipped.length} skipped` : ''}`;
  });
}

const has = (path) => existsSync(join(root, path));

step('types', 'tsc', ['-p', 'tsconfig.json']);
step('pure layers', 'tsc', ['-p', 'tsconfig.pure.json']);
step('lint', 'oxlint', ['--deny-warnings']);
step('layer rules', 'npm', ['run', '--silent', 'layers']);

suite('unit', 'vitest.config.ts', []);

step('build', 'node', ['tools/build.mjs']);

// Every folder of test/ is a suite; the named ones run first, in this order, and a new one needs no entry here.
const driven = ['browser', 'desktop'];
const order = ['examples', 'properties', 'layers'];
const folders = readdirSync(join(root, 'test'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !driven.includes(entry.name))
  .map((entry) => entry.name)
  .filter((name) =>
    readdirSync(join(root, 'test', name), { recursive: true }).some((file) => file.endsWith('.test.ts')),
  )
  .sort((a, b) => (order.indexOf(a) + 1 || 99) - (order.indexOf(b) + 1 || 99) || a.localeCompare(b));
for (const folder of folders) suite(folder, 'vitest.suites.config.ts', [`test/${folder}/`]);
suite('servers and processes', 'vitest.suites.config.ts', ['main/']);

step('manual up to date', 'node', ['tools/generate-manual.ts', '--check']);
step('notices up to date', 'node', ['tools/generate-notices.ts', '--check']);

const { missing } = ensureSystem();
const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
const lacking = missing.filter((name) => (name === 'Xvfb' ? !screen : true));
const without = (names) => (names.length > 0 ? `this system lacks ${names.join(', ')}` : null);
const e2e = {
  browser: without(lacking.filter((name) => ['a Chromium browser', 'Xvfb'].includes(name))),
  desktop: without(lacking.filter((name) => name !== 'a Chromium browser')) ?? electronTrouble(),
};
for (const [folder, trouble] of Object.entries(e2e)) {
  if (trouble !== null) skip(folder, trouble);
  else suite(folder, 'vitest.e2e.config.ts', [`test/${folder}/`]);
}

rmSync(scratch, { recursive: true, force: true });
console.log(`\n${timings.join('\n')}\n${'total'.padEnd(22)} ${seconds(began).padStart(8)}\n`);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exit(total.failed > 0 ? 1 : 0);

/** Why no Electron can be started here, or null when one can. */
function electronTrouble() {
  // A folder that is given on purpose has to be right: the tests fail when it holds no Electron.
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH || has('node_modules/electron/path.txt')) return null;
  const install = join('node_modules', 'electron', 'install.js');
  spawnSync('node', [install], { cwd: root, env: environment, stdio: 'ignore', timeout: 120_000 });
  if (has('node_modules/electron/path.txt')) return null;
  return 'the Electron binary could not be downloaded; set ELECTRON_OVERRIDE_DIST_PATH to a folder that holds one';
}
