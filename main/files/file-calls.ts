import { lstat, mkdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { environmentFile } from '../../engine/core/environment-file.ts';
import { scheduleFile } from '../../engine/core/schedule-file.ts';
import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';
import type { OpenedFile, OsCalls } from '../contract/os-calls.ts';
import { AllowedFolders } from './allowed-folders.ts';
import { AutosaveJournal } from './autosave-journal.ts';
import { listRevisions, readVersion } from './flow-versions.ts';
import { listFiles } from './list-files.ts';
import { readProjectText, saveProjectText } from './project-text.ts';
import { readFlowFile } from './read-flow-file.ts';
import { RecentFiles } from './recent-files.ts';
import { ensureSampleCopy, listSamples } from './samples.ts';
import { readOwn, readSettings, writeOwn, writeSettings } from './user-settings.ts';
import { saveAtomically } from './save-atomically.ts';

/** What asks the person; null where there are no native dialogs. */
export interface Dialogs {
  openFlow(): Promise<string | null>;
  saveFlow(suggested: string): Promise<string | null>;
  file(request: { readonly base: string; readonly extensions: readonly string[]; readonly access: 'read' | 'write' }): Promise<string | null>;
}

export interface FileCallsOptions {
  /** The person's own folder for journal, recent list and copies of samples. */
  readonly userData: string;
  /** Folder of the samples that ship. */
  readonly samples: string;
  /** Where copies of samples go; in `userData` unless told. */
  readonly sampleCopies?: string;
  /** Folders files may be in, the first one is where relative paths start; null: anywhere. */
  readonly allowed: readonly string[] | null;
  readonly initialFlow: string | null;
  /** Shows the first sample where no flow is named. */
  readonly firstSample?: boolean;
  readonly host: 'desktop' | 'browser';
  readonly version: string;
  readonly dialogs: Dialogs | null;
  onOpened?(path: string): void;
  onSaved?(path: string): void;
  /** What the page speaks from now on. */
  onLanguage?(language: 'en' | 'de'): void;
  /** A text is kept that the file does not have, or no longer. */
  onUnsaved?(unsaved: boolean): void;
}

/** The calls to the operating system for one window; the desktop shell and the local web server both use them. */
export function fileCalls(options: FileCallsOptions): OsCalls {
  const { dialogs } = options;
  const journal = new AutosaveJournal(join(options.userData, 'autosave'));
  const recent = new RecentFiles(join(options.userData, 'recent.json'));
  const copies = options.sampleCopies ?? join(options.userData, 'samples');
  const allowed = new AllowedFolders(options.allowed && [...options.allowed, copies]);

  const open = async (wanted: string): Promise<OpenedFile> => {
    const path = await allowed.check(wanted);
    await ensureSampleCopy(path, options.samples, copies);
    const opened = await readFlowFile(path, journal);
    await recent.add(opened.path);
    options.onOpened?.(opened.path);
    return opened;
  };

  return {
    async initial() {
      if (options.initialFlow !== null) return open(options.initialFlow);
      const recovered = await recoverUntitled(journal, join(options.userData, 'recovered'));
      if (recovered !== null || !options.firstSample) return recovered;
      const [first] = await listSamples(options.samples, copies);
      return first ? open(first.path) : null;
    },
    samples: () => listSamples(options.samples, copies),
    async recent() {
      const files = await recent.list();
      const there = await Promise.all(files.map((f) => allowed.check(f.path).then(stat).then(() => true, () => false)));
      return files.filter((_, i) => there[i]);
    },
    chooseFlow: async () => (dialogs ? dialogs.openFlow() : null),
    open: ({ path }) => open(path),
    async save({ path, text, suggestedName }) {
      const wanted = path ?? (dialogs ? await dialogs.saveFlow(suggestedName) : null);
      if (wanted === null) return null;
      const target = await allowed.check(wanted);
      await saveAtomically(target, text);
      await journal.keep(target, null);
      if (path === null) await journal.keep(null, null);
      await recent.add(target);
      options.onSaved?.(target);
      return { path: target, base: dirname(target) };
    },
    async saveNew({ path, text }) {
      const target = await allowed.check(path);
      if (await lstat(target).then(() => true, () => false)) throw new DiagnosticError(problem('flow-exists', `${path} is there already, and is left as it is. Choose another name.`, {}));
      await mkdir(dirname(target), { recursive: true });
      await saveAtomically(target, text);
    },
    async autosave({ path, text }) {
      await journal.keep(path === null ? null : await allowed.check(path), text);
      options.onUnsaved?.(text !== null);
    },
    environments: async ({ base }) => readProjectText(await allowed.check(join(base, environmentFile)), 'environment-unknown'),
    saveEnvironments: async ({ base, before, text }) => saveProjectText(await allowed.check(join(base, environmentFile)), 'environment-unknown', before, text, `${environmentFile} was changed by somebody else meanwhile. Open the parameters again and make your change to what is there now.`),
    schedules: async ({ base }) => readProjectText(await allowed.check(join(base, scheduleFile)), 'schedule-invalid'),
    saveSchedules: async ({ base, before, text }) => saveProjectText(await allowed.check(join(base, scheduleFile)), 'schedule-invalid', before, text, `${scheduleFile} was changed by somebody else meanwhile. Open the schedules again and make your change to what is there now.`),
    revisions: async ({ path }) => listRevisions(await allowed.check(path)),
    readVersion: async ({ path, revision }) => readVersion(await allowed.check(path), revision),
    async chooseFile(request) {
      const base = await allowed.check(request.base);
      const chosen = dialogs ? await dialogs.file({ ...request, base }) : null;
      return chosen === null ? null : portablePath(chosen, base);
    },
    async listFiles({ base, extensions }) {
      return listFiles(await allowed.check(base), extensions);
    },
    preferences: () => readOwn(join(options.userData, 'window.json')),
    savePreferences: ({ text }) => writeOwn(join(options.userData, 'window.json'), text),
    settings: () => readSettings(join(options.userData, 'settings.json')),
    saveSettings: (settings) => writeSettings(join(options.userData, 'settings.json'), settings),
    showLanguage: async ({ language }) => options.onLanguage?.(language),
    platform: async () => ({ host: options.host, nativeDialogs: dialogs !== null, version: options.version }),
  };
}

/** A path as a flow keeps it: relative to its folder with `/` where it lies below, else absolute. */
function portablePath(path: string, base: string): string {
  const way = relative(base, resolve(base, path));
  return isAbsolute(way) || way === '..' || way.startsWith(`..${sep}`) ? path : way.split(sep).join('/');
}

/** A flow that never had a file and was lost in a crash gets one, so that it can be opened as any other. */
async function recoverUntitled(journal: AutosaveJournal, folder: string): Promise<OpenedFile | null> {
  const kept = await journal.find(null);
  if (kept === null) return null;
  await mkdir(folder, { recursive: true });
  const path = join(folder, `untitled-${kept.saved.replace(/[:.]/g, '-')}.json`);
  await saveAtomically(path, kept.text);
  await journal.keep(null, null);
  return { path, base: folder, text: kept.text, recovered: kept.text };
}
