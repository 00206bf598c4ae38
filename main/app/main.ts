import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BrowserWindow, Menu, app, session } from 'electron';
import { EngineSupervisor } from '../engine-host/engine-supervisor.ts';
import { appMenu } from '../menu/app-menu.ts';
import { menuWord, systemLanguage } from '../menu/menu-words.ts';
import type { FlowWindow } from '../windows/flow-window.ts';
import { openFlowWindow } from '../windows/flow-window.ts';
import { answerWindows } from './answer-windows.ts';
import { registerAppScheme, serveAppScheme } from './app-protocol.ts';
import { connectWindows } from './connect-window.ts';
import { lockDownPages, lockDownSession } from './lock-down.ts';
import { openLog } from './log-file.ts';
import { flowArgument } from './start-arguments.ts';
import { startUtilityEngine } from './utility-engine-child.ts';

// This file is dist/main/main.js of the checkout or of the archive that ships.
const root = fileURLToPath(new URL('../../', import.meta.url));
const shippedSamples = join(process.resourcesPath, 'samples');
const samples = app.isPackaged && existsSync(shippedSamples) ? shippedSamples : join(root, 'samples');

const windows = new Map<number, FlowWindow>();
let waitingFlow = flowArgument(process.argv, app.isPackaged, process.cwd());
let open: ((flow: string | null) => void) | null = null;

const focused = () => {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  return window && windows.get(window.webContents.id);
};

function start(): void {
  const userData = app.getPath('userData');
  const log = openLog(join(userData, 'logs', 'millrace.log'));
  const supervisor = new EngineSupervisor(() => startUtilityEngine(join(root, 'dist/engine/engine-process.js'), join(root, 'dist/engine/probe-child.js'), log), log);
  serveAppScheme(join(root, 'dist/renderer'));
  lockDownSession(session.defaultSession);
  answerWindows((page) => windows.get(page)?.calls, log);
  connectWindows(supervisor);
  let language = systemLanguage(app.getLocale());
  const showMenu = () => Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu((command) => focused()?.sendCommand(command), () => open?.(null), language)));
  open = (flow) => {
    const opened = openFlowWindow({
      flow,
      firstSample: process.env['MILLRACE_FIRST_SAMPLE'] === '1',
      userData,
      samples,
      log,
      preload: join(root, 'dist/main/preload.cjs'),
      version: app.getVersion(),
      icon: join(root, 'dist/main/icon.png'),
      word: (text) => menuWord(language, text),
      onLanguage(spoken) {
        if (spoken === language) return;
        language = spoken;
        showMenu();
      },
    });
    const { id } = opened.window.webContents;
    windows.set(id, opened);
    opened.window.on('closed', () => windows.delete(id));
  };
  showMenu();
  open(waitingFlow);

  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open?.(null);
  });
  let engineClosed = false;
  app.on('will-quit', (event) => {
    if (engineClosed) return;
    event.preventDefault();
    void supervisor.close().finally(() => {
      engineClosed = true;
      app.quit();
    });
  });
}

// Chromium refuses to sandbox root, and its helpers would be restarted for ever.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
if (app.requestSingleInstanceLock()) {
  registerAppScheme();
  lockDownPages();
  app.on('second-instance', (_event, argv, cwd) => {
    const flow = flowArgument(argv.filter((a) => !a.startsWith('-')), app.isPackaged, cwd);
    const window = BrowserWindow.getAllWindows()[0];
    if (flow !== null || !window) return open?.(flow);
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    if (open) open(path);
    else waitingFlow = path;
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  // Not awaited at the top level: the app is ready only when this module has been evaluated.
  void app.whenReady().then(start);
} else {
  app.quit();
}
