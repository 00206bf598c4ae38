import { randomBytes } from 'node:crypto';
import type { JobPlace } from '../compile/compile-job.ts';
import { versionName } from '../core/published-version.ts';
import { stagingPath } from './flow-paths.ts';

/** Names that a run makes up: of the version it publishes, and of the files it writes before they take their places. */
export type RunNames = Required<Pick<JobPlace, 'version' | 'stagingPath'>>;

export function newNames(): RunNames {
  const known = new Map<string, string>();
  return {
    version: versionName(new Date().toISOString(), randomBytes(2).toString('hex')),
    stagingPath: (target, node) => {
      const key = JSON.stringify([target, node]);
      const path = known.get(key) ?? stagingPath(target, node);
      known.set(key, path);
      return path;
    },
  };
}
