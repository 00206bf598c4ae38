import type { ObjectStore } from '../relation/object-store.ts';

/** What tells a file from every other one. */
export const targetPlace = (of: { readonly path: string; readonly store?: ObjectStore }): string => (of.store ? `${of.store.endpoint ?? ''} ${of.path}` : plainPath(of.path));

/** The path with `.`, `..` and doubled slashes taken out, so that two spellings of one file meet. */
function plainPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '.' || (part === '' && parts.length > 0)) continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..' && parts.at(-1) !== '') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
