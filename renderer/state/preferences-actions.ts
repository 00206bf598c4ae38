import { writePreferences, type Preferences } from './preferences.ts';
import { change, useWorkbench, workbench } from './workbench.ts';

export function setPreferences(part: Partial<Preferences>): void {
  const preferences = { ...workbench().preferences, ...part };
  change({ preferences });
  writePreferences(preferences);
}

/** Keeps the page's theme equal to the preference or, for `system`, to the system's. */
export function startTheme(): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const { theme } = workbench().preferences;
    document.documentElement.dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
  };
  apply();
  dark.addEventListener('change', apply);
  const stop = useWorkbench.subscribe((state, before) => (state.preferences.theme === before.preferences.theme ? undefined : apply()));
  return () => {
    dark.removeEventListener('change', apply);
    stop();
  };
}
