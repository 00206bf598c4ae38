import { dirname } from 'node:path';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { isRemotePath, remoteFolder } from '../relation/remote-path.ts';
import { addressIn } from '../relation/object-store.ts';
import { walkRelation } from '../relation/walk-relation.ts';
import { pathFrom, realTarget } from './flow-paths.ts';

/** The project and the folders of files named outright: with the run's spill folder, a statement can reach nothing else. */
export function allowedDirectories(flow: CheckedFlow): string[] {
  const folders = new Set([flow.base]);
  const add = (path: string): void => void folders.add(isRemotePath(path) ? remoteFolder(path) : dirname(pathFrom(flow.base, path)));
  for (const node of flow.nodes) {
    if (node.built?.load && 'path' in node.built.load.database) {
      add(node.built.load.database.path);
      add(realTarget(pathFrom(flow.base, node.built.load.database.path)));
    }
    // What becomes an object waits in the folder of the run.
    if (node.built?.sink && !node.built.sink.store) {
      add(node.built.sink.path);
      add(realTarget(pathFrom(flow.base, node.built.sink.path)));
    }
    for (const relation of [...Object.values(node.built?.outputs ?? {}), ...Object.values(node.built?.shared ?? {})]) {
      walkRelation(relation, (r) => {
        if (r.op === 'scan' && 'path' in r.source) {
          const { path } = r.source;
          // A table is all that lies in its folder.
          if (r.source.format === 'lakehouse') folders.add(isRemotePath(path) ? addressIn(`${path.replace(/\/+$/, '')}/`, r.source.store) : pathFrom(flow.base, path));
          else if (isRemotePath(path)) folders.add(addressIn(remoteFolder(path), 'store' in r.source ? r.source.store : undefined));
          else add(path.split(/[*?[]/)[0]!);
        }
        if (r.op === 'scan' && r.source.format === 'database' && 'path' in r.source.database) add(r.source.database.path);
        if (r.op === 'model') add(r.call.path);
      });
    }
  }
  return [...folders];
}
