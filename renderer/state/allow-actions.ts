import { flowRef } from './flow-ref.ts';
import { bridge } from './session.ts';
import { checkNow } from './engine-sync.ts';
import { change, workbench } from './workbench.ts';

/** Lets everything of the open flow ask the servers its nodes name, or nothing; opening a flow takes it back. */
export function allowNetwork(network: boolean): void {
  if (workbench().network === network) return;
  change({ network });
  askAgain();
}

/** Asks again for what was refused; rows that are there stay. */
function askAgain(): void {
  change({ previews: Object.fromEntries(Object.entries(workbench().previews).map(([end, slot]) => [end, slot.state === 'failed' ? { ...slot, key: '' } : slot])) });
  void checkNow();
}

/** Trusts scripts that the person has read, by the hashes of what was shown, on this machine from now on. */
export async function trustScripts(hashes: readonly string[]): Promise<void> {
  await bridge().engine.trustScripts({ hashes });
  askAgain();
}

/** Lets the flows of the open project use folders outside it, on this machine from now on. */
export async function trustFolders(folders: readonly string[]): Promise<void> {
  if (folders.length === 0) return;
  await bridge().engine.trustPaths({ base: workbench().base, folders });
  askAgain();
}

const isAbsolute = (path: string): boolean => /^([\\/]|[A-Za-z]:)/.test(path);

/** A file that the person chose themselves need not be asked about again: its folder is allowed where it lies outside the project. */
export async function trustChosen(path: string | null): Promise<string | null> {
  if (path !== null && (isAbsolute(path) || path.startsWith('..'))) {
    const whole = isAbsolute(path) ? path : `${workbench().base}/${path}`;
    await bridge().engine.trustPaths({ base: workbench().base, folders: [whole.replace(/[\\/][^\\/]*$/, '') || '/'] });
  }
  return path;
}

/** What was allowed for a flow is allowed for it at its new place. */
export async function trustMoved(from: string, to: string): Promise<void> {
  if (from === to) return;
  const asked = flowRef();
  const outside = await bridge().engine.outsidePaths({ ...asked, base: from });
  const folders = outside.filter((path) => path.trusted).map((path) => path.folder);
  if (folders.length > 0) await bridge().engine.trustPaths({ base: to, folders });
}
