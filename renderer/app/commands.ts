import { align, distribute, nudge } from '../canvas/arrange.ts';
import { autoLayout } from '../canvas/auto-layout.ts';
import { fitAll, fitSelection, freshSpot, revealNode, zoomIn, zoomOut, zoomToActualSize } from '../canvas/canvas-view.ts';
import { keysOf, registerCommandKeys } from '../state/command-keys.ts';
import * as edit from '../state/edit-actions.ts';
import { refreshPreviews } from '../state/engine-sync.ts';
import * as files from '../state/file-actions.ts';
import { allowNetwork } from '../state/allow-actions.ts';
import { loadEnvironments } from '../state/environment-actions.ts';
import { setPreferences } from '../state/preferences-actions.ts';
import { readsOnward } from '../state/reads-onward.ts';
import { breakpointEnd, editBreakpoints, presentBreakpoints, toggleBreakpoint } from '../state/breakpoints.ts';
import { cancelRun, pauseRun, resumeRun, startRun } from '../state/run-actions.ts';
import { firstBeside } from '../state/shown-ports.ts';
import { askStepRows, stepOfSelection } from '../state/step-rows-actions.ts';
import { addFrame, addNote, editNote } from '../state/note-actions.ts';
import { placeBehind } from '../state/node-places.ts';
import { neighbour, type Direction } from '../state/walk.ts';
import { change, selectedNode, workbench, type WorkbenchState } from '../state/workbench.ts';
import { environmentChoiceId } from './environment-choice.tsx';
import { renameSelected, showNodeHelp } from './reach-inspector.ts';
import { goToRegion } from './regions.ts';
import { askCollapse, expandSelected, goBackTo, openComponent, selectedComponent } from '../state/component-actions.ts';
import { openComparison } from '../state/compare-actions.ts';
import { showPage } from '../state/dashboard-actions.ts';
import { beginTour } from '../tour/tour-actions.ts';
import { canReadFile, chooseDataFile, chooseImport } from './data-files.ts';
import { copyNodes, cutNodes, duplicateNodes, pasteNodes } from './clipboard.ts';
import { nodeDefinition } from '../state/node-definition.ts';
import { t, type PlainText } from '../words/words.ts';

export interface Command {
  /** Stable: menus, tests and remapped shortcuts name it. */
  readonly id: string;
  /** In the language of the window. */
  readonly title: string;
  readonly group: string;
  /** The title in English, by which the search finds it in any language. */
  readonly english: string;
  /** Default keys, the first one shown; `Mod` is Ctrl, or Command on a Mac. */
  readonly keys: readonly string[];
  /** `anywhere` also while typing, `window` when nothing takes text, `canvas` only while the canvas has the focus, `native` by the browser's own event. */
  readonly scope: 'anywhere' | 'window' | 'canvas' | 'native';
  readonly enabled: (state: WorkbenchState) => boolean;
  readonly run: () => void;
}

const always = () => true;
const hasNodes = (s: WorkbenchState) => Object.keys(s.document.nodes).length > 0;
const hasSelection = (s: WorkbenchState) => s.selection.nodes.length + s.selection.edges.length + s.selection.notes.length > 0;
const hasCopyable = (s: WorkbenchState) => s.selection.nodes.length + s.selection.notes.length > 0;
const hasSelectedNodes = (s: WorkbenchState) => s.selection.nodes.length > 0;
const hasOneNode = (s: WorkbenchState) => selectedNode(s) !== null;
const hasTwoNodes = (s: WorkbenchState) => s.selection.nodes.length > 1;
const hasStep = (s: WorkbenchState) => stepOfSelection(s) !== null;
const isPaused = (s: WorkbenchState) => s.run?.phase === 'paused';
const hasBreakpointEnd = (s: WorkbenchState) => s.page === 'flow' && breakpointEnd(s) !== null;
const isIdle = (s: WorkbenchState) => s.run === null && hasNodes(s);

const command = (
  id: string,
  group: 'File' | 'Edit' | 'Node' | 'Run' | 'View' | 'Canvas' | 'Help',
  title: PlainText,
  keys: string | readonly string[],
  run: () => unknown,
  enabled: Command['enabled'] = always,
  scope: Command['scope'] = 'window',
): Command => ({
  id,
  get title() {
    return t(title);
  },
  get group() {
    return t(group);
  },
  english: title,
  keys: typeof keys === 'string' ? (keys === '' ? [] : [keys]) : keys, scope, run: () => void run(),
  // What changes the canvas is done where it is seen.
  enabled: group === 'Canvas' || group === 'Node' || (group === 'Edit' && !/undo|redo|history/.test(id)) ? (s) => s.page === 'flow' && enabled(s) : enabled,
});

function addHere(): void {
  const state = workbench();
  const id = selectedNode(state);
  const port = nodeDefinition(state, id)?.outputs[0]?.name;
  const edge = state.selection.nodes.length === 0 && state.selection.edges.length === 1 ? state.selection.edges[0]! : null;
  const spot = freshSpot();
  if (id === null || port === undefined) return change({ adding: { ...spot, from: null, to: null, edge } });
  // What reads a node belongs to the right of it, wherever the search opens.
  const { x, y } = placeBehind(state.document, id);
  change({ adding: { ...spot, at: { x, y: y + 40 }, from: { node: id, port }, to: null, edge } });
}

function walk(direction: Direction): void {
  const { document, selection } = workbench();
  const from = selection.nodes[0];
  const to = from === undefined ? Object.keys(document.nodes)[0] : neighbour(document, from, direction);
  if (to === undefined || to === null) return;
  edit.select({ nodes: [to] });
  revealNode(to);
}

function configure(): void {
  const id = selectedNode(workbench());
  if (id !== null) edit.focusSetting(id, null);
}

const toggle = (key: 'paletteOpen' | 'inspectorOpen' | 'dataOpen' | 'minimap' | 'snap' | 'heat') => () => setPreferences({ [key]: !workbench().preferences[key] });

function runToHere(): void {
  const id = selectedNode(workbench());
  if (id !== null) void startRun({ to: id });
}

const switchTheme = () => setPreferences({ theme: document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark' });

const startAsShown = () => startRun({ stream: workbench().check?.plan?.streaming ?? false });

const directions: Readonly<Record<Direction, { readonly walk: PlainText; readonly nudge: PlainText }>> = {
  left: { walk: 'Go to the node on the left', nudge: 'Move nodes left' },
  right: { walk: 'Go to the node on the right', nudge: 'Move nodes right' },
  up: { walk: 'Go to the node above', nudge: 'Move nodes up' },
  down: { walk: 'Go to the node below', nudge: 'Move nodes down' },
};

/** Every action of the window by name; the tool bar, the search of actions, the keyboard and the native menu all run these. */
export const commands: readonly Command[] = [
  command('file.new', 'File', 'New flow', 'Mod+N', files.newFlow, always, 'anywhere'),
  command('file.template', 'File', 'New flow from a template', '', () => change({ dialog: 'templates' }), always, 'anywhere'),
  command('file.open', 'File', 'Open flow', 'Mod+O', files.openChosen, always, 'anywhere'),
  command('file.import', 'File', 'Import a workflow or rules', '', chooseImport, always, 'anywhere'),
  command('file.save', 'File', 'Save', 'Mod+S', files.save, always, 'anywhere'),
  command('file.saveAs', 'File', 'Save as', 'Mod+Shift+S', files.saveAs, always, 'anywhere'),
  command('edit.undo', 'Edit', 'Undo', 'Mod+Z', edit.undo, (s) => s.history.done.length > 0),
  command('edit.redo', 'Edit', 'Redo', ['Mod+Shift+Z', 'Mod+Y'], edit.redo, (s) => s.history.undone.length > 0),
  command('edit.history', 'Edit', 'Show history', 'Mod+H', () => change({ dialog: 'history' })),
  command('edit.cut', 'Edit', 'Cut nodes', 'Mod+X', cutNodes, hasCopyable, 'native'),
  command('edit.copy', 'Edit', 'Copy nodes', 'Mod+C', copyNodes, hasCopyable, 'native'),
  command('edit.paste', 'Edit', 'Paste nodes', 'Mod+V', pasteNodes, always, 'native'),
  command('edit.duplicate', 'Edit', 'Duplicate nodes', 'Mod+D', duplicateNodes, hasCopyable),
  command('edit.delete', 'Edit', 'Delete selection', ['Delete', 'Backspace'], edit.deleteSelection, hasSelection, 'canvas'),
  command('edit.delete-reconnect', 'Edit', 'Delete and reconnect', ['Shift+Delete', 'Shift+Backspace'], edit.deleteAndReconnect, hasSelectedNodes, 'canvas'),
  command('edit.select-all', 'Edit', 'Select all nodes', 'Mod+A', edit.selectAll, hasNodes, 'canvas'),
  command('edit.select-none', 'Edit', 'Select nothing', '', () => edit.select({}), hasSelection),
  command('node.add', 'Node', 'Add a node', '/', addHere),
  command('node.configure', 'Node', 'Configure the node', 'Enter', configure, hasOneNode, 'canvas'),
  command('node.connect', 'Node', 'Connect the node', 'C', () => change({ dialog: 'connect' }), hasOneNode, 'canvas'),
  command('node.rename', 'Node', 'Rename the node', 'F2', renameSelected, hasOneNode),
  command('node.read-file', 'Node', 'Read a file instead', '', () => chooseDataFile(selectedNode(workbench())), canReadFile),
  command('node.disable', 'Node', 'Disable or enable nodes', 'Mod+E', edit.toggleDisabled, hasSelectedNodes),
  command('node.collapse', 'Node', 'Collapse to a component', 'Mod+Shift+G', askCollapse, hasSelectedNodes),
  command('node.expand', 'Node', 'Expand the component', 'Mod+Alt+G', expandSelected, (s) => selectedComponent(s) !== null),
  command('node.open-component', 'Node', 'Open the component', 'Shift+Enter', openComponent, (s) => selectedComponent(s) !== null, 'canvas'),
  command('view.leave-component', 'View', 'Back to the flow around', 'Alt+ArrowUp', () => goBackTo(workbench().trail.length - 1), (s) => s.trail.length > 0),
  command('node.rows-lost', 'Node', 'Rows lost here', 'Shift+X', () => askStepRows('lost'), hasStep),
  command('node.rows-added', 'Node', 'Rows added here', 'Shift+A', () => askStepRows('added'), hasStep),
  command('node.rows-duplicated', 'Node', 'Rows duplicated here', 'Shift+D', () => askStepRows('duplicated'), hasStep),
  command('canvas.note', 'Canvas', 'Add a note', 'Shift+N', () => editNote(addNote(freshSpot().at))),
  command('canvas.frame', 'Canvas', 'Put a frame around the selection', 'Mod+G', () => editNote(addFrame(freshSpot().at))),
  command('run.all', 'Run', 'Run the flow', 'F5', startAsShown, isIdle, 'anywhere'),
  command('run.once', 'Run', 'Run once, without waiting for more', 'Mod+F5', () => startRun(), (s) => isIdle(s) && (s.check?.plan?.streaming ?? false), 'anywhere'),
  command('run.fromStart', 'Run', 'Run, and read tables from their start', '', () => startRun({ fromStart: true }), (s) => isIdle(s) && readsOnward(s), 'anywhere'),
  command('run.toHere', 'Run', 'Run to here', 'F9', runToHere, (s) => isIdle(s) && hasOneNode(s), 'anywhere'),
  command('run.fromHere', 'Run', 'Run from here', 'Shift+F9', () => startRun({ from: selectedNode(workbench())! }), (s) => isIdle(s) && hasOneNode(s) && s.check?.plan?.streaming !== true, 'anywhere'),
  command('run.cancel', 'Run', 'Cancel the run', 'Shift+F5', cancelRun, (s) => s.run !== null, 'anywhere'),
  command('run.pause', 'Run', 'Pause the run, or go on', 'F8', () => (isPaused(workbench()) ? resumeRun('run') : pauseRun()), (s) => isPaused(s) || (s.run !== null && !s.run.stream && (s.run.phase === 'running' || s.run.phase === 'starting')), 'anywhere'),
  command('run.step', 'Run', 'Run to the next node', 'F10', () => (isPaused(workbench()) ? resumeRun('step') : startRun({ step: true })), (s) => isPaused(s) || (isIdle(s) && s.check?.plan?.streaming !== true), 'anywhere'),
  command('run.breakpoint', 'Run', 'Set or remove a breakpoint', 'Mod+F8', toggleBreakpoint, hasBreakpointEnd, 'anywhere'),
  command('run.breakpoints', 'Run', 'Breakpoints and their conditions', 'Mod+Shift+F8', editBreakpoints, (s) => hasBreakpointEnd(s) || presentBreakpoints(s).length > 0, 'anywhere'),
  command('run.plan', 'Run', 'Show what a run does', 'Mod+Shift+E', () => change({ dialog: 'plan' }), hasNodes, 'anywhere'),
  command('run.history', 'Run', 'Runs on record', 'Mod+Shift+H', () => change({ dialog: 'runs' }), always, 'anywhere'),
  command('run.refresh', 'Run', 'Refresh the preview', 'Mod+R', () => refreshPreviews(true), hasOneNode, 'anywhere'),
  command('flow.network', 'Run', 'Let the flow ask servers, or not', '', () => allowNetwork(!workbench().network)),
  command('flow.parameters', 'Run', 'Edit parameters and environments', 'Mod+Shift+P', () => loadEnvironments().then(() => change({ dialog: 'parameters' }))),
  command('flow.schedules', 'Run', 'Edit the schedules and let them run', '', () => loadEnvironments().then(() => change({ dialog: 'schedules' }))),
  command('flow.environment', 'Run', 'Choose the environment', '', () => document.getElementById(environmentChoiceId)?.focus(), (s) => Object.keys(s.environments.all).length > 0),
  command('canvas.layout', 'Canvas', 'Lay out the flow', 'Shift+L', autoLayout, hasNodes),
  command('canvas.align-left', 'Canvas', 'Align left', 'Alt+Shift+ArrowLeft', () => align('left'), hasTwoNodes),
  command('canvas.align-right', 'Canvas', 'Align right', 'Alt+Shift+ArrowRight', () => align('right'), hasTwoNodes),
  command('canvas.align-top', 'Canvas', 'Align top', 'Alt+Shift+ArrowUp', () => align('top'), hasTwoNodes),
  command('canvas.align-bottom', 'Canvas', 'Align bottom', 'Alt+Shift+ArrowDown', () => align('bottom'), hasTwoNodes),
  command('canvas.align-centre', 'Canvas', 'Align centres', '', () => align('centre'), hasTwoNodes),
  command('canvas.align-middle', 'Canvas', 'Align middles', '', () => align('middle'), hasTwoNodes),
  command('canvas.distribute-across', 'Canvas', 'Distribute across', '', () => distribute('x'), (s) => s.selection.nodes.length > 2),
  command('canvas.distribute-down', 'Canvas', 'Distribute down', '', () => distribute('y'), (s) => s.selection.nodes.length > 2),
  ...(['Left', 'Right', 'Up', 'Down'] as const).flatMap((side) => {
    const lower = side.toLowerCase() as Direction;
    const [dx, dy] = { left: [-10, 0], right: [10, 0], up: [0, -10], down: [0, 10] }[lower] as [number, number];
    return [
      command(`canvas.walk-${lower}`, 'Canvas', directions[lower].walk, `Arrow${side}`, () => walk(lower), hasNodes, 'canvas'),
      command(`canvas.nudge-${lower}`, 'Canvas', directions[lower].nudge, `Shift+Arrow${side}`, () => nudge(dx, dy), hasSelectedNodes, 'canvas'),
    ];
  }),
  command('view.zoom-in', 'View', 'Zoom in', ['Mod+=', 'Mod++'], zoomIn),
  command('view.zoom-out', 'View', 'Zoom out', 'Mod+-', zoomOut),
  command('view.zoom-actual', 'View', 'Zoom to 100 %', 'Mod+0', zoomToActualSize),
  command('view.fit', 'View', 'Zoom to fit', 'Shift+1', () => fitAll()),
  command('view.fit-selection', 'View', 'Zoom to the selection', 'Shift+2', fitSelection, hasSelectedNodes),
  command('view.palette', 'View', 'Show or hide the palette', 'Mod+B', toggle('paletteOpen')),
  command('view.inspector', 'View', 'Show or hide the inspector', 'Mod+I', toggle('inspectorOpen')),
  command('view.data', 'View', 'Show or hide the data', 'Mod+J', toggle('dataOpen')),
  command('view.beside', 'View', 'Show or hide another port beside', '', () => change({ beside: workbench().beside === null ? firstBeside(workbench()) : null }), (s) => s.beside !== null || firstBeside(s) !== null),
  command('view.problems', 'View', 'Show or hide the problems', 'Mod+Shift+M', () => change({ problemsOpen: !workbench().problemsOpen })),
  command('view.outline', 'View', 'Outline of the flow', 'Mod+Shift+O', () => change({ dialog: 'outline' }), always, 'anywhere'),
  command('view.dashboard', 'View', 'Dashboard or flow', 'Mod+Shift+D', () => showPage(workbench().page === 'dashboard' ? 'flow' : 'dashboard'), always, 'anywhere'),
  command('view.compare', 'View', 'Compare with another version', '', openComparison, hasNodes),
  command('view.next-region', 'View', 'Go to the next part of the window', 'F6', () => goToRegion(1), always, 'anywhere'),
  command('view.previous-region', 'View', 'Go to the part of the window before', 'Shift+F6', () => goToRegion(-1), always, 'anywhere'),
  command('view.minimap', 'View', 'Show or hide the map', '', toggle('minimap')),
  command('view.heat', 'View', 'Show or hide the time per node', 'Shift+T', toggle('heat')),
  command('view.snap', 'View', 'Snap to the grid or not', '', toggle('snap')),
  command('view.theme-dark', 'View', 'Dark theme', '', () => setPreferences({ theme: 'dark' })),
  command('view.theme-light', 'View', 'Light theme', '', () => setPreferences({ theme: 'light' })),
  command('view.theme-system', 'View', 'Theme of the system', '', () => setPreferences({ theme: 'system' })),
  command('view.settings', 'View', 'Settings', 'Mod+,', () => change({ dialog: 'settings' }), always, 'anywhere'),
  command('view.commands', 'View', 'Search actions', 'Mod+K', () => change({ dialog: 'actions' }), always, 'anywhere'),
  command('view.theme', 'View', 'Light or dark', '', switchTheme),
  command('help.node', 'Help', 'Help on the node', 'F1', showNodeHelp, hasOneNode, 'anywhere'),
  command('help.tour', 'Help', 'Take the tour', '', beginTour, always, 'anywhere'),
  command('help.samples', 'Help', 'Samples', '', files.showSamples),
  command('help.changes', 'Help', 'What changed', '', () => change({ dialog: 'changes' }), always, 'anywhere'),
  command('help.shortcuts', 'Help', 'Keyboard shortcuts', 'Mod+/', () => change({ dialog: 'shortcuts' }), always, 'anywhere'),
];

const byId = new Map(commands.map((c) => [c.id, c]));

/** Runs a command by its id when it is enabled; answers whether it ran. An unknown id is a bug of the caller. */
export function runCommand(id: string): boolean {
  const found = byId.get(id);
  if (!found) throw new Error(`There is no command ${id}.`);
  if (!found.enabled(workbench())) return false;
  found.run();
  return true;
}

registerCommandKeys(new Map(commands.map((c) => [c.id, c.keys])));

/** The command's first key as it is now, to be shown beside its title. */
export const shortcutOf = (id: string): string | undefined => keysOf(id)[0];
