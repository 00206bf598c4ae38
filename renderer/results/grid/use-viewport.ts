import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { movedContent, scrollMap } from './scroll-map.ts';

/** The part of a scrolling element that is in sight, in its content's pixels. */
export interface Viewport {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
  /** What is added to a place in the content to have it where the browser has scrolled to. */
  readonly shift: number;
}

export interface ScrolledView extends Viewport {
  /** Of the element that scrolls. */
  readonly host: RefObject<HTMLDivElement | null>;
  /** Height of the content that the browser is told. */
  readonly contentHeight: number;
  /** Either is left as it is where it is null. */
  readonly scrollTo: (top: number | null, left?: number | null) => void;
}

/** How long nothing has moved before the bar is put where it belongs, in milliseconds. */
const rest = 200;

/** Follows an element that scrolls content of `full` pixels below a head that stays; content may be taller than browsers scroll. */
export function useViewport(full: number, head: number): ScrolledView {
  const host = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState<Viewport>({ top: 0, left: 0, width: 0, height: 0, shift: 0 });
  const shown = Math.max(0, viewport.height - head);
  const map = useMemo(() => scrollMap(full, shown), [full, shown]);
  /** What was read last: it is changed as the element moves, not when it is drawn. */
  const at = useRef({ bar: 0, top: 0, map, shown });

  const show = useCallback(
    (element: HTMLElement) => {
      const { top, bar } = at.current;
      const next = { top, left: element.scrollLeft, width: element.clientWidth, height: element.clientHeight, shift: Math.round(bar - top) };
      setViewport((old) => (Object.entries(next).every(([key, value]) => old[key as keyof Viewport] === value) ? old : next));
    },
    [],
  );

  const scrollTo = useCallback(
    (top: number | null, left: number | null = null) => {
      const element = host.current;
      if (!element) return;
      if (left !== null) element.scrollLeft = left;
      if (top === null) return;
      element.scrollTop = at.current.map.toBar(top);
      at.current.bar = element.scrollTop;
      at.current.top = at.current.map.isScaled ? Math.max(0, Math.min(top, at.current.map.toContent(at.current.map.height - at.current.shown))) : element.scrollTop;
      show(element);
    },
    [show],
  );

  useLayoutEffect(() => {
    const element = host.current;
    at.current.map = map;
    at.current.shown = shown;
    if (!element) return;
    // Rows that came or went leave the first of those in sight where they are, as far as there are as many.
    at.current.bar = element.scrollTop;
    at.current.top = movedContent(map, Math.min(at.current.top, map.toContent(Math.max(0, map.height - shown))), element.scrollTop, element.scrollTop, shown);
    show(element);
  }, [map, shown, show]);

  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    let frame = 0;
    let resting: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      const { map: now, top } = at.current;
      const bar = now.toBar(top);
      if (Math.abs(bar - element.scrollTop) < 1) return;
      element.scrollTop = bar;
      at.current.bar = element.scrollTop;
      show(element);
    };
    const read = () => {
      frame = 0;
      const bar = element.scrollTop;
      at.current.top = movedContent(at.current.map, at.current.top, at.current.bar, bar, at.current.shown);
      at.current.bar = bar;
      show(element);
      clearTimeout(resting);
      if (at.current.map.isScaled) resting = setTimeout(settle, rest);
    };
    const soon = () => {
      frame ||= requestAnimationFrame(read);
    };
    read();
    element.addEventListener('scroll', soon, { passive: true });
    const observer = new ResizeObserver(soon);
    observer.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(resting);
      element.removeEventListener('scroll', soon);
      observer.disconnect();
    };
  }, [show]);
  return { ...viewport, host, contentHeight: map.height, scrollTo };
}
