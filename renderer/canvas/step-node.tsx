import { Handle, Position } from '@xyflow/react';
import { AlertTriangle, Check, CircleDashed, CircleDot, CircleSlash, Clock3, History, Snowflake } from 'lucide-react';
import { memo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Schema } from '../../engine/core/schema.ts';
import type { AnyNodeDefinition } from '../../engine/definition/index.ts';
import { heatOf, shareText } from '../state/heat.ts';
import { nodeView, type NodeTone, type NodeView } from '../state/node-view.ts';
import { useWorkbench } from '../state/workbench.ts';
import { NodeChip } from '../ui/node-chip.tsx';
import { heightOf, portOffset } from './canvas-node.ts';
import { useCanvasState } from './canvas-state.ts';
import { StopMarks } from './stop-marks.tsx';
import { nodeDefinition } from '../state/node-definition.ts';
import { t } from '../words/words.ts';

interface Props {
  readonly id: string;
  readonly selected: boolean;
}

/** A step of the flow: what it is, how it is set, what happened. */
export const StepNode = memo(function StepNode(props: Props) {
  const remote = useCanvasState((state) => state.level === 'remote');
  return remote ? <RemoteNode {...props} /> : <DrawnNode {...props} />;
});

const useShare = (id: string): number | null => useWorkbench((state) => (state.preferences.heat && !state.run ? (heatOf(state).shares.get(id) ?? null) : null));

function Heat({ share }: { readonly share: number | null }) {
  const hottest = useWorkbench((state) => (share === null ? 1 : heatOf(state).hottest));
  return share === null ? null : <span className="node-heat" style={{ width: `${(share / hottest) * 100}%` }} />;
}

/** The place of a node whose box `FaintNodes` draws. */
function RemoteNode({ id, selected }: Props) {
  const tone = useWorkbench((state) => nodeView(state, id).tone);
  const definition = useWorkbench((state) => nodeDefinition(state, id));
  return (
    <div className="node" data-testid={`node-${id}`} data-tone={tone} data-far="plain" {...(selected ? { 'data-selected': '' } : {})} style={{ height: heightOf(definition) }}>
      <Heat share={useShare(id)} />
      {definition ? <PortMarks definition={definition} /> : null}
    </div>
  );
}

function DrawnNode({ id, selected }: Props) {
  const view = useWorkbench(useShallow((state) => nodeView(state, id)));
  const definition = useWorkbench((state) => nodeDefinition(state, id));
  const noted = useWorkbench((state) => state.document.nodes[id]?.note !== undefined);
  const share = useShare(id);
  const refused = useCanvasState((state) => state.accepting !== null && !state.accepting.has(id));
  const far = useCanvasState((state) => state.level !== 'near');
  useWorkbench((state) => state.language);
  return (
    <div
      className="node"
      data-testid={`node-${id}`}
      data-tone={view.tone}
      {...(selected ? { 'data-selected': '' } : {})}
      {...(refused ? { 'data-refused': '' } : {})}
      {...(far ? { 'data-far': '' } : {})}
      style={{ height: heightOf(definition) }}
      title={view.message || cacheTitle(view) || undefined}
    >
      <div className="node-head">
        <NodeChip definition={definition} />
        <span className="node-title">{view.title}</span>
        {noted && !far ? <span className="node-note" title={t('Has a note')} /> : null}
        {far && loud.has(view.tone) ? <ToneIcon tone={view.tone} /> : null}
      </div>
      {far ? null : (
        <>
          <div className="node-caption">{view.caption || under(view.title, definition)}</div>
          <Footer view={view} share={share} />
        </>
      )}
      <Heat share={share} />
      {definition ? far ? <PortMarks definition={definition} /> : <Ports id={id} definition={definition} /> : null}
      {definition ? <StopMarks id={id} definition={definition} /> : null}
    </div>
  );
}

/** What stands in the caption of a node that is not set: its type, unless its title says that already. */
function under(title: string, definition: AnyNodeDefinition | undefined): string {
  if (!definition) return t('Unknown node type');
  return title === definition.title ? '\u00a0' : definition.title;
}

const icons: Readonly<Record<NodeTone, typeof Check>> = {
  never: CircleDashed,
  todo: CircleDashed,
  waiting: Clock3,
  running: CircleDot,
  fresh: Check,
  stale: History,
  warning: CircleDot,
  failed: AlertTriangle,
  disabled: CircleSlash,
};

/** States that must be seen from afar. */
const loud: ReadonlySet<NodeTone> = new Set(['failed', 'warning', 'running', 'fresh', 'stale']);

function ToneIcon({ tone }: { readonly tone: NodeTone }) {
  const Icon = icons[tone];
  return <Icon className="node-tone" aria-hidden="true" />;
}

const cacheTitle = (view: NodeView): string => (view.kept ? t('Not computed: {reason}.', { reason: view.kept }) : view.computed ? t('Computed: {reason}.', { reason: view.computed }) : '');

function Footer({ view, share }: { readonly view: NodeView; readonly share: number | null }) {
  return (
    <div className="node-foot">
      {view.tone === 'running' && view.share >= 0 ? <Share share={view.share} /> : <ToneIcon tone={view.tone} />}
      <span className="node-foot-text">{view.foot}</span>
      {view.kept ? <Snowflake className="node-kept" role="img" aria-label={t('Kept from a former run')} data-testid="node-kept" /> : null}
      {share === null ? null : <span className="node-share">{shareText(share)}</span>}
      {view.aside && share === null ? <span className={view.asideWarns ? 'node-aside warns' : 'node-aside'}>{view.aside}</span> : null}
      {view.tone === 'running' ? <span className="node-progress" style={{ width: view.share >= 0 ? `${view.share * 100}%` : '100%' }} {...(view.share < 0 ? { 'data-unknown': '' } : {})} /> : null}
    </div>
  );
}

const Share = ({ share }: { readonly share: number }) => (
  <svg viewBox="0 0 12 12" aria-hidden="true">
    <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeOpacity="0.3" strokeWidth="2" />
    <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="2" pathLength="1" strokeDasharray={`${share} 1`} transform="rotate(-90 6 6)" />
  </svg>
);

function Ports({ id, definition }: { readonly id: string; readonly definition: AnyNodeDefinition }) {
  const found = useWorkbench((state) => state.check?.nodes[id]);
  const height = heightOf(definition);
  return (
    <>
      {definition.inputs.map((port, i, all) => (
        <Handle
          key={`in-${port.name}`}
          type="target"
          id={port.name}
          position={Position.Left}
          className="port"
          style={{ top: portOffset(height, i, all.length) }}
          data-required={port.required}
          aria-label={t('Input {port}', { port: port.title })}
        >
          <span className="port-name" title={port.help}>{portText(port.title, found?.inputs[port.name]?.[0])}</span>
        </Handle>
      ))}
      {definition.outputs.map((port, i, all) => (
        <Handle
          key={`out-${port.name}`}
          type="source"
          id={port.name}
          position={Position.Right}
          className="port"
          style={{ top: portOffset(height, i, all.length) }}
          data-kind={port.kind}
          aria-label={t('Output {port}', { port: port.title })}
        >
          <span className="port-name" title={port.help}>{portText(port.title, found?.outputs[port.name])}</span>
        </Handle>
      ))}
    </>
  );
}

/** Stands where the ports are while they are too small to use: React Flow measures these, and they listen to nothing. */
function PortMarks({ definition }: { readonly definition: AnyNodeDefinition }) {
  const height = heightOf(definition);
  const marks = [
    ...definition.inputs.map((p, i, all) => ({ name: p.name, kind: 'target', side: 'left', top: portOffset(height, i, all.length) })),
    ...definition.outputs.map((p, i, all) => ({ name: p.name, kind: 'source', side: 'right', top: portOffset(height, i, all.length) })),
  ];
  return marks.map((m) => (
    <div key={`${m.kind}${m.name}`} className={`react-flow__handle react-flow__handle-${m.side} ${m.kind} port port-mark`} data-handleid={m.name} data-handlepos={m.side} style={{ top: m.top }} />
  ));
}

const portText = (title: string, schema: Schema | undefined): string => (schema ? `${title} · ${t('{count|column|columns}', { count: schema.length })}` : title);
