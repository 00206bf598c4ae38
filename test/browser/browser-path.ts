import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The Chromium of the system. */
export function browserPath(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const found = process.env['CHROMIUM_PATH'] ?? (process.env['PATH'] ?? '').split(delimiter).flatMap((dir) => names.map((name) => join(dir, name))).find((path) => existsSync(path));
  if (found === undefined) throw new Error('There is no Chromium. Install one or name it in CHROMIUM_PATH.');
  return found;
}
