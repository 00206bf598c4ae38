import { existsSync } from 'node:fs';
import type { Catalog } from '../definition/index.ts';
import type { CacheOptions } from '../api/run-cache.ts';
import type { RecordOptions } from '../api/run-history.ts';
import type { TrustedPaths } from '../io/path-trust.ts';
import type { TrustedScripts } from '../scripting/script-trust.ts';
import { createEngine, type Engine } from '../api/engine.ts';

/** An engine for tests, run from source in this process. */
export function openTestEngine(catalog: Catalog, options: { readonly threads?: number; readonly memory?: string; readonly tempDir?: string; readonly spillLimit?: string; readonly keepWarm?: boolean; readonly patience?: number; readonly cache?: CacheOptions; readonly records?: RecordOptions; readonly scripts?: TrustedScripts; readonly paths?: TrustedPaths } = {}): Promise<Engine> {
  const workerEntry = new URL('../workers/data-worker.ts', import.meta.url);
  if (!existsSync(workerEntry)) throw new Error('Tests run from source.');
  return createEngine({ catalog, workerEntry, probeEntry: new URL('../inference/probe-child.ts', import.meta.url), ...options });
}
