import { useEffect, useState, type PointerEvent } from 'react';
import { withTile, type Places } from '../../engine/chart/arrange-tiles.ts';
import { placeTiles } from '../state/dashboard-actions.ts';
import { t } from '../words/words.ts';

interface Drag {
  readonly key: string;
  readonly title: string;
  readonly resizes: boolean;
  readonly from: { readonly x: number; readonly y: number };
  readonly places: Places;
  readonly now: Places;
}

/** Moves and resizes tiles with the pointer; Escape gives up. `cell` is one step of the grid in pixels. */
export function useTileDrag(places: Places, cell: { readonly width: number; readonly height: number }) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const dragging = drag !== null;
  useEffect(() => {
    if (!dragging) return;
    const giveUp = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setDrag(null);
    };
    window.addEventListener('keydown', giveUp, true);
    return () => window.removeEventListener('keydown', giveUp, true);
  }, [dragging]);

  return {
    places: drag?.now ?? places,
    moving: drag?.key ?? null,
    start(event: PointerEvent<HTMLElement>, key: string, title: string, resizes: boolean) {
      // An open menu is a child of the tile for React, not for the eye.
      if (event.button !== 0 || !(event.target instanceof Element) || !event.currentTarget.contains(event.target) || event.target.closest('button, input') !== null) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ key, title, resizes, from: { x: event.clientX, y: event.clientY }, places, now: places });
    },
    move(event: PointerEvent<HTMLElement>) {
      if (!drag) return;
      const own = drag.places[drag.key]!;
      const dx = Math.round((event.clientX - drag.from.x) / cell.width);
      const dy = Math.round((event.clientY - drag.from.y) / cell.height);
      const next = drag.resizes ? { ...own, width: Math.min(12 - own.x, own.width + dx), height: own.height + dy } : { ...own, x: own.x + dx, y: own.y + dy };
      setDrag({ ...drag, now: withTile(drag.places, drag.key, next) });
    },
    end() {
      if (!drag) return;
      setDrag(null);
      placeTiles(drag.now, drag.resizes ? t('Resize the chart {title}', { title: drag.title }) : t('Move the chart {title}', { title: drag.title }));
    },
    cancel: () => setDrag(null),
  };
}
