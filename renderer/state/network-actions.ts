import { checkNow } from './engine-sync.ts';
import { change, workbench } from './workbench.ts';

/** Lets everything of the open flow ask the servers its nodes name, or nothing; opening a flow takes it back. */
export function allowNetwork(network: boolean): void {
  if (workbench().network === network) return;
  // What was refused is asked for again; rows that are there stay.
  const previews = Object.fromEntries(Object.entries(workbench().previews).map(([end, slot]) => [end, slot.state === 'failed' ? { ...slot, key: '' } : slot]));
  change({ network, previews });
  void checkNow();
}
