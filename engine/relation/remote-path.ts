import { isStorePath } from './object-store.ts';

/** Whether a path is an address in the network, on a web server or in an object store, instead of a file of this machine. */
export const isRemotePath = (path: string): boolean => /^https?:\/\//i.test(path) || isStorePath(path);

/** The address up to the folder of its files, with a slash at the end: what stands behind a question mark is no part of it, nor what a pattern leaves open. */
export function remoteFolder(path: string): string {
  const place = path.split(isStorePath(path) ? /[*?[]/ : '?')[0]!;
  return place.slice(0, place.lastIndexOf('/') + 1);
}
