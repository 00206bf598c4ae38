import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dataSetName, publishedFolder, versionTime } from '../core/published-version.ts';

export interface PublishedVersion {
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly published: string;
  readonly bytes: number;
  /** Its Parquet file. */
  readonly file: string;
}

/** The versions of a data set in the folder of a project, the latest first; none where there is no such data set. */
export async function versionsOf(folder: string, name: string): Promise<readonly PublishedVersion[]> {
  if (!dataSetName.test(name)) return [];
  const place = join(folder, publishedFolder, name);
  const versions = (await entriesOf(place)).flatMap((entry) => {
    const version = entry.endsWith('.parquet') ? entry.slice(0, -'.parquet'.length) : '';
    const published = versionTime(version);
    return published === null ? [] : [{ version, published, file: join(place, entry) }];
  });
  // One that a run removes meanwhile is no version any more.
  const sized = await Promise.all(versions.map(async (v) => stat(v.file).then((info) => (info.isFile() ? [{ ...v, bytes: info.size }] : []), () => [])));
  return sized.flat().toSorted((a, b) => (a.version < b.version ? 1 : -1));
}

/** Names of the data sets in the folder of a project. */
export const dataSetsIn = async (folder: string): Promise<readonly string[]> => (await entriesOf(join(folder, publishedFolder))).filter((name) => dataSetName.test(name)).sort();

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR') return [];
    throw error;
  }
}
