import type { BrowserWindow, FileFilter } from 'electron';
import { dialog } from 'electron';
import type { Dialogs } from '../files/file-calls.ts';
import type { MenuText } from '../menu/menu-words.ts';

/** The system's own dialogs, attached to one window. */
export function nativeDialogs(window: BrowserWindow, word: (text: MenuText) => string): Dialogs {
  const every = (): FileFilter => ({ name: word('All files'), extensions: ['*'] });
  const flows = (): FileFilter[] => [{ name: word('Millrace flow'), extensions: ['json'] }, every()];
  return {
    async openFlow() {
      const { filePaths } = await dialog.showOpenDialog(window, { title: word('Open flow'), filters: flows(), properties: ['openFile'] });
      return filePaths[0] ?? null;
    },
    async saveFlow(suggested) {
      const { filePath } = await dialog.showSaveDialog(window, { title: word('Save flow'), defaultPath: suggested, filters: flows() });
      return filePath || null;
    },
    async file({ base, extensions, access }) {
      const filters = [...(extensions.length > 0 ? [{ name: word('Data'), extensions: extensions.map((e) => e.replace(/^\./, '')) }] : []), every()];
      if (access === 'write') {
        const { filePath } = await dialog.showSaveDialog(window, { title: word('Write to'), defaultPath: base, filters });
        return filePath || null;
      }
      const { filePaths } = await dialog.showOpenDialog(window, { title: word('Choose a file'), defaultPath: base, filters, properties: ['openFile'] });
      return filePaths[0] ?? null;
    },
  };
}
