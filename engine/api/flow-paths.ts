import { randomUUID } from 'node:crypto';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';

/** Absolute form of a path as a flow holds it. */
export const pathFrom = (base: string, path: string): string => (isAbsolute(path) ? path : resolve(base, path));

/** The file that is written first: beside the target, so that putting it in place is one rename on one disk. */
export const stagingPath = (target: string, node: string): string => join(dirname(target), `.${basename(target)}.${node}-${randomUUID().slice(0, 8)}.part`);

/** The same for a stream, which after a crash must find its own file again instead of leaving another behind. */
export const streamStagingPath = (target: string, node: string): string => join(dirname(target), `.${basename(target)}.${node}-stream.part`);
