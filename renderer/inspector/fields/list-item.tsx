import { ArrowDown, ArrowUp, Check, ChevronRight, Copy, GripVertical, MoreHorizontal, Trash2 } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { ParamSpecs } from '../../../engine/definition/index.ts';
import { formatCount } from '../../ui/format-figures.ts';
import { Menu } from '../../ui/menu.tsx';
import { SeverityIcon } from '../form/field-diagnostics.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { InLine } from '../form/in-line.ts';
import { diagnosticsBelow } from '../form/param-diagnostics.ts';
import { summarizeRecord } from '../form/record-summary.ts';
import { t } from '../../words/words.ts';

export interface ListItemProps {
  readonly specs: ParamSpecs;
  readonly record: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly index: number;
  readonly count: number;
  readonly noun: string;
  readonly layout: 'line' | 'card' | 'fold';
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly onRemove: () => void;
  readonly onDuplicate: () => void;
  readonly onMove: (to: number) => void;
  readonly dragged: number | null;
  readonly onDrag: (index: number | null) => void;
  readonly onDrop: () => void;
}

/** One record of a list. */
export function ListItem(props: ListItemProps) {
  const { specs, record, path, index, count, noun, layout, open, onToggle, onMove, dragged, onDrag, onDrop } = props;
  const { RecordForm } = useFormScope();
  const name = `${noun} ${index + 1}`;
  const reorder = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(index + (event.key === 'ArrowUp' ? -1 : 1));
  };
  const menu = (
    <Menu
      align="end"
      trigger={
        <button type="button" className="icon-button" data-size="small" aria-label={t('Actions of {name}', { name })}>
          <MoreHorizontal aria-hidden />
        </button>
      }
      entries={[
        { id: 'up', title: t('Move up'), icon: <ArrowUp />, shortcut: 'Alt+ArrowUp', disabled: index === 0, run: () => onMove(index - 1) },
        { id: 'down', title: t('Move down'), icon: <ArrowDown />, shortcut: 'Alt+ArrowDown', disabled: index === count - 1, run: () => onMove(index + 1) },
        { id: 'copy', title: t('Duplicate'), icon: <Copy />, run: props.onDuplicate },
        'separator',
        { id: 'remove', title: t('Remove'), icon: <Trash2 />, run: props.onRemove },
      ]}
    />
  );
  const grip = (
    <span
      className="list-grip"
      title={t('Drag to reorder')}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', name);
        onDrag(index);
      }}
      onDragEnd={() => onDrag(null)}
    >
      <GripVertical aria-hidden />
    </span>
  );
  const folded = layout === 'fold' && !open;
  return (
    <div
      className="list-item"
      role="group"
      aria-label={name}
      data-item={index}
      data-testid={`item-${path}`}
      data-drop={dragged !== null && dragged !== index ? '' : undefined}
      data-open={folded ? undefined : ''}
      onKeyDown={reorder}
      onDragOver={(event) => (dragged === null ? undefined : event.preventDefault())}
      onDrop={onDrop}
    >
      {layout === 'line' ? (
        <div className="list-line">
          {grip}
          <InLine value>
            <RecordForm specs={specs} record={record} prefix={path} />
          </InLine>
          {menu}
        </div>
      ) : (
        <>
          <div className="list-head">
            {grip}
            {layout === 'fold' ? <Summary {...{ specs, record, path, open, onToggle, noun }} /> : <span className="list-title">{name}</span>}
            {menu}
          </div>
          {folded ? null : (
            <div className="list-body">
              <RecordForm specs={specs} record={record} prefix={path} />
            </div>
          )}
        </>
      )}
    </div>
  );
}

function Summary({ specs, record, path, open, onToggle, noun }: Pick<ListItemProps, 'specs' | 'record' | 'path' | 'open' | 'onToggle' | 'noun'>) {
  const { diagnostics, marks } = useFormScope();
  const troubles = diagnosticsBelow(diagnostics, path);
  const mark = marks[path];
  const worst = troubles.find((d) => d.severity === 'error') ?? troubles[0];
  const parts = summarizeRecord(specs, record);
  return (
    <button type="button" className="list-summary" aria-expanded={open} title={parts.map((p) => p.text).join(' ')} onClick={onToggle}>
      <ChevronRight className="list-chevron" aria-hidden />
      <span className="list-words">
        {parts.length === 0 ? <span className="faint">{t('New: {noun}', { noun })}</span> : null}
        {parts.map((part, index) => (
          <span key={index} className={`list-part-${part.role}`}>
            {part.text}
          </span>
        ))}
      </span>
      {mark && !worst ? (
        <span className="list-mark" data-tone={mark.tone} title={t('Broken by {count|row|rows} of the preview', { count: mark.broken })}>
          {formatCount(mark.broken)}
          {mark.tone === 'ok' ? <Check aria-hidden /> : <span className="list-dot" aria-hidden="true" />}
        </span>
      ) : null}
      {worst && !open ? (
        <span className="list-trouble" data-severity={worst.severity} title={worst.message}>
          <SeverityIcon severity={worst.severity} />
        </span>
      ) : null}
    </button>
  );
}
