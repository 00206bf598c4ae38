import { useStore } from '@xyflow/react';
import { Magnet, Maximize, Minus, Plus, Workflow } from 'lucide-react';
import { useShortcut } from '../state/command-keys.ts';
import { setPreferences } from '../state/preferences-actions.ts';
import { useWorkbench } from '../state/workbench.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { autoLayout } from './auto-layout.ts';
import { fitAll, zoomIn, zoomOut, zoomToActualSize } from './canvas-view.ts';
import { t } from '../words/words.ts';

/** Zoom, fit, snap and layout at the lower left of the canvas. */
export function ZoomBar() {
  const percent = useStore((state) => Math.round(state.transform[2] * 100));
  const snap = useWorkbench((state) => state.preferences.snap);
  return (
    <div className="zoom-bar" role="toolbar" aria-label={t('Canvas')}>
      <Tooltip text={t('Zoom out')} shortcut={useShortcut('view.zoom-out')} side="top">
        <button type="button" aria-label={t('Zoom out')} onClick={zoomOut}>
          <Minus />
        </button>
      </Tooltip>
      <Tooltip text={t('Zoom to 100 %')} shortcut={useShortcut('view.zoom-actual')} side="top">
        <button type="button" className="zoom-share" aria-label={t('Zoom is {percent} percent, set to 100 percent', { percent })} onClick={zoomToActualSize}>
          {percent} %
        </button>
      </Tooltip>
      <Tooltip text={t('Zoom in')} shortcut={useShortcut('view.zoom-in')} side="top">
        <button type="button" aria-label={t('Zoom in')} onClick={zoomIn}>
          <Plus />
        </button>
      </Tooltip>
      <Tooltip text={t('Zoom to fit')} shortcut={useShortcut('view.fit')} side="top">
        <button type="button" aria-label={t('Zoom to fit')} onClick={() => fitAll()}>
          <Maximize />
        </button>
      </Tooltip>
      <Tooltip text={t('Snap to the grid')} side="top">
        <button type="button" aria-label={t('Snap to the grid')} aria-pressed={snap} onClick={() => setPreferences({ snap: !snap })}>
          <Magnet />
        </button>
      </Tooltip>
      <Tooltip text={t('Lay out the flow')} shortcut={useShortcut('canvas.layout')} side="top">
        <button type="button" onClick={() => void autoLayout()}>
          <Workflow />
          <span className="zoom-text">{t('Layout')}</span>
        </button>
      </Tooltip>
    </div>
  );
}
