import type { FlowRef } from '../../engine/api/contract.ts';
import { environmentValues } from '../../engine/document/environments.ts';
import { workbench, type WorkbenchState } from './workbench.ts';

/** The open flow as the engine is asked about it: with its folder, the values of the chosen environment, and whether servers may be asked. */
export function flowRef(): FlowRef {
  const state = workbench();
  return { document: state.document, base: state.base, parameters: givenParameters(state), network: state.network };
}

/** Values of the chosen environment. */
export function givenParameters({ environments, environment }: Pick<WorkbenchState, 'environments' | 'environment'>): Readonly<Record<string, string>> {
  const chosen = environment !== null && Object.hasOwn(environments.all, environment) ? environments.all[environment] : undefined;
  return chosen ? environmentValues(chosen) : {};
}
