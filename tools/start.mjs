// npm start: installs what is missing, builds what changed and opens the workbench. Plain JavaScript: nothing is installed yet.
//   npm start [-- FLOW]            the desktop app
//   npm start -- --serve [FLOW]    the same workbench in a browser
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages, projectEnvironment } from './ensure-packages.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const DOWNLOAD_LIMIT = 120_000;

const forced = process.argv.includes('--serve');
const named = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
const folder = process.env.INIT_CWD ?? process.cwd();
const flow = named === undefined ? null : resolve(folder, named);
// A first look shows a sample: a copy of it, so that the checkout stays as it is.
if (flow === null) process.env.MILLRACE_FIRST_SAMPLE = '1';

ensurePackages(root);
const { build } = await import('./build.mjs');
await build(forced ? { only: ['headless', 'renderer'] } : {});
const trouble = forced ? null : displayTrouble();
const electron = forced || trouble !== null ? null : findElectron();
if (electron) startDesktop(electron);
else {
  if (!forced) console.log(`${trouble ?? 'No Electron binary could be had'}, so the workbench is served to a browser instead.`);
  serve();
}

/** Why no window can be shown, or null. */
function displayTrouble() {
  return process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? null : 'There is no display';
}

/** The Electron program: the one that is given, else the one of the package, downloaded when it was not yet. */
function findElectron() {
  const name = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron';
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (given) return existsSync(join(given, name)) ? join(given, name) : null;
  const own = join(root, 'node_modules', 'electron', 'dist', name);
  if (!existsSync(own)) {
    console.log('Downloading Electron (once) …');
    spawnSync(process.execPath, [join(root, 'node_modules', 'electron', 'install.js')], { cwd: root, stdio: 'ignore', timeout: DOWNLOAD_LIMIT });
  }
  return existsSync(own) ? own : null;
}

/** @param {string} electron */
function startDesktop(electron) {
  // Chromium's sandbox does not start for root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  run(electron, ['.', ...sandbox, ...(flow ? [flow] : [])]);
}

function serve() {
  run(projectNode(), [join(root, 'bin', 'millrace.mjs'), 'serve', flow ?? folder]);
}

/** The Node of the project where it is installed, else this one. */
function projectNode() {
  const { PATH = '' } = projectEnvironment(root);
  const [first = ''] = PATH.split(delimiter);
  const node = join(first, process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(node) ? node : process.execPath;
}

/** @param {string} program @param {string[]} args */
function run(program, args) {
  const child = spawn(program, args, { cwd: root, stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 1 : 0);
  });
}
