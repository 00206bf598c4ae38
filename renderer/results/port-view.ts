import type { Followed, Preview, StepChoice, Trace } from '../../engine/api/contract.ts';
import type { ChartWish } from '../../engine/chart/chart-wish.ts';
import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import type { AllRows } from '../state/all-rows.ts';
import type { CleanStep } from './clean-step.ts';

/** A port as the data panel shows it. */
export interface PortView {
  /** `node.port`, which tells ports of several nodes apart. */
  readonly key: string;
  readonly port: string;
  readonly title: string;
  readonly kind: 'rows' | 'rejects' | 'errors' | 'report';
  /** Rows of the port, where known. */
  readonly rows: number | null;
  /** The last good preview; it stays while a newer one loads or failed. */
  readonly preview: Preview | null;
  /** All rows of the port, where somebody asked for them. */
  readonly all: AllRows | null;
  readonly state: 'loading' | 'ready' | 'failed';
  readonly problem: Diagnostic | null;
}

/** What can be done from the data panel. */
export interface DataPanelActions {
  /** Shows another port beside, or with null none; undefined for what is worth seeing first. */
  readonly showBeside: (port: string | null | undefined) => void;
  readonly choose: (tab: string) => void;
  /** Has all rows of a port computed and shown. */
  readonly loadAll: (port: string) => void;
  readonly dropAll: (port: string) => void;
  readonly showProblem: (problem: Diagnostic) => void;
  readonly notice: (text: string) => void;
  /** Puts all rows of a port of so many columns on the clipboard, up to a limit. */
  readonly copyAll: (port: string, columns: number, format: 'tsv' | 'csv') => void;
  /** Puts a step behind the port. */
  readonly step: (port: string, step: CleanStep) => void;
  /** Runs a statement over the port, called `in1` in it. */
  readonly ask: (port: string, statement: string) => Promise<Preview>;
  /** What a chart draws of the rows that the running stream has delivered to the port. */
  readonly askLive: (port: string, wish: ChartWish) => Promise<Preview>;
  /** Follows the row of a port for which a condition holds. */
  readonly trace: (port: string, where: string) => Promise<Trace>;
  readonly follow: (port: string, where: string) => Promise<Followed>;
  readonly giveUp: (question: 'trace' | 'follow') => void;
  readonly goTo: (node: string) => void;
  readonly explain: (error: unknown) => string;
  /** Shows the rows that were lost, added or duplicated at the step, on the way to one of its ports. */
  readonly stepRows: (port: string, kind: StepChoice['kind']) => void;
  /** Keeps a chart as a node of the flow. */
  readonly keepChart: (port: string, wish: ChartWish) => void;
  /** Saves a chart of a port for the dashboard. */
  readonly saveChart: (port: string, wish: ChartWish) => void;
}
