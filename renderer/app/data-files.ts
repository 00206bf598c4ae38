import { revealNode, middleOfView } from '../canvas/canvas-view.ts';
import type { Catalog } from '../../engine/definition/index.ts';
import { addNode } from '../state/edit-actions.ts';
import { freePlace } from '../state/node-places.ts';
import { bridge, failureText, notify } from '../state/session.ts';
import { change, workbench } from '../state/workbench.ts';

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

/** Adds the source that reads a file, named after it. */
export function addDataFile(path: string): void {
  const { catalog, document } = workbench();
  const source = sourceFor(catalog, path);
  if (!source) {
    notify(`No source reads ${path}. Add one from the palette and choose the file there.`);
    return;
  }
  const title = path.split(/[\\/]/).at(-1) ?? path;
  const id = addNode(source.type, freePlace(document, middleOfView()), { params: { [source.param]: path }, title });
  requestAnimationFrame(() => revealNode(id));
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
