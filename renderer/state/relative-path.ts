/** Parts of a path without `.` and, as far as it can be told, `..`; a part with a parameter in it is left as it is. */
function parts(path: string): string[] {
  const result: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    const last = result.at(-1);
    if (part === '.' || (part === '' && result.length > 0)) continue;
    if (part === '..' && last !== undefined && last !== '' && last !== '..' && !last.includes('${')) result.pop();
    else result.push(part);
  }
  return result;
}

/** A path that starts from one absolute folder as it is written from another; absolute where the two have no root in common. */
export function pathFromFolder(path: string, from: string, to: string): string {
  const target = parts(`${from}/${path}`);
  const folder = parts(to);
  let same = 0;
  // The last part of the target is its name.
  while (same < Math.min(folder.length, target.length - 1) && folder[same] === target[same]) same++;
  if (same === 0 && folder.length > 0) return target.join('/');
  return [...folder.slice(same).map(() => '..'), ...target.slice(same)].join('/');
}

/** The folder that a path lies in. */
export const folderOf = (path: string): string => path.replaceAll('\\', '/').replace(/\/[^/]*$/, '');
