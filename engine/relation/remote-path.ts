/** Whether a path is an address on a web server instead of a file of this machine. */
export const isRemotePath = (path: string): boolean => /^https?:\/\//i.test(path);

/** The address up to the folder of its file, with a slash at the end; what stands behind a question mark is no part of it. */
export function remoteFolder(path: string): string {
  const place = path.split('?')[0]!;
  return place.slice(0, place.lastIndexOf('/') + 1);
}
