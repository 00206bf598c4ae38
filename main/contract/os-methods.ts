import type { OsCalls } from './os-calls.ts';

const methods = {
  initial: true,
  samples: true,
  recent: true,
  chooseFlow: true,
  open: true,
  save: true,
  saveNew: true,
  autosave: true,
  environments: true,
  saveEnvironments: true,
  schedules: true,
  saveSchedules: true,
  chooseFile: true,
  revisions: true,
  readVersion: true,
  listFiles: true,
  preferences: true,
  savePreferences: true,
  settings: true,
  saveSettings: true,
  showLanguage: true,
  platform: true,
} satisfies Record<keyof OsCalls, true>;

/** The names of all calls to the operating system; a call that is missing here does not compile. */
export const osMethods = Object.keys(methods) as readonly (keyof OsCalls)[];
