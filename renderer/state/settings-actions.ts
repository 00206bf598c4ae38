import type { EngineSettings } from '../../engine/api/contract.ts';
import { bridge, failureText, notify } from './session.ts';
import { change, workbench } from './workbench.ts';
import { t } from '../words/words.ts';

/** Reads what the person has set and gives it to the engine. */
export async function loadSettings(): Promise<void> {
  try {
    change({ settings: await bridge().os.settings() });
    await giveSettings();
  } catch (error) {
    notify(failureText(error), 'danger', openSettings());
  }
}

/** An engine that has just started knows nothing of the settings. */
export async function giveSettings(): Promise<void> {
  const { settings } = workbench();
  if (Object.values(settings).every((value) => value === null)) return;
  try {
    await bridge().engine.configure(settings);
  } catch (error) {
    notify(`${t('The settings of the engine do not hold.')} ${failureText(error)}`, 'danger', openSettings());
  }
}

/** Sets the engine and remembers it; rejects, with everything as it was, when a setting cannot be. */
export async function saveSettings(settings: EngineSettings): Promise<void> {
  await bridge().engine.configure(settings);
  await bridge().os.saveSettings(settings);
  change({ settings, engine: await bridge().engine.status() });
}

const openSettings = () => ({ title: t('Settings'), run: () => change({ dialog: 'settings' }) });
