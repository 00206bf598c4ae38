import type { EngineCalls } from '../contract.ts';

const methods = {
  check: true,
  preview: true,
  live: true,
  trace: true,
  follow: true,
  stepRows: true,
  giveUp: true,
  evaluate: true,
  explain: true,
  runs: true,
  readRun: true,
  compareRuns: true,
  run: true,
  cancel: true,
  pause: true,
  resume: true,
  schedules: true,
  runSchedules: true,
  scripts: true,
  trustScripts: true,
  outsidePaths: true,
  trustPaths: true,
  functions: true,
  describeModel: true,
  sheets: true,
  importFile: true,
  configure: true,
  status: true,
} satisfies Record<keyof EngineCalls, true>;

/** The names of all engine calls; a call that is missing here does not compile. */
export const engineMethods = Object.keys(methods) as readonly (keyof EngineCalls)[];
