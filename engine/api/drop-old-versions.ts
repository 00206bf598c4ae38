import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { warning, type Diagnostic } from '../core/diagnostic.ts';
import { versionTime } from '../core/published-version.ts';
import type { JobResult } from '../plan/job.ts';

/** Removes the oldest versions of what a run has published, beyond those that its nodes keep. The run stays what it is where that fails. */
export async function dropOldVersions(flow: CheckedFlow, result: JobResult): Promise<JobResult> {
  if (result.status !== 'succeeded') return result;
  const trouble: Diagnostic[] = [];
  for (const node of flow.nodes) {
    const keep = node.built?.sink?.versions?.keep ?? 0;
    const written = result.written.find((w) => w.node === node.id);
    if (keep === 0 || !written) continue;
    const folder = dirname(written.path);
    try {
      const versions = (await readdir(folder)).filter((name) => versionTime(name.replace(/\.parquet$/, '')) !== null).sort();
      for (const name of versions.slice(0, -keep)) await rm(join(folder, name), { force: true });
    } catch (error) {
      trouble.push(warning('target-read-only', `Old versions in ${folder} cannot be removed (${(error as NodeJS.ErrnoException).code ?? String(error)}). The new one is published; remove them yourself.`, { node: node.id, param: 'keep' }));
    }
  }
  return { ...result, diagnostics: [...result.diagnostics, ...trouble] };
}
