// Plain JavaScript on purpose: this runs on a bare Node 20, before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Why the installed packages are not those of the lock file, in a few words, or null when they are. */
export function packageTrouble(root) {
  const installedLock = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return 'no packages are installed';
  const installed = readJson(installedLock).packages;
  for (const [path, wanted] of Object.entries(readJson(join(root, 'package-lock.json')).packages)) {
    if (path === '' || wanted.link) continue;
    const found = installed[path];
    // Optional packages for other platforms are in the lock file but never installed here.
    if (found === undefined && (wanted.optional || wanted.devOptional)) continue;
    if (found?.version !== wanted.version)
      return `${path.replace(/^.*node_modules\//, '')} is not at ${wanted.version}`;
  }
  return null;
}

/** Installs the packages of the lock file where they are missing or others; ends the process with a message when npm cannot. A linked node_modules is left alone. */
export function ensurePackages(root) {
  const linked = lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  const trouble = packageTrouble(root);
  if (trouble === null) return;
  if (linked) {
    console.warn(`node_modules is a link and ${trouble}. Run "npm install" in the folder it points to.`);
    return;
  }
  console.log(`Installing packages (${trouble}) …`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error(
      'npm could not install the packages. Its message is above; a working connection to the npm registry is needed once.',
    );
    process.exit(1);
  }
}

/** The environment in which the project's own tools and its Node version come first. */
export const projectEnvironment = (root) => ({
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  // Workers that run from source start in half the time when what they compiled is kept.
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node-compile'),
});
