import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useState } from 'react';
import { t } from '../words/words.ts';

export interface PanelProps {
  readonly label: string;
  readonly side: 'left' | 'right' | 'bottom';
  /** Width, or height at the bottom, in CSS pixels. */
  readonly size: number;
  readonly min: number;
  readonly max: number;
  readonly onResize: (size: number) => void;
  /** Called when the grip is dragged far below `min` or double clicked. */
  readonly onCollapse: () => void;
  readonly children: ReactNode;
}

/** A region at an edge of the window with a grip to resize it; the arrow keys move a focused grip. */
export function Panel({ label, side, size, min, max, onResize, onCollapse, children }: PanelProps) {
  const [dragging, setDragging] = useState(false);
  const horizontal = side !== 'bottom';
  const direction = side === 'left' ? 1 : -1;
  const set = (next: number) => (next < min * 0.6 ? onCollapse() : onResize(Math.round(Math.min(max, Math.max(min, next)))));

  const start = (event: PointerEvent<HTMLDivElement>) => {
    event.preventDefault();
    const grip = event.currentTarget;
    const origin = horizontal ? event.clientX : event.clientY;
    grip.setPointerCapture(event.pointerId);
    setDragging(true);
    const move = (moved: globalThis.PointerEvent) => set(size + direction * ((horizontal ? moved.clientX : moved.clientY) - origin));
    const end = () => {
      setDragging(false);
      grip.removeEventListener('pointermove', move);
      grip.removeEventListener('pointerup', end);
      grip.removeEventListener('pointercancel', end);
    };
    grip.addEventListener('pointermove', move);
    grip.addEventListener('pointerup', end);
    grip.addEventListener('pointercancel', end);
  };

  const nudge = (event: KeyboardEvent) => {
    const forward = horizontal ? 'ArrowRight' : 'ArrowDown';
    const back = horizontal ? 'ArrowLeft' : 'ArrowUp';
    if (event.key !== forward && event.key !== back) return;
    event.preventDefault();
    event.stopPropagation();
    onResize(Math.min(max, Math.max(min, size + (event.key === forward ? 16 : -16) * direction)));
  };

  return (
    <section className="panel" data-side={side} aria-label={label} style={horizontal ? { width: size } : { height: size }}>
      <div
        className="panel-grip"
        role="separator"
        tabIndex={0}
        aria-label={t('Resize {part}', { part: label })}
        aria-orientation={horizontal ? 'vertical' : 'horizontal'}
        aria-valuenow={size}
        aria-valuemin={min}
        aria-valuemax={max}
        {...(dragging ? { 'data-dragging': '' } : {})}
        onPointerDown={start}
        onDoubleClick={onCollapse}
        onKeyDown={nudge}
      />
      {children}
    </section>
  );
}
