import { readFile, rename, writeFile } from 'node:fs/promises';
import { isObject } from '../core/json.ts';
import type { FlowRecord } from '../plan/recompute-reasons.ts';

/** What a flow was in its last run, or null when nobody remembers. */
export async function readFlowRecord(file: string): Promise<FlowRecord | null> {
  try {
    const raw = JSON.parse(await readFile(file, 'utf8')) as unknown;
    // It only serves to say why something was computed, so a broken one counts as none.
    return isObject(raw) && typeof raw['engine'] === 'string' && isObject(raw['nodes']) && Object.values(raw['nodes']).every(isNodeRecord) ? (raw as unknown as FlowRecord) : null;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code !== undefined) return null;
    throw error;
  }
}

const isNodeRecord = (node: unknown): boolean => isObject(node) && ['params', 'files', 'hashes', 'kept'].every((part) => isObject(node[part]));

export async function writeFlowRecord(file: string, record: FlowRecord): Promise<void> {
  const part = `${file}.${process.pid}.tmp`;
  await writeFile(part, JSON.stringify(record));
  await rename(part, file);
}
