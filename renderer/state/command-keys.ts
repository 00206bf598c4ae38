import { setPreferences } from './preferences-actions.ts';
import { useWorkbench, workbench } from './workbench.ts';

const none: readonly string[] = [];
let defaults: ReadonlyMap<string, readonly string[]> = new Map();

/** Says which keys each command has from the start; called once, by the list of commands. */
export const registerCommandKeys = (keys: ReadonlyMap<string, readonly string[]>): void => {
  defaults = keys;
};

export const defaultKeys = (id: string): readonly string[] => defaults.get(id) ?? none;

/** The keys that run a command on this machine, the first one shown. */
export const keysOf = (id: string): readonly string[] => workbench().preferences.shortcuts[id] ?? defaultKeys(id);

/** The first key of a command, kept up to date. */
export const useShortcut = (id: string): string | undefined => useWorkbench((s) => (s.preferences.shortcuts[id] ?? defaultKeys(id))[0]);

/** The other commands that a key runs now. */
export const usersOf = (key: string, except: string): readonly string[] => [...defaults.keys()].filter((id) => id !== except && keysOf(id).some((k) => k.toLowerCase() === key.toLowerCase()));

/** Gives a command the key, and takes the key from whoever had it; an empty text leaves the command without keys. */
export function setKey(id: string, key: string): void {
  const taken = key === '' ? [] : usersOf(key, id).map((other) => [other, keysOf(other).filter((k) => k.toLowerCase() !== key.toLowerCase())] as const);
  setPreferences({ shortcuts: { ...workbench().preferences.shortcuts, ...Object.fromEntries(taken), [id]: key === '' ? [] : [key] } });
}

/** Gives a command its own keys back, those that another one was given meanwhile excepted. */
export function resetKeys(id: string): void {
  const { [id]: _gone, ...others } = workbench().preferences.shortcuts;
  setPreferences({ shortcuts: others });
  const kept = defaultKeys(id).filter((k) => usersOf(k, id).length === 0);
  if (kept.length < defaultKeys(id).length) setPreferences({ shortcuts: { ...others, [id]: [...kept] } });
}

export const resetAllKeys = (): void => setPreferences({ shortcuts: {} });
