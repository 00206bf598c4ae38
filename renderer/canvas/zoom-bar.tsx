import { useStore } from '@xyflow/react';
import { Magnet, Maximize, Minus, Plus, Workflow } from 'lucide-react';
import { useShortcut } from '../state/command-keys.ts';
import { setPreferences } from '../state/preferences-actions.ts';
import { useWorkbench } from '../state/workbench.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { autoLayout } from './auto-layout.ts';
import { fitAll, zoomIn, zoomOut, zoomToActualSize } from './canvas-view.ts';

/** Zoom, fit, snap and layout at the lower left of the canvas. */
export function ZoomBar() {
  const percent = useStore((state) => Math.round(state.transform[2] * 100));
  const snap = useWorkbench((state) => state.preferences.snap);
  return (
    <div className="zoom-bar" role="toolbar" aria-label="Canvas">
      <Tooltip text="Zoom out" shortcut={useShortcut('view.zoom-out')} side="top">
        <button type="button" aria-label="Zoom out" onClick={zoomOut}>
          <Minus />
        </button>
      </Tooltip>
      <Tooltip text="Zoom to 100 %" shortcut={useShortcut('view.zoom-actual')} side="top">
        <button type="button" className="zoom-share" aria-label={`Zoom is ${percent} percent, set to 100 percent`} onClick={zoomToActualSize}>
          {percent} %
        </button>
      </Tooltip>
      <Tooltip text="Zoom in" shortcut={useShortcut('view.zoom-in')} side="top">
        <button type="button" aria-label="Zoom in" onClick={zoomIn}>
          <Plus />
        </button>
      </Tooltip>
      <Tooltip text="Zoom to fit" shortcut={useShortcut('view.fit')} side="top">
        <button type="button" aria-label="Zoom to fit" onClick={() => fitAll()}>
          <Maximize />
        </button>
      </Tooltip>
      <Tooltip text="Snap to the grid" side="top">
        <button type="button" aria-label="Snap to the grid" aria-pressed={snap} onClick={() => setPreferences({ snap: !snap })}>
          <Magnet />
        </button>
      </Tooltip>
      <Tooltip text="Lay out the flow" shortcut={useShortcut('canvas.layout')} side="top">
        <button type="button" onClick={() => void autoLayout()}>
          <Workflow />
          Layout
        </button>
      </Tooltip>
    </div>
  );
}
