// Plain JavaScript without packages: the command line asks this at every start.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @typedef {{ name: string, sources: readonly string[], outputs: readonly string[] }} Part */

const shared = ['package-lock.json', 'tools/build.mjs', 'tools/loaded-together.mjs', 'tsconfig.json'];

/** What is built, out of which files and folders, and files that show it was. @satisfies {Record<string, Part>} */
export const parts = {
  headless: {
    name: 'headless',
    sources: [...shared, 'engine', 'nodes', 'main'],
    outputs: ['dist/engine/engine-process.js', 'dist/engine/data-worker.js', 'dist/engine/workbook-worker.js', 'dist/engine/probe-child.js'],
  },
  desktop: { name: 'desktop', sources: [...shared, 'engine', 'main'], outputs: ['dist/main/main.js', 'dist/main/preload.cjs'] },
  renderer: {
    name: 'renderer',
    sources: [...shared, 'engine', 'nodes', 'main/contract', 'renderer', 'vite.config.ts', 'CHANGELOG.md'],
    outputs: ['dist/renderer/index.html'],
  },
};

/** Whether this folder is a checkout with sources, and not only what was built of them. @param {string} root */
export const isCheckout = (root) => exists(join(root, 'engine')) && exists(join(root, 'tools/build.mjs'));

/**
 * Whether a part has to be built. Looks at names, sizes and times; where those differ, at contents, because a checkout of the
 * same text has other times.
 * @param {string} root
 * @param {Part} part
 */
export function isStale(root, part) {
  if (!part.outputs.every((output) => exists(join(root, output)))) return true;
  const stamp = readStamp(root, part);
  if (stamp === null) return true;
  const files = sourceFiles(root, part);
  if (stamp.looks === looksOf(files)) return false;
  if (stamp.content !== contentOf(root, files)) return true;
  writeStamp(root, part, files);
  return false;
}

/** Says of what a part was built; `before` is the state of the sources when the build began. @param {string} root @param {Part} part */
export function writeStamp(root, part, before = sourceFiles(root, part)) {
  const file = stampFile(root, part);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ looks: looksOf(before), content: contentOf(root, before) }));
}

/** @param {string} root @param {Part} part @returns {{ path: string, size: number, time: number }[]} */
export function sourceFiles(root, part) {
  /** @type {{ path: string, size: number, time: number }[]} */
  const files = [];
  /** @param {string} path */
  const visit = (path) => {
    const info = statSync(`${root}/${path}`, { throwIfNoEntry: false });
    if (info === undefined) return;
    if (info.isDirectory()) return visitFolder(path);
    files.push({ path, size: info.size, time: info.mtimeMs });
  };
  // Plain strings and no look at folders: a start has nothing else to do meanwhile.
  /** @param {string} path */
  const visitFolder = (path) => {
    const entries = readdirSync(`${root}/${path}`, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (/\.test\.tsx?$|\.md$|^\./.test(entry.name)) continue;
      if (entry.isDirectory()) visitFolder(`${path}/${entry.name}`);
      else visit(`${path}/${entry.name}`);
    }
  };
  for (const source of part.sources) visit(source);
  return files;
}

/** @param {{ path: string, size: number, time: number }[]} files */
const looksOf = (files) => hash(files.map((f) => `${f.path} ${f.size} ${f.time}`).join('\n'));

/** @param {string} root @param {{ path: string }[]} files */
const contentOf = (root, files) => hash(files.map((f) => `${f.path} ${hash(readFileSync(join(root, f.path)))}`).join('\n'));

/** @param {string | Uint8Array} text */
const hash = (text) => createHash('sha1').update(text).digest('hex');

/** @param {string} root @param {Part} part */
const stampFile = (root, part) => join(root, 'dist', '.stamps', `${part.name}.json`);

/** @param {string} root @param {Part} part @returns {{ looks: string, content: string } | null} */
function readStamp(root, part) {
  try {
    return JSON.parse(readFileSync(stampFile(root, part), 'utf8'));
  } catch {
    return null;
  }
}

/** @param {string} path */
const exists = (path) => statSync(path, { throwIfNoEntry: false }) !== undefined;
