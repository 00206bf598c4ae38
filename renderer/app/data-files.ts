import { revealNode, middleOfView } from '../canvas/canvas-view.ts';
import type { Catalog } from '../../engine/definition/index.ts';
import type { Position } from '../state/document-edits.ts';
import { addNode } from '../state/edit-actions.ts';
import { freePlace } from '../state/node-places.ts';
import { bridge, failureText, notify } from '../state/session.ts';
import { change, workbench } from '../state/workbench.ts';
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

/** Adds a source for each file that was dropped on the canvas, below each other. */
export function addDroppedFiles(files: readonly File[], at: Position): void {
  void (async () => {
    for (const [i, file] of files.entries()) {
      const path = await pathOfDropped(file);
      if (path !== null) addDataFile(path, { x: Math.round(at.x / 10) * 10, y: Math.round(at.y / 10) * 10 + i * 120 });
    }
  })();
}

/** The path as a flow names the file: relative where it lies below the flow's folder. A browser tells only the name, so the file is looked for there. */
async function pathOfDropped(file: File): Promise<string | null> {
  const { base, catalog } = workbench();
  const path = bridge().pathOf(file);
  if (path !== null) return relativeTo(base, path);
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

/** Asks for a data file and adds its source. */
export async function chooseDataFile(): Promise<void> {
  const { platform, base, catalog } = workbench();
  if (!platform?.nativeDialogs) {
    change({ dialog: 'data-file' });
    return;
  }
  try {
    const path = await bridge().os.chooseFile({ base, extensions: [...readableExtensions(catalog)], access: 'read' });
    if (path !== null) addDataFile(path);
  } catch (error) {
    notify(failureText(error), 'danger');
  }
}
