import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * Writes generated files (path from the checkout → text); with `--check` on the command line it compares instead,
 * names every file that differs and sets exit code 1. `command` regenerates them.
 */
export function deliver(files: ReadonlyMap<string, string>, command: string, unexpected: readonly string[] = []): void {
  const checking = process.argv.includes('--check');
  const stale = [...files].filter(
    ([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text,
  );
  if (!checking) {
    for (const [path, text] of stale) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      console.log(`wrote ${path}`);
    }
    for (const path of unexpected) console.log(`${path} is no longer generated: delete it.`);
    return;
  }
  for (const [path] of stale)
    console.error(`${path} is not what its sources give now. Run "${command}" and commit the result.`);
  for (const path of unexpected) console.error(`${path} is not generated from anything. Delete it.`);
  if (stale.length + unexpected.length > 0) process.exitCode = 1;
  else console.log(`${files.size} generated ${files.size === 1 ? 'file is' : 'files are'} up to date.`);
}
