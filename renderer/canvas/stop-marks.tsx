import { useShallow } from 'zustand/react/shallow';
import type { AnyNodeDefinition } from '../../engine/definition/index.ts';
import { breakpointsOf } from '../state/breakpoints.ts';
import { change, useWorkbench } from '../state/workbench.ts';
import { t } from '../words/words.ts';
import { heightOf, portOffset } from './canvas-node.ts';

/** The signs of breakpoints at the outputs of a node; a click shows them with their conditions. */
export function StopMarks({ id, definition }: { readonly id: string; readonly definition: AnyNodeDefinition }) {
  const marks = useWorkbench(
    useShallow((state) => {
      const set = breakpointsOf(state);
      return definition.outputs.map((port) => {
        const found = set[`${id}.${port.name}`];
        return found === undefined ? '' : !found.on ? 'off' : found.when.trim() === '' ? 'always' : 'when';
      });
    }),
  );
  const paused = useWorkbench((state) => (state.run?.phase === 'paused' && state.run.pause?.node === id ? state.run.pause.port : null));
  if (paused === null && marks.every((kind) => kind === '')) return null;
  const height = heightOf(definition);
  return definition.outputs.map((port, i, all) =>
    marks[i] === '' && port.name !== paused ? null : (
      <button
        key={port.name}
        type="button"
        tabIndex={-1}
        className="stop-mark nodrag"
        data-testid={`stop-${id}.${port.name}`}
        data-kind={marks[i] === '' ? 'none' : marks[i]}
        {...(port.name === paused ? { 'data-paused': '' } : {})}
        style={{ top: portOffset(height, i, all.length) }}
        aria-label={port.name === paused ? t('The run waits after {port}', { port: port.title }) : marks[i] === 'off' ? t('Breakpoint at {port}, switched off', { port: port.title }) : t('Breakpoint at {port}', { port: port.title })}
        onClick={(event) => {
          event.stopPropagation();
          change({ dialog: 'breakpoints' });
        }}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        <svg viewBox="0 0 14 14" aria-hidden="true">
          <path className="stop-shape" d="M4.5 1h5L13 4.5v5L9.5 13h-5L1 9.5v-5z" />
          {marks[i] === 'when' ? <path className="stop-sign" d="M4 5.6h6M4 8.4h6" /> : null}
        </svg>
      </button>
    ),
  );
}
