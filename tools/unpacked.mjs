// Makes the packaged app as a folder, without downloading anything: node tools/unpacked.mjs
// Takes Electron from ELECTRON_OVERRIDE_DIST_PATH, else from the electron package (already downloaded). Prints the program's path.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const own = join(root, 'node_modules', 'electron', 'dist');
const electronDist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? own;

if (!existsSync(join(electronDist, 'version'))) {
  console.error(`There is no Electron in ${electronDist}. Set ELECTRON_OVERRIDE_DIST_PATH to a folder that holds one, or run "npm start" once to download it.`);
  process.exit(1);
}

const { build: buildParts } = await import('./build.mjs');
// Chunks of earlier builds must not ship.
for (const chunks of ['dist/chunks', 'dist/main/chunks']) rmSync(join(root, chunks), { recursive: true, force: true });
await buildParts({ only: ['headless', 'desktop'], force: true });
await buildParts();

const { build, Platform, Arch } = await import('electron-builder');
await build({
  projectDir: root,
  targets: Platform.current().createTarget('dir', process.arch === 'arm64' ? Arch.arm64 : Arch.x64),
  publish: 'never',
  config: {
    extends: join(root, 'electron-builder.yml'),
    electronDist,
    electronVersion: readFileSync(join(electronDist, 'version'), 'utf8').trim().replace(/^v/, ''),
    // A folder that was prepared for tests may hold an app of its own.
    afterExtract: async ({ appOutDir }) => {
      for (const name of ['app', 'default_app.asar']) rmSync(join(appOutDir, 'resources', name), { recursive: true, force: true });
    },
  },
});
console.log(programPath());

function programPath() {
  const output = join(root, 'build', 'desktop');
  if (process.platform === 'darwin') return join(output, process.arch === 'arm64' ? 'mac-arm64' : 'mac', 'Millrace.app/Contents/MacOS/Millrace');
  if (process.platform === 'win32') return join(output, 'win-unpacked', 'Millrace.exe');
  return join(output, process.arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked', 'millrace');
}
