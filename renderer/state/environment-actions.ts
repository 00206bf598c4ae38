import { environmentFile } from '../../engine/core/environment-file.ts';
import { readEnvironments, writeEnvironments, type Environments } from '../../engine/document/environments.ts';
import type { FlowParameter } from '../../engine/document/document.ts';
import { withParameters } from './document-edits.ts';
import { commitBeside } from './edit-actions.ts';
import { checkNow } from './engine-sync.ts';
import { givenParameters } from './flow-ref.ts';
import { nodeKeys } from './graph.ts';
import { bridge, failureText, notify } from './session.ts';
import { change, noEnvironments, workbench } from './workbench.ts';
import { t } from '../words/words.ts';

/** Reads the environments beside the flow; a choice that is no longer there goes back to the defaults. */
export async function loadEnvironments(): Promise<void> {
  const { path, base } = workbench();
  const found = path === null ? noEnvironments : await environmentsIn(base);
  if (workbench().base !== base || workbench().path !== path) return;
  if (found.problem !== null) notify(found.problem, 'danger');
  use(found, workbench().environment);
}

async function environmentsIn(base: string): Promise<typeof noEnvironments> {
  try {
    const text = await bridge().os.environments({ base });
    if (text === null) return noEnvironments;
    const read = readEnvironments(text, environmentFile);
    return 'problem' in read ? { all: {}, text, problem: read.problem.message } : { all: read.environments, text, problem: null };
  } catch (error) {
    return { all: {}, text: null, problem: failureText(error) };
  }
}

/** Makes checks, previews and runs use the values of an environment, or with null the defaults. */
export function chooseEnvironment(environment: string | null): void {
  use(workbench().environments, environment);
}

/** Writes the environments beside the flow, and gives the flow its parameters, as one step of the history; rejects, with the file as it was, when that cannot be. */
export async function saveEnvironments(all: Environments, chosen: string | null, parameters: readonly FlowParameter[] = workbench().document.parameters): Promise<void> {
  const before = workbench();
  await write(all, chosen);
  const { document } = workbench();
  const beside = { back: () => write(before.environments.all, before.environment), again: () => write(all, chosen) };
  // A flow that stays as it is has nothing to save.
  if (parameters === document.parameters) commitBeside(t('Change environments'), document, beside);
  else commitBeside(t('Change parameters and environments'), withParameters(document, parameters), beside);
}

/** Only what this window wrote or read is changed: the file has to be as it left it. */
async function write(all: Environments, chosen: string | null): Promise<void> {
  const { base, environments } = workbench();
  const text = writeEnvironments(all);
  await bridge().os.saveEnvironments({ base, before: environments.text, text });
  if (workbench().base !== base) return;
  use({ all, text, problem: null }, chosen);
}

function use(environments: typeof noEnvironments, wanted: string | null): void {
  const before = workbench();
  const environment = wanted !== null && Object.hasOwn(environments.all, wanted) ? wanted : null;
  const given = givenParameters({ environments, environment });
  const same = JSON.stringify(given) === JSON.stringify(givenParameters(before));
  change({ environments, environment, ...(same ? {} : { keys: nodeKeys(before.document, given) }) });
  if (!same) void checkNow();
}
