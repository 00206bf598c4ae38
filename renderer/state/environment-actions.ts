import { environmentFile } from '../../engine/core/environment-file.ts';
import { readEnvironments, writeEnvironments, type Environments } from '../../engine/document/environments.ts';
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

/** Writes the environments beside the flow, and offers the way back, since they are no part of the flow's history; rejects, with the file as it was, when that cannot be. */
export async function saveEnvironments(all: Environments, chosen: string | null): Promise<void> {
  const { base, environments, environment } = workbench();
  const text = writeEnvironments(all);
  await bridge().os.saveEnvironments({ base, before: environments.text, text });
  use({ all, text, problem: null }, chosen);
  const takeBack = () => void saveEnvironments(environments.all, environment).catch((error: unknown) => notify(failureText(error), 'danger'));
  notify(t('The environments are saved.'), 'info', { title: t('Undo'), run: takeBack });
}

function use(environments: typeof noEnvironments, wanted: string | null): void {
  const before = workbench();
  const environment = wanted !== null && Object.hasOwn(environments.all, wanted) ? wanted : null;
  const given = givenParameters({ environments, environment });
  const same = JSON.stringify(given) === JSON.stringify(givenParameters(before));
  change({ environments, environment, ...(same ? {} : { keys: nodeKeys(before.document, given) }) });
  if (!same) void checkNow();
}
