import { parsePreferences, writePreferences, type Preferences } from './preferences.ts';
import { bridge, failureText, notify } from './session.ts';
import { change, useWorkbench, workbench } from './workbench.ts';

export function setPreferences(part: Partial<Preferences>): void {
  keep({ ...workbench().preferences, ...part, changed: Date.now() });
}

function keep(preferences: Preferences): void {
  change({ preferences });
  writePreferences(preferences);
}

const saveDelay = 500;

/** Takes over what this person's windows remember where that is newer, and from now on remembers changes for all of them; returns the function that stops. */
export async function keepPreferences(): Promise<() => void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => void bridge().os.savePreferences({ text: JSON.stringify(workbench().preferences) }).catch((error: unknown) => notify(failureText(error), 'danger'));
  try {
    const kept = parsePreferences(await bridge().os.preferences());
    const { changed } = workbench().preferences;
    if (kept.changed > changed) keep(kept);
    // The page was left before it could save its last change.
    else if (kept.changed < changed) save();
  } catch (error) {
    notify(failureText(error), 'danger');
  }
  const stop = useWorkbench.subscribe((state, before) => {
    if (state.preferences === before.preferences) return;
    clearTimeout(timer);
    timer = setTimeout(save, saveDelay);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

const keptRecent = 6;

/** Remembers that a node type was added by hand. */
export function noteUsed(type: string): void {
  const { recent } = workbench().preferences;
  if (recent[0] !== type) setPreferences({ recent: [type, ...recent.filter((t) => t !== type)].slice(0, keptRecent) });
}

export function toggleFavourite(type: string): void {
  const { favourites } = workbench().preferences;
  setPreferences({ favourites: favourites.includes(type) ? favourites.filter((t) => t !== type) : [...favourites, type] });
}

/** Keeps the page's theme and motion equal to the preferences or, for `system`, to the system's. */
export function startTheme(): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const apply = () => {
    const { theme, motion } = workbench().preferences;
    document.documentElement.dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
    document.documentElement.dataset['motion'] = motion === 'none' || still.matches ? 'none' : 'some';
  };
  apply();
  dark.addEventListener('change', apply);
  still.addEventListener('change', apply);
  const stop = useWorkbench.subscribe(({ preferences: now }, { preferences: before }) => (now.theme === before.theme && now.motion === before.motion ? undefined : apply()));
  return () => {
    dark.removeEventListener('change', apply);
    still.removeEventListener('change', apply);
    stop();
  };
}
