/** Stands in the path of a sink for the version that a run publishes. */
export const versionToken = '{version}';

/** Name of the version published at `time` (ISO 8601 in UTC), in whose order versions follow each other; `salt` tells two of one moment apart. */
export const versionName = (time: string, salt: string): string => `${time.replaceAll(/[-:.]/g, '')}-${salt}`;

/** The time a version was published at, in ISO 8601, or null where the name is none of a version. */
export function versionTime(version: string): string | null {
  const [, year, month, day, hour, minute, second, part] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-[0-9a-f]{4}$/.exec(version) ?? [];
  return year === undefined ? null : `${year}-${month}-${day}T${hour}:${minute}:${second}.${part}Z`;
}

/** Folder of a project that holds what it publishes. */
export const publishedFolder = 'published';

/** What a data set may be called: it stands in addresses and names of folders. */
export const dataSetName = /^[a-z0-9][a-z0-9_-]{0,63}$/;
