import type { EngineSettings } from '../../engine/api/contract.ts';

export type { EngineSettings };

/** A flow file as the window holds it; `path` is absolute. */
export interface OpenedFile {
  readonly path: string;
  /** Folder the flow's relative paths start from. */
  readonly base: string;
  readonly text: string;
  /** Text of a newer autosave left by a crash, else null. */
  readonly recovered: string | null;
}

export interface RecentFile {
  readonly path: string;
  readonly name: string;
  /** ISO 8601. */
  readonly opened: string;
}

export interface SampleInfo {
  readonly path: string;
  readonly name: string;
  readonly description: string;
}

/** A commit of git that changed a flow file. */
export interface FlowRevision {
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
  readonly author: string;
  readonly subject: string;
}

/** What the window asks of the operating system; the desktop shell and the local web server both answer it. */
export interface OsCalls {
  /** What to show at start-up: the flow named at start, or null. */
  initial(): Promise<OpenedFile | null>;
  samples(): Promise<readonly SampleInfo[]>;
  recent(): Promise<readonly RecentFile[]>;
  /** Asks the person; null when they cancel. In the browser the folder of `millrace serve` is offered instead. */
  chooseFlow(): Promise<string | null>;
  open(request: { readonly path: string }): Promise<OpenedFile>;
  /** Writes atomically; with `path` null asks where (null when cancelled). Fails with a diagnostic, the old file intact. */
  save(request: { readonly path: string | null; readonly text: string; readonly suggestedName: string }): Promise<{ readonly path: string; readonly base: string } | null>;
  /** Writes a flow file that is not the one of the window, with its folder where that is missing. Fails with `flow-exists` when there is a file of that name. */
  saveNew(request: { readonly path: string; readonly text: string }): Promise<void>;
  /** Keeps an unsaved text so that it survives a crash; `text` null forgets it. */
  autosave(request: { readonly path: string | null; readonly text: string | null }): Promise<void>;
  /** The text of the environment file in the folder `base`; null when there is none. */
  environments(request: { readonly base: string }): Promise<string | null>;
  /** Writes it atomically. `before` is the text that the change was made to: fails with `environment-unknown`, the file intact, when it is another one by now. */
  saveEnvironments(request: { readonly base: string; readonly before: string | null; readonly text: string }): Promise<void>;
  /** The text of the schedule file in the folder `base`; null when there is none. */
  schedules(request: { readonly base: string }): Promise<string | null>;
  /** Writes it atomically, as `saveEnvironments` does: fails with `schedule-invalid`, the file intact, when it is another one than `before` by now. */
  saveSchedules(request: { readonly base: string; readonly before: string | null; readonly text: string }): Promise<void>;
  /** The last commits of git that changed a flow file; none, with the reason, where git does not know it. */
  revisions(request: { readonly path: string }): Promise<{ readonly revisions: readonly FlowRevision[]; readonly reason: string | null }>;
  /** The text of a flow file as a commit has it, or with `revision` null as it lies on the disk; opens nothing. Fails with `flow-missing`. */
  readVersion(request: { readonly path: string; readonly revision: string | null }): Promise<string>;
  /** Asks for a data or model file; the result is relative to `base` where it lies below it. */
  chooseFile(request: { readonly base: string; readonly extensions: readonly string[]; readonly access: 'read' | 'write' }): Promise<string | null>;
  /** Flow and data files below the folder `base`, for pickers without a dialog. */
  listFiles(request: { readonly base: string; readonly extensions: readonly string[] }): Promise<readonly string[]>;
  /** What this person has set for the engine, for all windows; the machine's own where nothing was set. Fails with `param-invalid` when the file is damaged. */
  settings(): Promise<EngineSettings>;
  saveSettings(settings: EngineSettings): Promise<void>;
  /** What this person's windows remember, as a window wrote it; null when none has. A browser would forget it, since the workbench is at another address each time. */
  preferences(): Promise<string | null>;
  savePreferences(request: { readonly text: string }): Promise<void>;
  /** Tells what the window speaks, for the menu bar and the dialogs around it. */
  showLanguage(request: { readonly language: 'en' | 'de' }): Promise<void>;
  /** Whether native dialogs exist (desktop) or the window must show its own (browser). */
  platform(): Promise<{ readonly host: 'desktop' | 'browser'; readonly nativeDialogs: boolean; readonly version: string }>;
}

export type OsEvent =
  /** A native menu item or shortcut; `command` is the name the palette uses too. */
  { readonly type: 'command'; readonly command: string };
