// Writes THIRD-PARTY-NOTICES.md: node tools/generate-notices.ts [--check]
import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { deliver } from './generated-file.ts';

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, '..');
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, LockEntry>;
};
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Packages that sources of the window import: the build puts them into its files. */
function bundled(): string[] {
  const names = new Set<string>();
  for (const path of globSync('{renderer,engine/chart}/**/*.{ts,tsx,css}', { cwd: root })) {
    if (path.includes('.test.')) continue;
    const text = readFileSync(join(root, path), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/(?:from|import|@import)\s*\(?\s*['"]([^'".][^'"]*)['"]/g)) {
      const name = packageName(specifier);
      if (
        !specifier.startsWith('node:') &&
        !builtinModules.includes(name) &&
        lock.packages[`node_modules/${name}`] !== undefined
      )
        names.add(name);
    }
  }
  return [...names].sort();
}

/** Where the package `name` lies for a package at `from`, as Node would look for it. */
function locate(name: string, from: string): string | null {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (lock.packages[path] !== undefined) return path;
    if (at === '' || !at.includes('/node_modules/')) {
      const top = `node_modules/${name}`;
      return lock.packages[top] === undefined ? null : top;
    }
  }
}

const found = new Set<string>();
const waiting = [...Object.keys(own.dependencies), ...bundled()].map((name) => `node_modules/${name}`);
while (waiting.length > 0) {
  const path = waiting.pop()!;
  if (found.has(path)) continue;
  found.add(path);
  const entry = lock.packages[path]!;
  const needed = { ...entry.dependencies, ...entry.optionalDependencies };
  for (const name of Object.keys(needed)) {
    const at = locate(name, path);
    if (at !== null && !name.startsWith('@types/')) waiting.push(at);
  }
}

function licenceText(path: string): string {
  const folder = join(root, path);
  // Packages for other platforms are not installed; their licence is that of the package that names them.
  if (lock.packages[path]!.optional === true || !existsSync(folder)) return '';
  const names = readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice|thirdpartynotices)/i.test(name) && !/\.(js|json|html)$/i.test(name))
    .sort();
  return names.map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n');
}

const byText = new Map<string, string[]>();
const lines: string[] = [];
for (const path of [...found].sort()) {
  const entry = lock.packages[path]!;
  const name = path.replace(/^.*node_modules\//, '');
  const title = `${name} ${entry.version ?? ''}`.trim();
  lines.push(`| ${name} | ${entry.version ?? ''} | ${entry.license ?? 'see its text'} |`);
  const text = licenceText(path);
  if (text !== '') byText.set(text, [...(byText.get(text) ?? []), title]);
}

const intro = `# Third-party notices

Millrace ships or bundles the packages below. The list is generated from the lock file by \`npm run notices\`; the desktop
application also holds Electron (MIT) with Chromium, whose own notices lie beside its binary. The samples' data and its
sources are named in each sample's README. The coastline of the map chart is Natural Earth's (public domain,
[naturalearthdata.com](https://www.naturalearthdata.com/about/terms-of-use/)).

| package | version | licence |
| --- | --- | --- |
${[...new Set(lines)].join('\n')}
`;
const texts = [...byText].map(
  ([text, titles]) => `## ${[...new Set(titles)].join(', ')}\n\n\`\`\`\`text\n${text}\n\`\`\`\`\n`,
);
deliver(new Map([['THIRD-PARTY-NOTICES.md', [intro, ...texts].join('\n')]]), 'npm run notices');
