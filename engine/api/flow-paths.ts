import { createHash, randomUUID } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { isPattern, patternOfName } from '../relation/path-pattern.ts';
import { isRemotePath } from '../relation/remote-path.ts';

/** Absolute form of a path as a flow holds it; an address is one already. The folder of the flow is no pattern, whatever its name. */
export const pathFrom = (base: string, path: string): string => (isAbsolute(path) || isRemotePath(path) ? path : resolve(isPattern(path) ? patternOfName(base) : base, path));

/** This machine, in a few letters: process numbers mean nothing on another one. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);

/** The file a target stands for: what it points to where it is a link. */
export function realTarget(target: string): string {
  try {
    return realpathSync(target);
  } catch {
    // Not there yet, so it is no link; why else it cannot be reached is told when it is prepared.
    return target;
  }
}

/** A node of a component has a slash in its name. */
const fileName = (node: string): string => node.replaceAll('/', '-');

/** The file that is written first: beside the target, so that putting it in place is one rename on one disk. It names its process, so that a later run can tell what was left behind. */
export const stagingPath = (target: string, node: string): string => join(dirname(realTarget(target)), `.${basename(target)}.${fileName(node)}-${machine}-${process.pid}-${randomUUID().slice(0, 8)}.part`);

/** The same for a stream, which after a crash must find its own file again instead of leaving another behind. */
export const streamStagingPath = (target: string, node: string): string => join(dirname(target), `.${basename(target)}.${fileName(node)}-stream.part`);
