import { revealNode, middleOfView } from '../canvas/canvas-view.ts';
import type { Catalog } from '../../engine/definition/index.ts';
import type { Position } from '../state/document-edits.ts';
import { parseEnd } from '../../engine/document/document.ts';
import { holdsRules, importEndings, importFile, isWorkflow } from '../state/import-actions.ts';
import { trustChosen } from '../state/allow-actions.ts';
import { addNode, commit, newNode } from '../state/edit-actions.ts';
import { nodeDefinition } from '../state/node-definition.ts';
import { freePlace } from '../state/node-places.ts';
import { bridge, failureText, notify } from '../state/session.ts';
import { change, nodeTitle, selectedNode, workbench, type WorkbenchState } from '../state/workbench.ts';
import { t } from '../words/words.ts';

/** The source node that reads files with an extension, and the setting that holds the path. */
export function sourceFor(catalog: Catalog, path: string): { readonly type: string; readonly param: string } | null {
  for (const definition of catalog.values()) {
    if (definition.category !== 'read') continue;
    for (const [param, spec] of Object.entries(definition.params)) {
      if (spec.kind === 'file' && spec.access === 'read' && spec.extensions.some((e) => path.toLowerCase().endsWith(`.${e.replace(/^\./, '').toLowerCase()}`))) return { type: definition.type, param };
    }
  }
  return null;
}

/** Every extension that some source reads. */
export const readableExtensions = (catalog: Catalog): readonly string[] => [
  ...new Set([...catalog.values()].filter((d) => d.category === 'read').flatMap((d) => Object.values(d.params).flatMap((p) => (p.kind === 'file' ? p.extensions : [])))),
];

/** Adds the source that reads a file, named after it, at a place of the canvas or in the middle of what is seen. */
export function addDataFile(path: string, at: Position | null = null): void {
  const { catalog, document } = workbench();
  const source = sourceFor(catalog, path);
  if (!source) {
    notify(t('No source reads {path}. Add one from the palette and choose the file there.', { path }));
    return;
  }
  const title = path.split(/[\\/]/).at(-1) ?? path;
  const id = addNode(source.type, freePlace(document, at ?? middleOfView()), { params: { [source.param]: path }, title });
  requestAnimationFrame(() => revealNode(id));
}

/** Lets a source read a file instead of what it gives now: its place, its name and what reads it stay. */
export function readFileInstead(id: string, path: string): void {
  const { catalog, document } = workbench();
  const source = sourceFor(catalog, path);
  const old = document.nodes[id];
  if (!source || !old) {
    notify(t('No source reads {path}. Add one from the palette and choose the file there.', { path }));
    return;
  }
  const fresh = newNode(source.type);
  const ports = catalog.get(source.type)!.outputs.map((p) => p.name);
  const node = { ...fresh, ...(old.title === undefined ? {} : { title: old.title }), ...(old.note === undefined ? {} : { note: old.note }), params: { ...fresh.params, [source.param]: path } };
  const edges = document.edges.filter((e) => parseEnd(e.from).node !== id || ports.includes(parseEnd(e.from).port));
  commit(t('Read {path} in {node}', { path, node: nodeTitle(workbench(), id) }), { ...document, nodes: { ...document.nodes, [id]: node }, edges });
}

/** Whether a node is a source whose rows a file could give as well. */
export const canReadFile = (state: WorkbenchState): boolean => {
  const id = selectedNode(state);
  const definition = nodeDefinition(state, id);
  return definition !== undefined && definition.category === 'read' && definition.inputs.length === 0 && definition.streaming !== true;
};

/** Adds a source for each file that was dropped on the canvas, below each other. */
export function addDroppedFiles(files: readonly File[], at: Position): void {
  void (async () => {
    for (const [i, file] of files.entries()) {
      if (await importDropped(file, { x: Math.round(at.x / 10) * 10, y: Math.round(at.y / 10) * 10 + i * 120 })) continue;
      const path = await pathOfDropped(file);
      if (path !== null) addDataFile(path, { x: Math.round(at.x / 10) * 10, y: Math.round(at.y / 10) * 10 + i * 120 });
    }
  })();
}

/** A suite or contract is no larger than this; what is larger is data. */
const mostRules = 8_000_000;

/** Imports what another tool made: a workflow, a suite of expectations, a data contract. False for data. */
async function importDropped(file: File, at: Position): Promise<boolean> {
  const workflow = isWorkflow(file.name);
  const rules = !workflow && /\.(json|ya?ml)$/i.test(file.name) && file.size <= mostRules && holdsRules(file.name, await file.text());
  if (!workflow && !rules) return false;
  const path = bridge().pathOf(file);
  importFile({ path: file.name, folder: path === null ? workbench().base : folderOf(path), bytes: new Uint8Array(await file.arrayBuffer()), at });
  return true;
}

const folderOf = (path: string): string => path.replace(/[\\/][^\\/]*$/, '');

/** Asks for a file of another tool and imports it. */
export async function chooseImport(): Promise<void> {
  const { platform, home } = workbench();
  if (!platform?.nativeDialogs) {
    change({ dialog: 'import' });
    return;
  }
  try {
    const path = await bridge().os.chooseFile({ base: home, extensions: [...importEndings], access: 'read' });
    if (path !== null) importAt(path);
  } catch (error) {
    notify(failureText(error), 'danger');
  }
}

/** Imports the file at a path that is absolute or lies below the folder the window was started in. */
export function importAt(path: string): void {
  const { home } = workbench();
  const whole = /^([\\/]|[A-Za-z]:)/.test(path) ? path : `${home}/${path}`;
  importFile({ path: whole.split(/[\\/]/).at(-1)!, folder: folderOf(whole) });
}

/** The path as a flow names the file: relative where it lies below the flow's folder. A browser tells only the name, so the file is looked for there. */
async function pathOfDropped(file: File): Promise<string | null> {
  const { base, catalog } = workbench();
  const path = bridge().pathOf(file);
  if (path !== null) return trustChosen(relativeTo(base, path));
  if (!sourceFor(catalog, file.name)) return file.name;
  try {
    const found = (await bridge().os.listFiles({ base, extensions: [...readableExtensions(catalog)] })).filter((f) => f.split(/[\\/]/).at(-1) === file.name);
    if (found.length === 1) return found[0]!;
    notify(
      found.length === 0
        ? t('A browser does not tell where {name} lies. Put it below {folder}, then drop it again.', { name: file.name, folder: base || t('the folder that is served') })
        : t('{count} files here are called {name}: {paths}. Add the source from the palette and choose one.', { count: found.length, name: file.name, paths: found.slice(0, 4).join(', ') }),
    );
  } catch (error) {
    notify(failureText(error), 'danger');
  }
  return null;
}

/** A path below `base` without it, with forward slashes as flow files have them; any other path as it is. */
export function relativeTo(base: string, path: string): string {
  const folder = base.replaceAll('\\', '/').replace(/\/?$/, '/');
  const plain = path.replaceAll('\\', '/');
  return base !== '' && plain.startsWith(folder) ? plain.slice(folder.length) : path;
}

export const takeDataFile = (path: string, replacing: string | null): void => (replacing === null ? addDataFile(path) : readFileInstead(replacing, path));

/** Asks for a data file and adds its source, or lets the source `replacing` read it. */
export async function chooseDataFile(replacing: string | null = null): Promise<void> {
  const { platform, base, catalog } = workbench();
  if (!platform?.nativeDialogs) {
    change({ dialog: 'data-file', replacing });
    return;
  }
  try {
    const path = await bridge().os.chooseFile({ base, extensions: [...readableExtensions(catalog)], access: 'read' });
    if (path !== null) takeDataFile((await trustChosen(path))!, replacing);
  } catch (error) {
    notify(failureText(error), 'danger');
  }
}
