/** What a flow is called, and known by among those of its folder: its own name, else that of its file, else, for a `flow.json`, that of the folder. `path` is the file's, with / or \; empty before it was saved. */
export function flowName(name: string, path: string): string {
  const parts = path.split(/[\\/]/).filter(Boolean);
  const file = (parts.at(-1) ?? '').replace(/\.json$/i, '').replace(/\.(flow|millrace)$/i, '');
  return name.trim() || (file === 'flow' ? (parts.at(-2) ?? '') : file);
}
