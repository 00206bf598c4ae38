/** What one version brought, under its headings such as Added and Fixed. */
export interface VersionChanges {
  /** As the changelog has it, such as `0.1.0 (unreleased)`. */
  readonly title: string;
  readonly parts: readonly { readonly title: string; readonly text: string }[];
}

/** The versions of a changelog in the form of keepachangelog.com, the newest first as they are written. */
export function readChanges(text: string): readonly VersionChanges[] {
  const [, ...versions] = text.replaceAll('\r\n', '\n').split(/^## /m);
  return versions.map((version) => {
    const [head = '', ...parts] = version.split(/^### /m);
    const [title = '', ...rest] = head.split('\n');
    const own = rest.join('\n').trim();
    return { title: title.replaceAll(/[[\]]/g, '').trim(), parts: [...(own === '' ? [] : [{ title: '', text: own }]), ...parts.map(split)] };
  });
}

function split(part: string): { readonly title: string; readonly text: string } {
  const end = part.indexOf('\n');
  return { title: (end < 0 ? part : part.slice(0, end)).trim(), text: end < 0 ? '' : part.slice(end).trim() };
}

/** Whether a title is that of a version. */
export const isVersion = (title: string, version: string): boolean => title.split(/\s/)[0] === version;
