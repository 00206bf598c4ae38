#!/usr/bin/env node
// npm test: installs what is missing, runs every check, a few at a time, and ends with one line of counts.
// Plain JavaScript on purpose: this runs on a bare Node 20, before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages, projectEnvironment } from './ensure-packages.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const began = Date.now();
const total = { passed: 0, failed: 0, skipped: 0 };
const timings = [];
/** What failed, told once more at the end, where it is found. */
const failures = [];
const seconds = (from) => `${((Date.now() - from) / 1000).toFixed(1)} s`;

const scratch = mkdtempSync(join(tmpdir(), 'millrace-test-'));
// Goes on while packages are installed.
const system = ensureSystem();
ensurePackages(root);
// Hundreds of processes and threads load the same sources: read and compiled once, not by each.
const environment = {
  ...projectEnvironment(root),
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'millrace-compiled'),
};
const { missing } = await system;
// Comes while the sources are checked. Tests that need one that could not be had are skipped and say so.
const packed = run('node', ['tools/extension-pack.mjs']).then(({ output }) => console.log(output.trimEnd()));

/** What the end-to-end tests still lack after what may be installed was; a program of its own, so that packages come at the same time. */
function ensureSystem() {
  const child = spawn(process.execPath, [join(root, 'tools', 'ensure-system.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed = [];
  child.stdout.on('data', (bytes) => printed.push(bytes));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      const answer = Buffer.concat(printed).toString();
      if (answer === '') reject(new Error('tools/ensure-system.mjs ended without an answer; what it said is above.'));
      else resolve(JSON.parse(answer));
    });
  });
}

/** Runs a command to its end; gives whether it succeeded, and everything it printed. */
function run(command, args, extra = {}) {
  return new Promise((resolve) => {
    const printed = [];
    const child = spawn(command, args, {
      cwd: root,
      env: { ...environment, ...extra },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      // A step that hangs is a failed step, not a hanging run.
      timeout: 420_000,
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => printed.push(bytes));
    child.on('error', (error) => printed.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code) => resolve({ fine: code === 0, output: Buffer.concat(printed).toString() }));
  });
}

/** One thing to do; what it printed appears as a whole when it is done, so that several at a time do not mix. */
async function timed(name, work) {
  const from = Date.now();
  const { outcome, output } = await work();
  console.log(`\n── ${name}\n${output.trimEnd()}`);
  timings.push(`${seconds(from).padStart(8)}   ${name}: ${outcome}`);
}

/** A step that is right or wrong as a whole and counts as one. */
const step = (name, command, args) => () =>
  timed(name, async () => {
    const { fine, output } = await run(command, args);
    if (fine) total.passed++;
    else fail(name, output);
    return { outcome: fine ? 'passed' : 'FAILED', output };
  });

const fail = (name, output) => {
  total.failed++;
  failures.push(`failed: ${name}\n${output.trimEnd().split('\n').slice(-12).join('\n')}`);
};

const skip = (name, reason) => async () => {
  total.skipped++;
  console.log(`\n── ${name}\nskipped: ${reason}`);
  timings.push(`${'–'.padStart(8)}   ${name}: skipped: ${reason}`);
};

/** A run of vitest over one folder; every test counts, and so does a run that ends without an account. */
const suite = (name, config, filters) => () =>
  timed(name, async () => {
    const countFile = join(scratch, `${name.replaceAll(/\W+/g, '-')}.json`);
    const reporters = ['--reporter=default', `--reporter=${join(root, 'tools', 'count-reporter.mjs')}`];
    // One worker each: several suites at a time keep the cores busy to the end.
    const args = ['run', '--config', config, '--maxWorkers=1', ...reporters, ...filters];
    const { fine, output } = await run('vitest', args, { COUNT_FILE: countFile });
    if (!existsSync(countFile)) {
      fail(name, output);
      return { outcome: 'FAILED: vitest ended without counts', output };
    }
    const counts = JSON.parse(readFileSync(countFile, 'utf8'));
    if (!fine && counts.failed === 0) fail(name, output);
    total.passed += counts.passed;
    total.failed += counts.failed;
    for (const { name: test, reason } of counts.failures)
      failures.push(`failed: ${test}\n  ${reason.slice(0, 1000).replaceAll('\n', '\n  ')}`);
    total.skipped += counts.skipped.length;
    const reasons = counts.skipped.map((test) => `\nskipped: ${test.name}: ${test.reason}`).join('');
    const skipped = counts.skipped.length > 0 ? `, ${counts.skipped.length} skipped` : '';
    return {
      outcome: `${counts.passed} passed, ${counts.failed} failed${skipped}`,
      output: output.trimEnd() + reasons,
    };
  });

/** Does everything in `work`, `lanes` at a time, in its order. */
async function inLanes(lanes, work) {
  const waiting = [...work];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

const has = (path) => existsSync(join(root, path));
const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
const servers = ['PostgreSQL', 'MariaDB'];
const lacking = missing.filter((name) => !servers.includes(name) && (name === 'Xvfb' ? !screen : true));
const without = (names) => (names.length > 0 ? `this system lacks ${names.join(', ')}` : null);
const trouble = {
  browser: without(lacking.filter((name) => ['a Chromium browser', 'Xvfb'].includes(name))),
  desktop: without(lacking.filter((name) => name !== 'a Chromium browser')) ?? electronTrouble(),
};

let endBuild;
const built = new Promise((resolve) => {
  endBuild = resolve;
});
/** Builds; where desktop tests follow, the packaged app too, since making it later would pull the build from under other suites. */
const build = () =>
  timed('build', async () => {
    const packaged = trouble.desktop === null;
    const { fine, output } = await run('node', [packaged ? 'tools/unpacked.mjs' : 'tools/build.mjs']);
    if (fine) total.passed++;
    else fail('build', output);
    if (fine && packaged) environment.MILLRACE_PACKAGED = output.trim().split('\n').at(-1);
    endBuild();
    return { outcome: fine ? 'passed' : 'FAILED', output };
  });

/** What needs the build waits for it; tests wait for the extensions too. */
const afterBuild = (work) => () => Promise.all([built, packed]).then(work);
const afterPack = (work) => () => packed.then(work);
const driven = (name, part) =>
  trouble[name] === null
    ? afterBuild(
        suite(part ? `${name} ${part}` : name, 'vitest.e2e.config.ts', [
          `test/${name}/`,
          ...(part ? [`--shard=${part}`] : []),
        ]),
      )
    : skip(name, trouble[name]);
// Every folder of test/ is a suite; a new one needs no entry here. The longest come first and alone, so that all lanes end together. The others are dealt into a few runs, since each run of vitest loads the sources anew.
const alone = ['properties', 'runs', 'examples'];
const folders = readdirSync(join(root, 'test'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !(entry.name in trouble))
  .map((entry) => entry.name)
  .filter((name) =>
    readdirSync(join(root, 'test', name), { recursive: true }).some((file) => file.endsWith('.test.ts')),
  );
const shared = ['sources', 'bad-input', 'databases', 'samples'];
const rest = [...folders.filter((name) => !alone.includes(name) && !shared.includes(name)), 'main'];
const groups = shared.map((name, i) => [name, ...rest.filter((_, place) => place % shared.length === i)]);
const paths = (names) => names.map((name) => (name === 'main' ? 'main/' : `test/${name}/`));
const suites = [...alone.map((name) => [name]), ...groups].map((names) =>
  (names.includes('main') ? afterBuild : afterPack)(
    suite(names.join(', '), 'vitest.suites.config.ts', paths(names)),
  ),
);
// Windows and engines wait a good deal, so more at a time than there are cores in the smallest machine. Those with windows do not start at one moment: all look for a free screen, and a start is what takes them longest. The browser has too much to do for one lane.
await inLanes(4, [
  build,
  step('types', 'tsc', ['-p', 'tsconfig.json']),
  step('pure layers', 'tsc', ['-p', 'tsconfig.pure.json']),
  step('lint', 'oxlint', ['--deny-warnings']),
  step('layer rules', 'npm', ['run', '--silent', 'layers']),
  step('manual up to date', 'node', ['tools/generate-manual.ts', '--check']),
  step('notices up to date', 'node', ['tools/generate-notices.ts', '--check']),
  ...suites.slice(0, 3),
  ...(trouble.browser === null ? [driven('browser', '1/2'), driven('browser', '2/2')] : [driven('browser')]),
  driven('desktop'),
  afterPack(suite('unit', 'vitest.config.ts', [])),
  ...suites.slice(3),
]);

rmSync(scratch, { recursive: true, force: true });
console.log(`\n${timings.join('\n')}\n${seconds(began).padStart(8)}   total\n`);
if (failures.length > 0) console.log(`${failures.join('\n')}\n`);
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
