import { freshSpot } from '../canvas/canvas-view.ts';
import { clipText } from '../state/clipboard-text.ts';
import { deleteSelection, paste } from '../state/edit-actions.ts';
import { failureText, notify } from '../state/session.ts';
import { workbench } from '../state/workbench.ts';
import { pasteTable } from './paste-table.ts';
import { t } from '../words/words.ts';

const selectedText = (): string | null => {
  const { document, selection } = workbench();
  return selection.nodes.length + selection.notes.length === 0 ? null : clipText(document, selection.nodes, selection.notes);
};

/** Whether copy, cut and paste are about nodes: nothing else that can be copied has the focus, and no page covers them. */
function aboutNodes(): boolean {
  if (workbench().page !== 'flow') return false;
  const active = document.activeElement;
  const text = getSelection()?.toString() ?? '';
  return text === '' && (active === null || active === document.body || active.closest('[data-testid="canvas"]') !== null);
}

/** Handles the system's copy, cut and paste while the canvas has the focus; returns the function that stops. */
export function startClipboard(): () => void {
  const take = (event: ClipboardEvent) => {
    const text = aboutNodes() ? selectedText() : null;
    if (text === null) return;
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    if (event.type === 'cut') deleteSelection();
  };
  const put = (event: ClipboardEvent) => {
    if (!aboutNodes()) return;
    const held = (type: string): string => event.clipboardData?.getData(type) ?? '';
    if (pasteHere(held('text/plain'), held('text/html'))) event.preventDefault();
  };
  document.addEventListener('copy', take);
  document.addEventListener('cut', take);
  document.addEventListener('paste', put);
  return () => {
    document.removeEventListener('copy', take);
    document.removeEventListener('cut', take);
    document.removeEventListener('paste', put);
  };
}

function pasteHere(text: string, html: string): boolean {
  const spot = freshSpot().at;
  const at = { x: Math.round(spot.x / 10) * 10, y: Math.round(spot.y / 10) * 10 };
  return paste(text, at) || pasteTable(text, html, at);
}

export async function copyNodes(): Promise<void> {
  const text = selectedText();
  if (text === null) return;
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    notify(failureText(error), 'danger');
  }
}

export async function cutNodes(): Promise<void> {
  await copyNodes();
  deleteSelection();
}

export async function pasteNodes(): Promise<void> {
  try {
    if (!pasteHere(await navigator.clipboard.readText(), '')) notify(t('The clipboard holds neither nodes nor a table. Copy some nodes in this or another Millrace window, or cells of a spreadsheet.'));
  } catch (error) {
    if (error instanceof DOMException) notify(t('The browser does not let a button read the clipboard here. Press Ctrl V instead.'));
    else throw error;
  }
}

export function duplicateNodes(): void {
  const text = selectedText();
  if (text !== null) paste(text, null, true);
}
