import type { BrowserWindow, FileFilter } from 'electron';
import { dialog } from 'electron';
import type { Dialogs } from '../files/file-calls.ts';

const flows: FileFilter[] = [{ name: 'Millrace flow', extensions: ['json'] }, { name: 'All files', extensions: ['*'] }];

/** The system's own dialogs, attached to one window. */
export function nativeDialogs(window: BrowserWindow): Dialogs {
  return {
    async openFlow() {
      const { filePaths } = await dialog.showOpenDialog(window, { title: 'Open flow', filters: flows, properties: ['openFile'] });
      return filePaths[0] ?? null;
    },
    async saveFlow(suggested) {
      const { filePath } = await dialog.showSaveDialog(window, { title: 'Save flow', defaultPath: suggested, filters: flows });
      return filePath || null;
    },
    async file({ base, extensions, access }) {
      const filters = [...(extensions.length > 0 ? [{ name: 'Data', extensions: extensions.map((e) => e.replace(/^\./, '')) }] : []), { name: 'All files', extensions: ['*'] }];
      if (access === 'write') {
        const { filePath } = await dialog.showSaveDialog(window, { title: 'Write to', defaultPath: base, filters });
        return filePath || null;
      }
      const { filePaths } = await dialog.showOpenDialog(window, { title: 'Choose a file', defaultPath: base, filters, properties: ['openFile'] });
      return filePaths[0] ?? null;
    },
  };
}
