import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const onPath = (name) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
const succeeds = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** What the end-to-end tests need from the system: how to see that it is there, and the Debian packages that bring it. */
const needs = [
  {
    name: 'a Chromium browser',
    present: () => process.env.CHROMIUM_PATH !== undefined || browsers.some(onPath),
    packages: ['chromium'],
  },
  { name: 'Xvfb', present: () => onPath('Xvfb') && onPath('xauth') && onPath('xvfb-run'), packages: ['xvfb', 'xauth'] },
  {
    name: 'PostgreSQL',
    present: () => existsSync('/usr/lib/postgresql') || onPath('postgres'),
    packages: ['postgresql'],
  },
  {
    name: 'MariaDB',
    present: () => onPath('mariadbd') || existsSync('/usr/sbin/mariadbd'),
    packages: ['mariadb-server'],
  },
  {
    name: 'a font',
    present: () => existsSync('/usr/share/fonts/truetype') || existsSync('/usr/share/fonts/TTF'),
    packages: ['fonts-dejavu-core'],
  },
  ...[
    ['libgtk-3.so.0', 'libgtk-3-0'],
    ['libnss3.so', 'libnss3'],
    ['libasound.so.2', 'libasound2'],
    ['libgbm.so.1', 'libgbm1'],
    ['libxss.so.1', 'libxss1', 'libXss.so.1'],
    ['libcups.so.2', 'libcups2'],
    ['libatk-bridge-2.0.so.0', 'libatk-bridge2.0-0'],
    ['libxtst.so.6', 'libxtst6', 'libXtst.so.6'],
  ].map(([plain, packageName, file = plain]) => ({
    name: file,
    present: () => libraryNames().has(file),
    packages: [packageName],
  })),
];

let libraries;
function libraryNames() {
  const listing =
    spawnSync(existsSync('/sbin/ldconfig') ? '/sbin/ldconfig' : 'ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '';
  libraries ??= new Set(listing.split('\n').map((line) => line.trim().split(' ')[0]));
  return libraries;
}

/** Newer Debian and Ubuntu releases renamed some libraries with a `t64` ending. */
function currentName(name) {
  const renamed = `${name}t64`;
  const shown = spawnSync('apt-cache', ['show', renamed], { encoding: 'utf8' });
  return shown.status === 0 && shown.stdout !== '' ? renamed : name;
}

/** Installs what the end-to-end tests need where that is allowed; gives what is still missing. */
export function ensureSystem() {
  if (process.platform !== 'linux') return { missing: [] };
  const missing = () => needs.filter((need) => !need.present());
  const wanted = missing();
  if (wanted.length === 0) return { missing: [] };
  const names = wanted.map((need) => need.name).join(', ');
  const packages = wanted.flatMap((need) => need.packages);
  const advice = `Missing for the end-to-end tests: ${names}. Install them with: sudo apt-get install ${packages.join(' ')}`;
  const prefix =
    process.getuid() === 0 ? [] : onPath('sudo') && succeeds('sudo', ['-n', 'true']) ? ['sudo', '-n'] : null;
  if (!onPath('apt-get') || prefix === null) {
    console.warn(`${advice} (this account may not install system packages itself).`);
    return { missing: wanted.map((need) => need.name) };
  }
  console.warn(`Installing for the end-to-end tests: ${packages.join(', ')} …`);
  const apt = (...args) => {
    const [command, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args];
    return spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  };
  apt('update');
  apt('install', '--yes', '--no-install-recommends', ...packages.map(currentName));
  libraries = undefined;
  const left = missing().map((need) => need.name);
  if (left.length > 0) console.warn(advice);
  return { missing: left };
}

// Run as a program it goes on beside what else is to be installed; the answer is its only line on standard output.
if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(ensureSystem()));
