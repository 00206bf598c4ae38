import type { OpenedFile } from '../../main/contract/os-calls.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { startEngineSync } from '../state/engine-sync.ts';
import { hasUnkeptChange, refreshLists, show, startAutosave } from '../state/file-actions.ts';
import { flowTitle } from '../state/flow-title.ts';
import { receiveEngineEvent } from '../state/run-actions.ts';
import { tellLanguage } from '../state/language-actions.ts';
import { loadSettings } from '../state/settings-actions.ts';
import { keepPreferences, setPreferences } from '../state/preferences-actions.ts';
import { attachBridge, bridge, failureText, notify } from '../state/session.ts';
import { change, isDirty, useWorkbench, workbench } from '../state/workbench.ts';
import { startClipboard } from './clipboard.ts';
import { runCommand } from './commands.ts';
import { startErrorNotices } from './error-notices.ts';
import { startShortcuts } from './shortcuts.ts';
import { t } from '../words/words.ts';

const statusInterval = 4000;

/** Ties the window to the outside and opens the flow named at start. */
export async function start(connected: Bridge): Promise<void> {
  attachBridge(connected);
  let settled = (): void => undefined;
  startEngineSync(new Promise<void>((done) => (settled = done)));
  startErrorNotices();
  tellLanguage();
  connected.onEngineEvent(receiveEngineEvent);
  connected.onOsEvent((event) => void runCommand(event.command));
  let shown: OpenedFile | null = null;
  try {
    const [platform, initial] = await Promise.all([connected.os.platform(), connected.os.initial(), keepPreferences()]);
    change({ platform });
    tellOfVersion(platform.version);
    change({ home: initial?.base ?? '' });
    shown = (await lastShown()) ?? initial;
  } catch (error) {
    notify(failureText(error), 'danger');
  }
  // Before anything is shown: what a person sees answers keys at once and keeps what is done.
  startAutosave();
  startShortcuts();
  startClipboard();
  addEventListener('beforeunload', (event) => {
    if (hasUnkeptChange()) event.preventDefault();
  });
  keepTitle();
  keepPlace();
  try {
    if (shown) show(shown);
    await Promise.all([refreshLists(), loadSettings()]);
  } catch (error) {
    notify(failureText(error), 'danger');
  }
  // The engine is asked once it has its settings.
  settled();
  keepStatus();
}

/** Says once that another version is here than the last time. */
function tellOfVersion(version: string): void {
  const before = workbench().preferences.version;
  if (before === version) return;
  setPreferences({ version });
  if (before !== '') notify(t('This is Millrace {version}; before it was {before}.', { version, before }), 'info', { title: t('What changed'), run: () => change({ dialog: 'changes' }) });
}

const placeKey = 'millrace.flow';

/** The flow this window showed before it was reloaded, which need not be the one named at start. */
async function lastShown(): Promise<OpenedFile | null> {
  const path = sessionStorage.getItem(placeKey);
  if (path === null) return null;
  try {
    return await bridge().os.open({ path });
  } catch (error) {
    sessionStorage.removeItem(placeKey);
    notify(failureText(error), 'danger');
    return null;
  }
}

function keepPlace(): void {
  const keep = (path: string | null) => (path === null ? sessionStorage.removeItem(placeKey) : sessionStorage.setItem(placeKey, path));
  keep(workbench().path);
  useWorkbench.subscribe((state, before) => (state.path === before.path ? undefined : keep(state.path)));
}

function keepTitle(): void {
  const apply = () => {
    document.title = `${isDirty(workbench()) ? '• ' : ''}${flowTitle(workbench()).flow} – Millrace`;
  };
  apply();
  useWorkbench.subscribe((state, before) => (state.document === before.document && state.saved === before.saved && state.path === before.path && state.language === before.language ? undefined : apply()));
}

function keepStatus(): void {
  const ask = async () => {
    if (document.hidden) return;
    try {
      change({ engine: await bridge().engine.status() });
    } catch (error) {
      change({ engine: null });
      // The engine is being restarted; `restarted` will say so.
      console.info('The engine gave no status:', failureText(error));
    }
  };
  void ask();
  setInterval(() => void ask(), statusInterval);
}
