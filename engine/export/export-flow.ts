import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { writeDocument } from '../document/write-document.ts';
import { databaseLabel } from '../relation/database-ref.ts';
import { relationsOf, walkRelation } from '../relation/walk-relation.ts';
import { isPythonCall } from '../relation/script-call.ts';
import { collectResources, modelPaths } from './collect-resources.ts';
import { command, dockerfileText, dockerignoreText, manifestText, npmrcText, readmeText, serviceText, starterText, type ExportFacts } from './export-files.ts';
import { pinnedPackages } from './pinned-packages.ts';

const manifestName = 'millrace-export.json';

export interface ExportPlace {
  /** Folder of this program, which the runtime is copied from. */
  readonly appRoot: URL;
  /** Files that a pattern with * matches. */
  readonly listFiles: (pattern: string) => Promise<readonly string[]>;
  /** Files of the extensions of the database that the flow needs, and their places below a folder of extensions. */
  readonly extensions: readonly { readonly file: string; readonly place: string }[];
}

/**
 * Writes a folder `to` that runs a flow without errors with Node alone. The folder appears whole or not at all; only an
 * earlier export is replaced. Throws a DiagnosticError where it cannot be written; tells how the flow is started there.
 */
export async function exportFlow(checked: CheckedFlow, name: string, to: string, { appRoot, listFiles, extensions }: ExportPlace): Promise<{ readonly target: string; readonly start: string }> {
  const target = resolve(to);
  await refuseForeignFolder(target);
  const version = (JSON.parse(await readFile(new URL('package.json', appRoot), 'utf8')) as { version: string }).version;
  const scores = checked.nodes.some((node) => modelPaths(node).length > 0);
  let trusts = false;
  for (const node of checked.nodes) for (const r of relationsOf(node.built)) walkRelation(r, (inner) => (trusts ||= inner.op === 'script' && isPythonCall(inner.call)));
  const roots = ['@duckdb/node-bindings', ...(scores ? ['onnxruntime-node'] : [])];
  const { packages, lock } = await pinnedPackages(new URL('package-lock.json', appRoot), roots);
  const slug = (name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'flow').slice(0, 60);
  const facts: ExportFacts = {
    name,
    version,
    slug,
    trusts,
    streaming: checked.nodes.some((n) => n.definition?.streaming === true),
    dependencies: Object.fromEntries(roots.map((name) => [name, packages.find((p) => p.name === name)?.version ?? ''])),
    platform: `${process.platform} ${process.arch}`,
    outputs: [...new Set(checked.nodes.flatMap((n) => (n.built?.sink ? [n.built.sink.path] : n.built?.load ? [databaseLabel(n.built.load.database, n.built.load.table)] : [])))],
    parameters: checked.document.parameters.map((p) => ({ name: p.name, type: p.type, default: p.default === null ? 'none' : String(p.default) })),
  };
  const staging = `${target}.part`;
  await rm(staging, { recursive: true, force: true });
  try {
    const { document, files } = await collectResources(checked, listFiles);
    await mkdir(staging, { recursive: true });
    const texts: Record<string, string> = {
      'flow.json': writeDocument(document),
      'package.json': manifestText(facts),
      'package-lock.json': `${JSON.stringify({ name: slug, version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': { name: slug, version: '1.0.0', dependencies: facts.dependencies, engines: { node: '>=20.19' } }, ...lock } }, null, 2)}\n`,
      '.npmrc': npmrcText(),
      '.dockerignore': dockerignoreText(),
      Dockerfile: dockerfileText(facts),
      [`${slug}.service`]: serviceText(facts),
      'README.md': readmeText(facts),
      'run.mjs': starterText(),
    };
    for (const [path, text] of Object.entries(texts)) await writeFile(join(staging, path), text);
    for (const file of files) {
      await mkdir(dirname(join(staging, file.to)), { recursive: true });
      await cp(file.from, join(staging, file.to));
    }
    for (const { file, place } of extensions) {
      await mkdir(dirname(join(staging, 'millrace', 'extensions', place)), { recursive: true });
      await cp(file, join(staging, 'millrace', 'extensions', place));
    }
    await copyRuntime(appRoot, staging, packages.map((p) => p.folder));
    await writeFile(join(staging, manifestName), `${JSON.stringify({ millrace: version, flow: name, files: await hashes(staging) }, null, 2)}\n`);
    await rm(target, { recursive: true, force: true });
    await mkdir(dirname(target), { recursive: true });
    await rename(staging, target);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (error instanceof DiagnosticError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    throw new DiagnosticError(problem(code === 'ENOSPC' ? 'disk-full' : 'export-target', `${target} cannot be written (${code}). ${code === 'ENOSPC' ? 'Make room on that disk.' : 'Choose a folder you may write to.'}`));
  }
  return { target, start: command(facts) };
}

async function refuseForeignFolder(target: string): Promise<void> {
  try {
    if (!(await stat(target)).isDirectory()) throw new DiagnosticError(problem('export-target', `${target} is a file. Name a folder that does not exist yet.`));
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    return;
  }
  const held = await readdir(target);
  if (held.length > 0 && !held.includes(manifestName)) throw new DiagnosticError(problem('export-target', `${target} holds other files. Name a folder that does not exist yet, or an earlier export.`));
}

/** The bundled command line and the packages with native code it loads at run time. */
async function copyRuntime(appRoot: URL, staging: string, folders: readonly string[]): Promise<void> {
  const root = fileURLToPath(appRoot);
  for (const part of ['dist/cli', 'dist/engine', 'dist/chunks', 'package.json', 'LICENSE']) {
    if (await exists(join(root, part))) await cp(join(root, part), join(staging, 'millrace', part), { recursive: true });
  }
  const own = `${process.platform}/${process.arch}`;
  for (const folder of folders) {
    if (!(await exists(join(root, folder)))) continue;
    await cp(join(root, folder), join(staging, folder), {
      recursive: true,
      // Only this system's binaries of packages that carry those of all.
      filter: (path) => !/\/onnxruntime-node\/bin\/napi-v\d+\/[^/]+\/[^/]+/.test(path) || path.includes(own),
    });
  }
}

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);

async function hashes(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = all.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
  for (const path of names.sort()) {
    const name = path.slice(folder.length + 1);
    if (!name.startsWith('node_modules') && basename(name) !== manifestName) found[name] = createHash('sha256').update(await readFile(path)).digest('hex');
  }
  return found;
}
