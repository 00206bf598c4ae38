// Which modules of a bundle go into one file: those that the same starts need. Each file costs a start half a millisecond.
import { join } from 'node:path';

/**
 * Chunks for what is started: of the modules that its sources reach without an `import()`, those that are reached by the same starts share
 * a file, so that none loads what it does not need.
 * @param {string} root
 * @param {Record<string, readonly string[]>} starts sources by what is started
 * @returns {{ plugin: import('rolldown').Plugin, groups: { name: string, priority: number, test: (id: string) => boolean }[] }}
 */
export function loadedTogether(root, starts) {
  /** @type {Map<string, string>} */
  const chunkOf = new Map();
  const names = Object.keys(starts);
  return {
    plugin: {
      name: 'loaded-together',
      buildEnd() {
        /** @param {readonly string[]} sources */
        const reach = (sources) => {
          /** @type {Set<string>} */
          const reached = new Set();
          /** @param {string} id */
          const visit = (id) => {
            const info = this.getModuleInfo(id);
            if (reached.has(id) || info === null || info.code === null) return;
            reached.add(id);
            info.importedIds.forEach(visit);
          };
          for (const source of sources) visit(join(root, source));
          return reached;
        };
        const reached = names.map((name) => reach(starts[name] ?? []));
        for (const id of new Set(reached.flatMap((ids) => [...ids]))) {
          // What starts something stays in a file of its own: others may load from a chunk without starting it.
          if (this.getModuleInfo(id)?.isEntry !== true) chunkOf.set(id, names.filter((_, i) => reached[i]?.has(id)).join('-'));
        }
      },
    },
    // What most starts need comes first: a chunk takes along what its modules import.
    groups: subsets(names)
      .toSorted((a, b) => b.length - a.length)
      .map((subset, i, { length }) => ({ name: subset.join('-'), priority: length - i, test: (id) => chunkOf.get(id) === subset.join('-') })),
  };
}

/** @param {readonly string[]} names @returns {string[][]} those that are not empty, in the order of the names */
function subsets(names) {
  /** @type {string[][]} */
  let found = [[]];
  for (const name of names) found = [...found, ...found.map((subset) => [...subset, name])];
  return found.slice(1);
}
