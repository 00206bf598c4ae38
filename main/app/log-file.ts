import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const MOST_BYTES = 1024 * 1024;

/** Gives a function that adds lines with their time to a file; a file over 1 MiB is set aside as `.old` at the start. */
export function openLog(path: string): (line: string) => void {
  mkdirSync(dirname(path), { recursive: true });
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MOST_BYTES) renameSync(path, `${path}.old`);
  const stream = createWriteStream(path, { flags: 'a' });
  // A log that cannot be written must not end the app.
  stream.on('error', (error) => console.error(`${path}: ${error.message}`));
  return (line) => void stream.write(`${new Date().toISOString()} ${line}\n`);
}
