// Adds to package-lock.json the optional platform packages that npm left out because the registry could not serve them at that
// moment; without them `npm ci` refuses the lock file. Run it after every change of dependencies: node tools/complete-lock.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];

/**
 * The lock file with an entry for every optional package of an exact version, and the names of those that were added.
 * @param {{ packages: Record<string, any> }} lock
 */
export function completeLock(lock) {
  const packages = { ...lock.packages };
  /** @type {string[]} */
  const added = [];
  for (const [place, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!/^\d/.test(version) || resolves(packages, place, name, version)) continue;
      const platform = platformOf(name);
      if (platform === null) continue;
      const top = `node_modules/${name}`;
      packages[top in packages ? `${place}/${top}` : top] = { version, ...platform.cpu, ...(entry.dev ? { dev: true } : {}), optional: true, ...platform.os };
      added.push(`${name}@${version}`);
    }
  }
  const { '': root, ...rest } = packages;
  return { lock: { ...lock, packages: { '': root, ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))) } }, added };
}

/** Whether a package finds another one in this version, as Node looks for it. @param {Record<string, any>} packages @param {string} place @param {string} name @param {string} version */
function resolves(packages, place, name, version) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const found = packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`];
    if (found) return found.version === version;
    if (folder === '') return false;
  }
}

/** What a package's name says of the platform it is for, or null. @param {string} name */
function platformOf(name) {
  const parts = name.split(/[/-]/);
  const cpu = parts.find((part) => /^(arm|arm64|ia32|loong64|ppc64|riscv64|s390x|wasm32|x64)$/.test(part));
  const os = parts.find((part) => systems.includes(part));
  if (cpu === undefined || (os === undefined && cpu !== 'wasm32')) return null;
  return { cpu: { cpu: [cpu] }, os: os === undefined ? {} : { os: [os] } };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = join(dirname(dirname(fileURLToPath(import.meta.url))), 'package-lock.json');
  const { lock, added } = completeLock(JSON.parse(readFileSync(file, 'utf8')));
  if (process.argv.includes('--check')) {
    if (added.length > 0) console.error(`package-lock.json lacks ${added.join(', ')}. Run "node tools/complete-lock.mjs".`);
    process.exitCode = added.length > 0 ? 1 : 0;
  } else {
    writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
    console.log(added.length === 0 ? 'Nothing was missing.' : `Added ${added.length}: ${added.join(', ')}`);
  }
}
