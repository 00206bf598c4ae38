import { useStoreApi } from '@xyflow/react';
import { memo, useLayoutEffect, useRef } from 'react';

const gap = 20;
const radius = 0.75;

/** The dots of the grid, on a layer that is only shifted while the view is: the library's own are drawn again with every frame. */
export const CanvasDots = memo(function CanvasDots() {
  const layer = useRef<HTMLDivElement>(null);
  const store = useStoreApi();
  useLayoutEffect(() => {
    let shown = NaN;
    const place = ([x, y, zoom]: readonly [number, number, number]) => {
      const { style } = layer.current!;
      const step = gap * zoom;
      style.transform = `translate(${x % step}px, ${y % step}px)`;
      if (zoom === shown) return;
      shown = zoom;
      style.backgroundSize = `${step}px ${step}px`;
      style.setProperty('--dot', `${radius * zoom}px`);
    };
    place(store.getState().transform);
    return store.subscribe(({ transform }, before) => (transform === before.transform ? undefined : place(transform)));
  }, [store]);
  return <div ref={layer} className="canvas-dots" aria-hidden="true" />;
});
