import { NodeResizer } from '@xyflow/react';
import { memo } from 'react';
import type { FlowNote } from '../../engine/document/document.ts';
import { changeNote } from '../state/note-actions.ts';
import { useWorkbench } from '../state/workbench.ts';
import { Markdown } from '../ui/markdown.tsx';
import { noteOf } from './canvas-node.ts';
import { useCanvasState } from './canvas-state.ts';
import { t } from '../words/words.ts';

const smallest = { note: { minWidth: 120, minHeight: 60 }, frame: { minWidth: 200, minHeight: 120 } };

interface Props {
  readonly id: string;
  readonly selected: boolean;
}

const useNote = (id: string): FlowNote | undefined => useWorkbench((s) => s.document.notes?.[noteOf(id)!]);

function Resizer({ id, selected, kind }: Props & { readonly kind: 'note' | 'frame' }) {
  return <NodeResizer isVisible={selected} {...smallest[kind]} handleClassName="note-grip" lineClassName="note-line" onResizeEnd={(_event, { x, y, width, height }) => changeNote(noteOf(id)!, { x, y, width, height })} />;
}

/** A text on the canvas. */
export const NoteNode = memo(function NoteNode({ id, selected }: Props) {
  const note = useNote(id);
  const unreadable = useCanvasState((state) => state.level === 'faint' || state.level === 'remote');
  if (!note) return null;
  return (
    <>
      <Resizer id={id} selected={selected} kind="note" />
      <div className="note" data-testid={`note-${noteOf(id)}`} {...(selected ? { 'data-selected': '' } : {})}>
        {unreadable ? null : note.text === '' ? <p className="faint">{t('Empty note')}</p> : <Markdown text={note.text} />}
      </div>
    </>
  );
});

/** A titled frame behind the nodes it holds. */
export const FrameNode = memo(function FrameNode({ id, selected }: Props) {
  const note = useNote(id);
  const far = useCanvasState((state) => state.level !== 'near');
  if (!note) return null;
  return (
    <>
      <Resizer id={id} selected={selected} kind="frame" />
      <div className="frame" {...(far ? { 'data-far': '' } : {})} data-testid={`note-${noteOf(id)}`} {...(selected ? { 'data-selected': '' } : {})}>
        <div className="frame-title">{note.text.split('\n')[0] || t('Frame')}</div>
      </div>
    </>
  );
});
