import type { DuckDBConnection } from '@duckdb/node-api';
import { problem, type Diagnostic } from '../core/diagnostic.ts';
import { quotedText } from '../core/quoting.ts';
import { isPattern, patternOfName } from '../relation/path-pattern.ts';
import { isRemotePath } from '../relation/remote-path.ts';

/**
 * The pattern that a folder stands for: all files below it with one of the endings. Files of two endings are no table, since delimiter,
 * layout and packing are the same for all that is read; then, and where there is none, it says what to do. `folder` is the pattern of an absolute path or an address, `name` what the flow calls it.
 */
export async function folderPattern(connection: DuckDBConnection, folder: string, name: string, endings: readonly string[]): Promise<{ readonly pattern: string } | { readonly problem: Diagnostic }> {
  const below = patternOfName(name.replace(/[/\\]+$/, ''));
  const packed = endings.filter((e) => /^(gz|zst)$/.test(e));
  const plain = endings.filter((e) => !packed.includes(e));
  const all = endings.map((e) => `.${e}`).join(', ');
  if (isRemotePath(name) && isPattern(name)) return { problem: problem('file-format', `The name of the folder "${name}" holds a sign that patterns use (*, ? or [). Give the folder another name, or name its files.`, { param: 'path' }) };
  const reply = await connection.runAndReadAll(`SELECT regexp_extract(file, ${quotedText(String.raw`\.([^./\\]+(\.(gz|zst))?)$`)}, 1, 'i') AS ending, count(*) AS files FROM glob(${quotedText(`${folder.replace(/\/+$/, '')}/**/*`)}) GROUP BY 1 ORDER BY 2 DESC, 1`);
  const there = reply.getRows().map(([ending, files]) => ({ ending: String(ending), files: Number(files) }));
  const fit = there.filter(({ ending }) => {
    const [kind = '', pack] = ending.toLowerCase().split('.');
    return plain.includes(kind) && (pack === undefined || packed.includes(pack));
  });
  const patternOf = (ending: string): string => `${below}/**/*.${ending}`;
  const [first, ...others] = fit;
  if (first === undefined) {
    const held = there.filter((t) => t.ending !== '').slice(0, 5).map((t) => `.${t.ending}`);
    return { problem: problem('file-missing', `The folder "${name}" holds no file that ends with ${all}${there.length === 0 ? '; it is empty' : held.length > 0 ? `, only ${held.join(', ')}` : ''}. Choose another folder, or name the files that are meant with a pattern such as "${below}/*".`, { param: 'path' }) };
  }
  if (others.length > 0) {
    const pattern = patternOf(first.ending);
    return { problem: problem('file-format', `The folder "${name}" holds files of several endings (${fit.map((f) => `${f.files} .${f.ending}`).join(', ')}), which cannot be read as one table. Name those that are meant, such as "${pattern}".`, { param: 'path' }, { title: `Read ${pattern}`, param: 'path', value: pattern }) };
  }
  return { pattern: patternOf(first.ending) };
}
