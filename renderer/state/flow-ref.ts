import type { FlowRef } from '../../engine/api/contract.ts';
import { workbench } from './workbench.ts';

/** The open flow as the engine is asked about it: with its folder, and whether servers may be asked. */
export function flowRef(): FlowRef {
  const { document, base, network } = workbench();
  return { document, base, network };
}
