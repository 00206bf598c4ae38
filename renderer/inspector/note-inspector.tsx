import { useEffect, useRef } from 'react';
import { endStep } from '../state/edit-actions.ts';
import { changeNote } from '../state/note-actions.ts';
import { useWorkbench } from '../state/workbench.ts';
import { t } from '../words/words.ts';

/** The text and the size of the selected note or frame. */
export function NoteInspector({ id }: { readonly id: string }) {
  const note = useWorkbench((s) => s.document.notes?.[id]);
  const wish = useWorkbench((s) => (s.focusWish?.node === id ? s.focusWish.at : null));
  const text = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (wish === null) return;
    text.current?.focus();
    text.current?.select();
  }, [wish]);
  if (!note) return null;
  const size = (key: 'width' | 'height', label: string, least: number) => (
    <div className="field">
      <label className="field-head" htmlFor={`note-${key}`}>
        <span className="field-label">{label}</span>
      </label>
      <input id={`note-${key}`} className="text-field" type="number" min={least} step={10} value={note[key]} onChange={(e) => (e.target.valueAsNumber >= least ? changeNote(id, { [key]: e.target.valueAsNumber }) : undefined)} onBlur={endStep} />
    </div>
  );
  return (
    <div className="inspector" data-testid="inspector">
      <div className="note-form">
        <h2>{note.frame ? t('Frame') : t('Note')}</h2>
        <p className="muted">{note.frame ? t('A frame stands behind nodes and takes them along when it is moved.') : t('A note says on the canvas what the flow cannot say itself. It may use Markdown.')}</p>
        <div className="field">
          <label className="field-head" htmlFor="note-text">
            <span className="field-label">{note.frame ? t('Title') : t('Text')}</span>
          </label>
          <textarea ref={text} id="note-text" data-testid="note-text" className="text-field text-lines" rows={note.frame ? 1 : 10} value={note.text} onChange={(e) => changeNote(id, { text: e.target.value })} onBlur={endStep} />
        </div>
        <div className="note-sizes">
          {size('width', t('Width'), 80)}
          {size('height', t('Height'), 40)}
        </div>
      </div>
    </div>
  );
}
