// Builds what runs: node tools/build.mjs [--headless | --all] [--force]. Plain JavaScript, so that Node 20 can run it.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withBuildLock } from './build-lock.mjs';
import { loadedTogether } from './loaded-together.mjs';
import { isStale, parts, sourceFiles, writeStamp } from './staleness.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Packages with native code, or found only at run time, stay outside. */
const external = [/^@duckdb\/node-bindings/, /^onnxruntime-(node|common)/, 'electron', 'bufferutil', 'utf-8-validate', 'fsevents'];

/** What is compiled to WebAssembly goes into the bundle as text, so that it ships wherever the bundle does. */
const embeddedWasm = {
  name: 'embedded-wasm',
  /** @param {string} id */
  load(id) {
    if (!id.endsWith(join('engine', 'inference', 'images', 'jpeg-wasm.ts'))) return null;
    const wasm = readFileSync(join(root, 'node_modules/@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'));
    return { code: `export const jpegWasm = () => Uint8Array.from(Buffer.from(${JSON.stringify(wasm.toString('base64'))}, 'base64'));`, moduleType: 'js' };
  },
};

/** @param {Record<string, string>} entries those whose source is there */
const present = (entries) => Object.fromEntries(Object.entries(entries).filter(([, source]) => existsSync(join(root, source))));

/**
 * @param {Record<string, string>} input
 * @param {{ dir: string, format: 'esm' | 'cjs', extension: string }} output
 * @param {Record<string, readonly string[]>} starts sources whose modules are loaded together
 */
async function bundle(input, { dir, format, extension }, starts = {}) {
  const { build } = await import('rolldown');
  const { plugin, groups } = loadedTogether(root, starts);
  const result = await build({
    input: present(input),
    cwd: root,
    platform: 'node',
    external,
    plugins: [embeddedWasm, plugin],
    tsconfig: false,
    logLevel: 'warn',
    output: {
      dir: join(root, dir),
      format,
      ...(groups.length > 0 ? { codeSplitting: { groups } } : {}),
      entryFileNames: `[name].${extension}`,
      chunkFileNames: `chunks/[name]-[hash].${extension}`,
      minify: { compress: true, mangle: false, codegen: true },
      keepNames: true,
      comments: { legal: false },
    },
  });
  return result.output.map((file) => file.fileName);
}

/** Takes away chunks of earlier builds, but not those a running process may still load. @param {string} dir @param {readonly string[]} written */
function dropOldChunks(dir, written) {
  const folder = join(root, dir, 'chunks');
  const hourAgo = Date.now() - 3_600_000;
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (!written.includes(`chunks/${name}`) && statSync(file).mtimeMs < hourAgo) rmSync(file);
  }
}

const steps = {
  async headless() {
    const written = await bundle(
      {
        'cli/cli': 'main/cli/cli.ts',
        'engine/engine-process': 'main/engine-host/engine-process.ts',
        'engine/data-worker': 'engine/workers/data-worker.ts',
        'engine/workbook-worker': 'engine/workers/workbook-worker.ts',
        'engine/probe-child': 'engine/inference/probe-child.ts',
      },
      { dir: 'dist', format: 'esm', extension: 'js' },
      {
        cli: ['main/cli/cli.ts'],
        ahead: ['engine/api/open-ahead.ts'],
        command: ['main/cli/run-cli.ts'],
        run: ['engine/api/engine.ts', 'engine/api/environment-cache.ts', 'engine/headless/run-command.ts'],
        process: ['main/engine-host/engine-process.ts'],
        worker: ['engine/workers/data-worker.ts'],
      },
    );
    dropOldChunks('dist', written);
  },
  async desktop() {
    const written = await bundle({ main: 'main/app/main.ts' }, { dir: 'dist/main', format: 'esm', extension: 'js' });
    // A sandboxed preload must be one CommonJS file.
    await bundle({ preload: 'main/preload/preload.ts' }, { dir: 'dist/main', format: 'cjs', extension: 'cjs' });
    dropOldChunks('dist/main', written);
    copyFileSync(join(root, 'main/app/icons/icon.png'), join(root, 'dist/main/icon.png'));
  },
  async renderer() {
    const { build } = await import('vite');
    await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
  },
};

/**
 * Builds the parts whose sources have changed; answers the names of those that were built.
 * @param {{ readonly only?: readonly (keyof typeof steps)[], readonly force?: boolean }} [options]
 */
export async function build({ only = ['headless', 'desktop', 'renderer'], force = false } = {}) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  return withBuildLock(root, async () => {
    const built = [];
    for (const name of only) {
      if (!force && !isStale(root, parts[name])) continue;
      const before = sourceFiles(root, parts[name]);
      if (name === 'renderer') console.error('Building the window …');
      await steps[name]();
      writeStamp(root, parts[name], before);
      built.push(name);
    }
    return built;
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const start = performance.now();
  const built = await build({
    force: process.argv.includes('--force'),
    ...(process.argv.includes('--headless') ? { only: ['headless'] } : {}),
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(built.length === 0 ? 'Everything is built.' : `Built ${built.join(', ')} in ${seconds} s.`);
}
