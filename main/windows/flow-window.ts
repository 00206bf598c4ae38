import { BrowserWindow, nativeTheme, screen } from 'electron';
import { join } from 'node:path';
import { isOwnPage, pageUrl } from '../app/own-page.ts';
import { channels } from '../contract/desktop-exposed.ts';
import type { OsCalls, OsEvent } from '../contract/os-calls.ts';
import { nativeDialogs } from '../app/native-dialogs.ts';
import { fileCalls } from '../files/file-calls.ts';
import { flowName } from '../files/recent-files.ts';
import type { MenuLanguage, MenuText } from '../menu/menu-words.ts';
import { guardUnsaved } from './unsaved-guard.ts';
import { readBounds, writeBounds } from './window-bounds.ts';

export interface FlowWindowOptions {
  readonly flow: string | null;
  readonly firstSample: boolean;
  readonly preload: string;
  readonly userData: string;
  readonly samples: string;
  readonly version: string;
  readonly icon: string;
  /** What is shown outside the page, in the language it is in now. */
  word(text: MenuText): string;
  onLanguage(language: MenuLanguage): void;
  log(line: string): void;
}

export interface FlowWindow {
  readonly window: BrowserWindow;
  readonly calls: OsCalls;
  /** Sends the page a command by the name its palette uses. */
  sendCommand(command: string): void;
}

/** Opens a window on a flow: sandboxed, with nothing in it but the contract. */
export function openFlowWindow(options: FlowWindowOptions): FlowWindow {
  const boundsFile = join(options.userData, 'window-place.json');
  const place = readBounds(boundsFile, screen.getAllDisplays().map((display) => display.workArea));
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    ...(place ? { x: place.x, y: place.y, width: place.width, height: place.height } : {}),
    minWidth: 800,
    minHeight: 520,
    show: false,
    title: 'Millrace',
    icon: options.icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff',
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (place?.maximized) window.maximize();

  const sendCommand = (command: string) => {
    const { webContents } = window;
    if (isOwnPage(webContents.getURL())) webContents.send(channels.osEvent, { type: 'command', command } satisfies OsEvent);
  };
  let name: string | null = null;
  const shownName = (): string => name ?? options.word('Untitled');
  let unsaved = false;
  const showTitle = () => window.setTitle(`${unsaved ? '• ' : ''}${shownName()} — Millrace`);
  const guard = guardUnsaved(window, shownName, options.word, sendCommand);
  const calls = fileCalls({
    userData: options.userData,
    samples: options.samples,
    allowed: null,
    initialFlow: options.flow,
    firstSample: options.firstSample,
    host: 'desktop',
    version: options.version,
    dialogs: nativeDialogs(window, options.word),
    onLanguage(language) {
      options.onLanguage(language);
      showTitle();
    },
    onOpened(path) {
      name = flowName(path);
      window.setRepresentedFilename(path);
      showTitle();
    },
    onSaved(path) {
      name = flowName(path);
      unsaved = false;
      showTitle();
      guard.saved();
    },
    onUnsaved(is) {
      unsaved = is;
      if (window.isDestroyed()) return;
      guard.unsaved(is);
      showTitle();
    },
  });

  // The title is ours: the flow's name, whatever the page calls itself.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    const bounds = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    writeBounds(boundsFile, bounds).catch((error: unknown) => options.log(`window place not kept: ${String(error)}`));
  });
  window.webContents.on('render-process-gone', (_event, details) => {
    options.log(`page ended: ${details.reason}`);
    // Its flow is in the journal; a fresh page offers it.
    if (details.reason !== 'clean-exit' && details.reason !== 'killed') window.webContents.reload();
  });
  showTitle();
  void window.loadURL(pageUrl);
  return { window, calls, sendCommand };
}
