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
