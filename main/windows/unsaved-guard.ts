import type { BrowserWindow } from 'electron';
import { dialog } from 'electron';
import type { MenuText } from '../menu/menu-words.ts';

export interface UnsavedGuard {
  /** Tells whether the page holds changes that its file does not have. */
  unsaved(unsaved: boolean): void;
  /** The page has saved its flow. */
  saved(): void;
}

/**
 * Asks before a window with unsaved changes closes. The page is asked too (`beforeunload`), because its last change may be
 * younger than its last autosave. "Save" sends the command `file.save` and closes when the file is written.
 */
export function guardUnsaved(window: BrowserWindow, name: () => string, word: (text: MenuText) => string, sendCommand: (command: string) => void): UnsavedGuard {
  let isUnsaved = false;
  let asking = false;
  let closeWhenSaved = false;

  const ask = async () => {
    if (asking) return;
    asking = true;
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: word('Save the changes to {name}?').replace('{name}', () => name()),
      detail: word('Without saving, the changes are lost.'),
      buttons: [word('Save'), word('Cancel'), word("Don't save")],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    asking = false;
    if (response === 2) window.destroy();
    if (response !== 0) return;
    closeWhenSaved = true;
    sendCommand('file.save');
  };
  window.on('close', (event) => {
    if (!isUnsaved) return;
    event.preventDefault();
    void ask();
  });
  window.webContents.on('will-prevent-unload', () => void ask());

  return {
    unsaved(unsaved) {
      isUnsaved = unsaved;
      window.setDocumentEdited(unsaved);
    },
    saved() {
      isUnsaved = false;
      if (closeWhenSaved) window.destroy();
    },
  };
}
