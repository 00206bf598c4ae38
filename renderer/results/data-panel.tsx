import type { Dispatch, SetStateAction } from 'react';
import { useEffect, useMemo, useState } from 'react';
import { shallow } from 'zustand/shallow';
import { useShallow } from 'zustand/react/shallow';
import type { NodeCheck } from '../../engine/api/contract.ts';
import type { AnyNodeDefinition, ChartSpec, ParamRecord } from '../../engine/definition/index.ts';
import { formatEnd, parseEnd } from '../../engine/document/document.ts';
import { revealNode } from '../canvas/canvas-view.ts';
import { dropAllRows, loadAllRows, useAllRows } from '../state/all-rows.ts';
import { askChart } from '../state/chart-request.ts';
import { copyAll } from '../state/copy-all.ts';
import { shownNode } from '../state/run-actions.ts';
import { saveChart } from '../state/dashboard-actions.ts';
import { addNode, focusSetting, select } from '../state/edit-actions.ts';
import { flowRef } from '../state/flow-ref.ts';
import { askLive } from '../state/live-charts.ts';
import { placeBehind } from '../state/node-places.ts';
import { insertStep } from '../state/insert-step.ts';
import { bridge, failureDiagnostic, failureText, notify } from '../state/session.ts';
import { giveUp } from '../state/give-up.ts';
import { askPortRows } from '../state/step-rows-actions.ts';
import { besideChoices, besidePort, firstBeside, shownPorts } from '../state/shown-ports.ts';
import type { WorkbenchState } from '../state/workbench.ts';
import { change, nodeTitle, selectedNode, useWorkbench, workbench } from '../state/workbench.ts';
import { nodeOf } from './clean-step.ts';
import { chartSpecOf } from '../../engine/chart/chart-spec-of.ts';
import type { BesideView, DataPanelView } from './data-panel-view.tsx';
import type { DataPanelActions, PortView } from './port-view.ts';
import { DataPanelRoom } from './data-panel-view.tsx';
import { modelPathOf } from './model-path-of.ts';
import { PausedPanel } from './paused/paused-panel.tsx';
import { StepRowsPanel } from './step-rows/step-rows-panel.tsx';
import type { ModelState } from './model/model-view.tsx';
import { nodeDefinition } from '../state/node-definition.ts';

/** The rows of the selected node of the open flow. */
export function DataPanel() {
  // Follows all it shows, not the run under way, whose progress changes several times a second.
  useWorkbench(useShallow(({ document, catalog, keys, selection, check, previews, outcomes, base, stepRows, beside, language }) => ({ document, catalog, keys, selection, check, previews, outcomes, base, stepRows, beside, language })));
  useAllRows();
  const state = workbench();
  const [tabs, setTabs] = useState<Readonly<Record<string, string>>>({});
  const id = selectedNode(state);
  const node = id === null ? undefined : state.document.nodes[id];
  const definition = nodeDefinition(state, id);
  const chart = useChart(definition, node?.params, id === null ? undefined : state.check?.nodes[id]?.inputs);
  const modelPath = definition && node ? modelPathOf(definition, node.params) : null;
  // A run may have written the file anew.
  const ran = id === null ? undefined : state.outcomes[id];
  const model = useModel(id, modelPath, state.base, ran ? `${ran.key} ${ran.milliseconds}` : '');
  const [keepPorts] = useState(portKeeper);
  const title = id === null ? null : nodeTitle(state, id);
  const selected = state.selection.nodes.length;
  const empty = Object.keys(state.document.nodes).length === 0;
  const ports = keepPorts(shownPorts(state).map((port) => portView(state, port)));
  const shownModel = modelPath === null || modelPath === '' ? undefined : model;
  const active = id === null ? null : (tabs[id] ?? null);
  const beside = besideView(state);
  const actions = useActions(setTabs);
  // All of it is made anew where the language is another.
  const { language } = state;
  const room = useMemo(() => {
    const view: DataPanelView = { node: title, selected, empty, ports, chart, model: shownModel, active, beside };
    return <DataPanelRoom key={`${language} ${id ?? ''}`} view={view} actions={actions} />;
  }, [id, title, selected, empty, ports, chart, shownModel, active, beside, actions, language]);
  const wish = state.stepRows;
  useEffect(() => {
    // Another node was chosen: the question was about the one before.
    if (wish && wish.node !== id) change({ stepRows: null });
  }, [wish, id]);
  const pause = useWorkbench((s) => (s.run?.phase === 'paused' ? s.run.pause : undefined));
  if (pause?.shown && pause.node !== null && shownNode(pause.node) === id) return <PausedPanel pause={pause} shown={pause.shown} title={title ?? ''} />;
  if (wish && wish.node === id) return <StepRowsPanel wish={wish} />;
  return room;
}

function useChart(definition: AnyNodeDefinition | undefined, params: ParamRecord | undefined, inputs: NodeCheck['inputs'] | undefined): ChartSpec | null {
  return useMemo(() => (definition && params && inputs ? chartSpecOf(definition, params, inputs) : null), [definition, params, inputs]);
}

function useActions(setTabs: Dispatch<SetStateAction<Readonly<Record<string, string>>>>): DataPanelActions {
  return useMemo(
    () => ({
      showBeside: (port) => change({ beside: port === undefined ? firstBeside(workbench()) : port }),
      stepRows: askPortRows,
      choose: (tab) => {
        const chosen = selectedNode(workbench());
        if (chosen !== null) setTabs((old) => ({ ...old, [chosen]: tab }));
      },
      showProblem: ({ at }) => (at.node === undefined ? undefined : focusSetting(at.node, at.param ?? null)),
      notice: (text) => notify(text),
      ask: (port, statement) => askChart(parseEnd(port), statement),
      askLive: (port, wish) => askLive(parseEnd(port), wish),
      explain: failureText,
      trace: (port, where) => bridge().engine.trace({ ...flowRef(), ...parseEnd(port), where }),
      follow: (port, where) => bridge().engine.follow({ ...flowRef(), ...parseEnd(port), where }),
      giveUp,
      goTo: (node) => {
        select({ nodes: [node] });
        setTimeout(() => revealNode(node), 0);
      },
      keepChart: (port, { mark, measure, x, y, color }) => {
        const from = parseEnd(port);
        // The chart node counts with its histogram, of names as well as of numbers.
        const counted = mark === 'histogram' || (mark === 'bar' && measure === 'count');
        const id = addNode('view-chart', placeBehind(workbench().document, from.node), { from, params: { mark: counted ? 'histogram' : mark, x, y: counted ? null : y, color } });
        requestAnimationFrame(() => revealNode(id, false));
      },
      saveChart: (port, wish) => saveChart(parseEnd(port), wish),
      loadAll: (port) => void loadAllRows(parseEnd(port)),
      dropAll: dropAllRows,
      copyAll: (port, columns, format) => void copyAll(parseEnd(port), columns, format),
      step: (port, step) => {
        const id = insertStep(parseEnd(port), nodeOf(step));
        requestAnimationFrame(() => revealNode(id, false));
      },
    }),
    [setTabs],
  );
}

function besideView(state: WorkbenchState): BesideView | null {
  if (state.beside === null) return null;
  const port = besidePort(state);
  return { port: port && portView(state, port), chosen: state.beside, choices: besideChoices(state) };
}

/** The former views of ports where nothing in them is another, so that a key typed elsewhere draws no rows again. */
function portKeeper() {
  let last: readonly PortView[] = [];
  return (next: readonly PortView[]): readonly PortView[] => {
    const kept = next.map((view, i) => (shallow(view, last[i]) ? last[i]! : view));
    if (!shallow(kept, last)) last = kept;
    return last;
  };
}

function portView(state: WorkbenchState, port: ReturnType<typeof shownPorts>[number]): PortView {
  const key = formatEnd(port);
  const slot = state.previews[key];
  const found = useAllRows.getState().ports[key];
  // Those beside an older preview may be other rows.
  const all = found && found.of === slot?.preview?.taken ? found : null;
  const outcome = state.outcomes[port.node];
  const counted = outcome && outcome.key === state.keys.get(port.node) ? outcome.rowsOut[port.port] : undefined;
  return {
    key,
    port: port.port,
    title: port.title,
    kind: port.kind,
    rows: all?.held?.total ?? counted ?? slot?.preview?.total ?? null,
    preview: slot?.preview ?? null,
    all,
    state: slot?.state ?? 'loading',
    problem: slot?.problem ?? null,
  };
}

function useModel(node: string | null, path: string | null, base: string, run: string): ModelState {
  const [state, setState] = useState<{ readonly key: string; readonly model: ModelState }>({ key: '', model: null });
  const key = path === null || path === '' ? '' : `${base}\n${path}\n${run}`;
  useEffect(() => {
    if (key === '' || path === null || node === null) return;
    let current = true;
    bridge()
      .engine.describeModel({ base, path })
      .then(
        (model) => current && setState({ key, model }),
        (error: unknown) => current && setState({ key, model: { problem: failureDiagnostic(error, node) } }),
      );
    return () => {
      current = false;
    };
  }, [key, node, path, base]);
  return state.key === key ? state.model : null;
}
