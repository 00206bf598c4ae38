/** Folders that files lie in, from the outside in, each with a slash at its end. */
export function foldersOf(files: readonly string[]): readonly string[] {
  const folders = new Set<string>();
  for (const file of files) for (let at = file.indexOf('/'); at >= 0; at = file.indexOf('/', at + 1)) folders.add(file.slice(0, at + 1));
  return [...folders].toSorted();
}

/** What is meant by a text typed over a list of paths: the path itself, with or without the slash of a folder, the only one that is left, or a path that is not listed. */
export function chosenPath(paths: readonly string[], typed: string): string {
  const same = (path: string): boolean => path.toLowerCase() === typed.toLowerCase() || path.toLowerCase() === `${typed.toLowerCase()}/`;
  return paths.find(same) ?? (paths.length === 1 ? paths[0]! : typed);
}
