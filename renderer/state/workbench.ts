import { create } from 'zustand';
import type { CheckResult, EngineSettings, FlowName, Preview, RunPause, StepChoice } from '../../engine/api/contract.ts';
import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import type { CacheUse, NodeReport, RunProgress, RunReport } from '../../engine/core/run-report.ts';
import type { Catalog } from '../../engine/definition/index.ts';
import type { Environments } from '../../engine/document/environments.ts';
import { emptyDocument, type End, type FlowDocument } from '../../engine/document/document.ts';
import type { RecentFile, SampleInfo } from '../../main/contract/os-calls.ts';
import type { Language } from '../words/language.ts';
import type { ColumnRenames } from './column-renames.ts';
import { emptyHistory, type History } from './history.ts';
import type { ImportReport, TableQuestion } from './import-report.ts';
import { readPreferences, type Preferences } from './preferences.ts';

export interface Selection {
  readonly nodes: readonly string[];
  /** Keys as `edgeKey` makes them. */
  readonly edges: readonly string[];
  /** Ids of notes and frames. */
  readonly notes: readonly string[];
}

export const nothingSelected: Selection = { nodes: [], edges: [], notes: [] };

/** What is known of one output port; `preview` is the last good one and stays while a newer one loads or failed. */
export interface PreviewSlot {
  readonly preview: Preview | null;
  readonly state: 'loading' | 'ready' | 'failed';
  readonly problem: Diagnostic | null;
  /** The node's key (see graph.ts) that `state` is about. */
  readonly key: string;
}

/** What the last run or preview found at a node, and for which settings. */
export interface NodeOutcome {
  readonly state: 'done' | 'warning' | 'failed' | 'cancelled' | 'skipped';
  readonly key: string;
  readonly rowsIn: Readonly<Record<string, number>>;
  readonly rowsOut: Readonly<Record<string, number>>;
  readonly milliseconds: number;
  readonly cache?: CacheUse;
  readonly written: NodeReport['written'] | null;
  readonly cursor?: NodeReport['cursor'];
}

export interface ActiveRun {
  /** Null until the engine has taken it on. */
  readonly id: string | null;
  readonly phase: 'starting' | 'running' | 'pausing' | 'paused' | 'cancelling';
  /** Where it waits for the person. */
  readonly pause?: RunPause;
  readonly stream: boolean;
  readonly to: string | null;
  /** Where a run of what comes after a node began. */
  readonly from?: string;
  /** Tables that are read onward are read from their start. */
  readonly fromStart?: true;
  readonly environment: string | null;
  readonly name: string;
  readonly started: number;
  /** Node keys of the document as it was started. */
  readonly keys: ReadonlyMap<string, string>;
  readonly progress: RunProgress | null;
}

export interface FinishedRun {
  readonly id: string;
  readonly name: string;
  readonly to: string | null;
  readonly from?: string;
  readonly environment: string | null;
  readonly report: RunReport;
}

export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'danger';
  readonly text: string;
  readonly action: { readonly title: string; readonly run: () => void } | null;
}

export type OpenDialog = 'actions' | 'parameters' | 'history' | 'open' | 'save-as' | 'data-file' | 'shortcuts' | 'connect' | 'outline' | 'plan' | 'runs' | 'breakpoints' | 'import' | 'import-report' | 'import-table' | 'settings' | 'changes' | 'trust' | 'outside' | 'collapse' | 'templates' | 'schedules' | null;

/** What the middle of the window shows of the flow. */
export type Page = 'flow' | 'dashboard' | 'compare';

/** The rows of a step that the data panel shows in place of those of its ports. */
export interface StepRowsWish {
  readonly node: string;
  /** One output alone; all of them when empty. */
  readonly port: string;
  readonly kind: StepChoice['kind'];
  /** Null for the first input that is fed. */
  readonly input: string | null;
  readonly edge: number;
}

/** The search that adds a node: where it floats in the window, where the node will be, and what it will be tied to. */
export interface Adding {
  readonly screen: { readonly x: number; readonly y: number };
  readonly at: { readonly x: number; readonly y: number };
  readonly from: End | null;
  readonly to: End | null;
  /** Key of the edge to insert into. */
  readonly edge: string | null;
}

/** A flow that was left for one of its components. */
export interface TrailStep {
  readonly path: string;
  readonly title: string;
  /** The node that uses the component. */
  readonly node: string;
}

export interface WorkbenchState {
  /** What the window speaks; `catalog` and the texts of `t` are in it. */
  readonly language: Language;
  readonly catalog: Catalog;
  readonly document: FlowDocument;
  /** Node keys of `document`; see graph.ts. */
  readonly keys: ReadonlyMap<string, string>;
  readonly history: History<FlowDocument>;
  /** The document as it is on disk; the flow is dirty while `document` is another one. */
  readonly saved: FlowDocument;
  readonly path: string | null;
  readonly base: string;
  /** The flows whose components led to this one, the outermost first. */
  readonly trail: readonly TrailStep[];
  /** The folder the window was started in, where its flows are looked for. */
  readonly home: string;
  /** Counts the flows this window has shown, so that the canvas knows when to fit. */
  readonly opened: number;
  /** Whether servers that nodes name may be asked; never before the person has said so for the flow that is open. */
  readonly network: boolean;
  /** Sets of parameter values beside the flow; `text` is the file they were read from, null when there is none, and `problem` why it cannot be used. */
  readonly environments: { readonly all: Environments; readonly text: string | null; readonly problem: string | null };
  /** The one that checks, previews and runs use; null for the parameters' defaults. */
  readonly environment: string | null;
  /** The folder whose schedules run while this window is open; null until a person has switched them on. */
  readonly scheduling: string | null;
  /** When this window began with the flow, and what its runs were known by before it was first saved. */
  readonly began: string;
  readonly once: FlowName['once'] | null;
  readonly saving: boolean;
  /** Text of a newer autosave that waits for the person's answer. */
  readonly recovered: string | null;
  readonly selection: Selection;
  /** The setting the inspector should focus; `at` tells two wishes apart. */
  readonly focusWish: { readonly node: string; readonly param: string | null; readonly at: number } | null;
  readonly check: CheckResult | null;
  readonly checking: boolean;
  /** Columns that were renamed since the flow was opened, by the node that did it. */
  readonly renames: ColumnRenames;
  /** A second port whose rows are shown beside those of the selected node: `node.port`, or `input` for what comes into that node; null for none. */
  readonly beside: string | null;
  /** Keyed by `node.port`. */
  readonly previews: Readonly<Record<string, PreviewSlot>>;
  readonly outcomes: Readonly<Record<string, NodeOutcome>>;
  readonly run: ActiveRun | null;
  readonly runs: readonly FinishedRun[];
  readonly engine: { readonly threads: number; readonly memoryLimit: string; readonly spillFolder: string; readonly cacheLimit: number | null; readonly residentBytes: number } | null;
  /** What the person has set for the engine. */
  readonly settings: EngineSettings;
  /** The source that the chosen data file takes the place of; null where it becomes a new one. */
  readonly replacing: string | null;
  /** The step of the tour that is shown; null outside the tour. */
  readonly tour: number | null;
  readonly engineRestarted: Diagnostic | null;
  readonly platform: { readonly host: 'desktop' | 'browser'; readonly nativeDialogs: boolean; readonly version: string } | null;
  readonly recent: readonly RecentFile[];
  readonly samples: readonly SampleInfo[];
  readonly notices: readonly Notice[];
  readonly page: Page;
  readonly dialog: OpenDialog;
  readonly stepRows: StepRowsWish | null;
  /** What was imported last, for its report, and the question which table of a contract is meant. */
  readonly imported: ImportReport | null;
  readonly importTables: TableQuestion | null;
  readonly adding: Adding | null;
  /** What to do once the person has said what becomes of unsaved changes. */
  readonly leaving: (() => void) | null;
  readonly problemsOpen: boolean;
  readonly preferences: Preferences;
}

export const noEnvironments: WorkbenchState['environments'] = { all: {}, text: null, problem: null };

/** The one store of the window; it is changed by the functions of this folder only. */
export const useWorkbench = create<WorkbenchState>()(() => {
  const document = emptyDocument('');
  return {
    language: 'en',
    catalog: new Map(),
    document,
    keys: new Map(),
    history: emptyHistory(),
    saved: document,
    path: null,
    base: '',
    trail: [],
    home: '',
    opened: 0,
    network: false,
    environments: noEnvironments,
    environment: null,
    scheduling: null,
    began: new Date().toISOString(),
    once: null,
    saving: false,
    recovered: null,
    selection: nothingSelected,
    focusWish: null,
    check: null,
    checking: false,
    renames: {},
    beside: null,
    previews: {},
    outcomes: {},
    run: null,
    runs: [],
    engine: null,
    settings: { memory: null, threads: null, spillFolder: null, spillLimit: null, cacheSize: null },
    replacing: null,
    tour: null,
    engineRestarted: null,
    platform: null,
    recent: [],
    samples: [],
    notices: [],
    page: 'flow',
    dialog: null,
    stepRows: null,
    imported: null,
    importTables: null,
    adding: null,
    leaving: null,
    problemsOpen: false,
    preferences: readPreferences(),
  };
});

export const workbench = (): WorkbenchState => useWorkbench.getState();
export const change = (part: Partial<WorkbenchState>): void => useWorkbench.setState(part);

export const isDirty = (state: WorkbenchState): boolean => state.document !== state.saved;
export const selectedNode = (state: WorkbenchState): string | null => (state.selection.nodes.length === 1 ? state.selection.nodes[0]! : null);
export const nodeTitle = (state: WorkbenchState, id: string): string => {
  const node = state.document.nodes[id];
  return node?.title ?? state.catalog.get(node?.type ?? '')?.title ?? node?.type ?? id;
};
