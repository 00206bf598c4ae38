import { commandLine } from '../../engine/headless/command-line.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

/** Calls the command line in this process; gives its exit code and what it printed. */
export async function call(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  const printed: string[] = [];
  const failed: string[] = [];
  const console = { out: (text: string) => void printed.push(text), error: (text: string) => void failed.push(text), bytes: () => undefined, interactive: false, columns: 80 };
  const code = await commandLine(args, { console, catalog, version: '0', openEngine: () => openTestEngine(catalog), onSignal: () => undefined, serve: async () => 0, appRoot: new URL('../../', import.meta.url), programEntry: new URL('../../main/cli/cli.ts', import.meta.url), probeEntry: new URL('../../engine/inference/probe-child.ts', import.meta.url) });
  return { code, out: printed.join(''), error: failed.join('') };
}
