import type { ELK } from 'elkjs/lib/elk-api.js';
import type { AnyNodeDefinition } from '../../engine/definition/index.ts';
import { parseEnd } from '../../engine/document/document.ts';
import { moveNodes } from '../state/edit-actions.ts';
import { nodeWidth } from '../state/node-places.ts';
import { failureText, notify } from '../state/session.ts';
import { workbench } from '../state/workbench.ts';
import { heightOf, portOffset } from './canvas-node.ts';
import { fitAll } from './canvas-view.ts';
import { nodeDefinition } from '../state/node-definition.ts';
import { t } from '../words/words.ts';

let layouter: Promise<ELK> | null = null;

async function load(): Promise<ELK> {
  const [elk, { default: ElkWorker }] = await Promise.all([import('elkjs/lib/elk-api.js'), import('elkjs/lib/elk-worker.min.js?worker')]);
  return new elk.default.default({ workerFactory: () => new ElkWorker() });
}

const port = (id: string, side: 'EAST' | 'WEST', y: number) => ({ id, x: side === 'EAST' ? nodeWidth : 0, y, width: 0, height: 0, layoutOptions: { 'port.side': side } });

function portsOf(id: string, definition: AnyNodeDefinition | undefined) {
  const height = heightOf(definition);
  return [
    ...(definition?.inputs ?? []).map((p, i, all) => port(`${id}/in/${p.name}`, 'WEST', portOffset(height, i, all.length))),
    ...(definition?.outputs ?? []).map((p, i, all) => port(`${id}/out/${p.name}`, 'EAST', portOffset(height, i, all.length))),
  ];
}

/** Lays the whole flow out from left to right, in a worker, as one step. */
export async function autoLayout(): Promise<void> {
  const flow = workbench();
  const { document } = flow;
  const ids = Object.keys(document.nodes);
  if (ids.length === 0) return;
  const known = (end: string, side: 'inputs' | 'outputs') => {
    const { node, port } = parseEnd(end);
    return nodeDefinition(flow, node)?.[side].some((p) => p.name === port) ?? false;
  };
  try {
    layouter ??= load();
    const laid = await (
      await layouter
    ).layout({
      id: 'flow',
      layoutOptions: {
        'elk.algorithm': 'layered',
        'elk.direction': 'RIGHT',
        'elk.layered.spacing.nodeNodeBetweenLayers': '80',
        'elk.spacing.nodeNode': '36',
        'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
        'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      },
      children: ids.map((id) => {
        const definition = nodeDefinition(flow, id);
        return { id, width: nodeWidth, height: heightOf(definition), ports: portsOf(id, definition), layoutOptions: { portConstraints: 'FIXED_POS' } };
      }),
      edges: document.edges
        .filter((e) => known(e.from, 'outputs') && known(e.to, 'inputs'))
        .map((e, i) => {
          const from = parseEnd(e.from);
          const to = parseEnd(e.to);
          return { id: `e${i}`, sources: [`${from.node}/out/${from.port}`], targets: [`${to.node}/in/${to.port}`] };
        }),
    });
    const snap = (value: number | undefined) => Math.round((value ?? 0) / 10) * 10;
    moveNodes(Object.fromEntries((laid.children ?? []).map((n) => [n.id, { x: snap(n.x), y: snap(n.y) }])), t('Lay out the flow'));
    requestAnimationFrame(() => fitAll());
  } catch (error) {
    layouter = null;
    notify(failureText(error), 'danger');
  }
}
