import type { MenuItemConstructorOptions } from 'electron';
import { menuWord, type MenuLanguage, type MenuText } from './menu-words.ts';

type Item = MenuItemConstructorOptions;

/**
 * The menu bar. Items of the product send the name of a command, which the palette and the shortcuts use too; the page's own
 * shortcuts do the work, so an accelerator is shown here and registered on macOS only, where the system wants it.
 */
export function appMenu(send: (command: string) => void, openWindow: () => void, language: MenuLanguage, mac = process.platform === 'darwin'): Item[] {
  const word = (text: MenuText): string => menuWord(language, text);
  // The labels Electron gives to roles are English in every language.
  const role = (label: MenuText, name: NonNullable<Item['role']>): Item => ({ role: name, label: word(label) });
  const command = (label: MenuText, name: string, accelerator?: string): Item => ({
    id: name,
    label: word(label),
    click: () => send(name),
    ...(accelerator ? { accelerator, registerAccelerator: mac } : {}),
  });
  const line: Item = { type: 'separator' };
  const file: Item[] = [
    command('New flow', 'file.new', 'CmdOrCtrl+N'),
    { id: 'window.new', label: word('New window'), accelerator: 'CmdOrCtrl+Shift+N', click: openWindow },
    command('Open …', 'file.open', 'CmdOrCtrl+O'),
    command('Import …', 'file.import'),
    line,
    command('Save', 'file.save', 'CmdOrCtrl+S'),
    command('Save as …', 'file.saveAs', 'CmdOrCtrl+Shift+S'),
    line,
    command('Settings …', 'view.settings', 'CmdOrCtrl+,'),
    line,
    mac ? role('Close window', 'close') : role('Quit', 'quit'),
  ];
  const edit: Item[] = [
    command('Undo', 'edit.undo', 'CmdOrCtrl+Z'),
    command('Redo', 'edit.redo', mac ? 'Cmd+Shift+Z' : 'Ctrl+Y'),
    line,
    role('Cut', 'cut'),
    role('Copy', 'copy'),
    role('Paste', 'paste'),
    role('Select all', 'selectAll'),
  ];
  const run: Item[] = [
    command('Run the flow', 'run.all', 'F5'),
    command('Run once', 'run.once', 'CmdOrCtrl+F5'),
    command('Run to the selected node', 'run.toHere', 'F9'),
    command('Pause or go on', 'run.pause', 'F8'),
    command('Next node', 'run.step', 'F10'),
    command('Cancel', 'run.cancel', 'Shift+F5'),
    line,
    command('Breakpoint', 'run.breakpoint', 'CmdOrCtrl+F8'),
    command('Breakpoints …', 'run.breakpoints', 'CmdOrCtrl+Shift+F8'),
    line,
    command('Parameters …', 'flow.parameters', 'CmdOrCtrl+Shift+P'),
    command('Schedules …', 'flow.schedules'),
  ];
  const view: Item[] = [
    command('Zoom to fit', 'view.fit', 'Shift+1'),
    command('Zoom in', 'view.zoom-in', 'CmdOrCtrl+='),
    command('Zoom out', 'view.zoom-out', 'CmdOrCtrl+-'),
    command('Zoom to 100 %', 'view.zoom-actual', 'CmdOrCtrl+0'),
    line,
    command('Palette', 'view.palette', 'CmdOrCtrl+B'),
    command('Inspector', 'view.inspector', 'CmdOrCtrl+I'),
    command('Data', 'view.data', 'CmdOrCtrl+J'),
    command('Problems', 'view.problems', 'CmdOrCtrl+Shift+M'),
    line,
    command('Light or dark', 'view.theme'),
    command('Dark theme', 'view.theme-dark'),
    command('Light theme', 'view.theme-light'),
    command('Theme of the system', 'view.theme-system'),
    line,
    role('Full screen', 'togglefullscreen'),
    role('Developer tools', 'toggleDevTools'),
  ];
  const help: Item[] = [
    command('Search actions …', 'view.commands', 'CmdOrCtrl+K'),
    command('Help on the selected node', 'help.node', 'F1'),
    command('Take the tour', 'help.tour'),
    command('Samples', 'help.samples'),
    command('Keyboard shortcuts', 'help.shortcuts', 'CmdOrCtrl+/'),
    command('What changed', 'help.changes'),
    ...(mac ? [] : [line, role('About Millrace', 'about')]),
  ];
  return [
    ...(mac ? [{ role: 'appMenu' } satisfies Item] : []),
    { label: word('&File'), submenu: file },
    { label: word('&Edit'), submenu: edit },
    { label: word('&View'), submenu: view },
    { label: word('&Run'), submenu: run },
    ...(mac ? [role('&Window', 'windowMenu')] : []),
    { label: word('&Help'), role: 'help', submenu: help },
  ];
}
