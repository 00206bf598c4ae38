import type { NodeState, RunProgress } from '../core/run-report.ts';
import type { JobEvent } from '../plan/job.ts';
import { outputKey } from '../plan/table-key.ts';
import { RowRates } from './row-rates.ts';
import { StepPace } from './step-pace.ts';

type Live = RunProgress['nodes'][string];

/** Gathers job events into the state of every node; a statement that begins is told at once, all else at most five times a second. */
export class ProgressKeeper {
  private readonly nodes: Record<string, Live> = {};
  private readonly tell: (progress: RunProgress) => void;
  private timer: NodeJS.Timeout | null = null;
  private fading: NodeJS.Timeout | null = null;
  private epochs: number | undefined;
  private readonly pace = new StepPace();
  private readonly rates: RowRates;
  private suspect: string | undefined;
  private waiting: string | undefined;

  constructor(tell: (progress: RunProgress) => void, now?: () => number) {
    this.rates = new RowRates(now);
    this.tell = tell;
  }

  take(event: JobEvent): void {
    const pace = this.pace.take(event);
    switch (event.type) {
      case 'step':
        this.suspect = event.state === 'running' ? event.suspect : undefined;
        for (const node of event.nodes) this.set(node, { state: event.state === 'done' ? 'done' : 'running', ...(event.milliseconds === undefined ? {} : { milliseconds: event.milliseconds }) });
        break;
      case 'progress':
        for (const node of event.nodes) this.set(node, { state: 'running', share: event.share, ...pace, ...(event.training === undefined ? {} : { training: event.training }) });
        break;
      case 'rows': {
        const end = event.key.search(/[.:]/);
        if (event.key[end] !== '.') return;
        const node = event.key.slice(0, end);
        const rowsOut = { ...this.nodes[node]?.rowsOut, [event.key.slice(end + 1)]: event.rows };
        if (this.epochs !== undefined) this.rates.take(event.key, event.rows);
        this.set(node, { state: this.nodes[node]?.state ?? 'waiting', rowsOut });
        break;
      }
      case 'waiting':
        this.waiting = event.why;
        this.tellNow();
        return;
      case 'cache':
        this.waiting = undefined;
        for (const [node, cache] of Object.entries(event.uses)) this.set(node, { state: this.nodes[node]?.state ?? 'waiting', cache });
        break;
      case 'epoch':
        this.epochs = event.epoch;
        break;
    }
    // Should the process die in this statement, its nodes have to be known elsewhere.
    if (event.type === 'step' && event.state === 'running' && this.epochs === undefined) this.tellNow();
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.tellNow();
    }, 200);
  }

  /** Puts the rates of all ports where they are told; gives whether any row is on its way. */
  private measure(): boolean {
    let moving = false;
    for (const [id, node] of Object.entries(this.nodes)) {
      const rates = Object.fromEntries(Object.keys(node.rowsOut ?? {}).flatMap((port) => {
        const rate = this.rates.rate(outputKey(id, port));
        return rate === null ? [] : [[port, rate]];
      }));
      if (Object.keys(rates).length === 0) continue;
      const rowsPerSecond = Object.values(rates).reduce((sum, rate) => sum + rate, 0);
      moving ||= rowsPerSecond > 0;
      this.set(id, { state: node.state, rates, rowsPerSecond });
    }
    return moving;
  }

  private tellNow(): void {
    // While rows are on their way it is told again that there are none any more, though no event says so.
    if (this.epochs !== undefined && this.measure()) {
      this.fading ??= setTimeout(() => {
        this.fading = null;
        this.tellNow();
      }, 1000);
    }
    this.tell({ nodes: { ...this.nodes }, ...(this.epochs === undefined ? {} : { epochs: this.epochs }), ...(this.waiting === undefined ? {} : { waiting: this.waiting }), ...(this.suspect === undefined ? {} : { suspect: this.suspect }) });
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    if (this.fading) clearTimeout(this.fading);
    this.timer = null;
    this.fading = null;
  }

  private set(node: string, live: { readonly state: NodeState } & Partial<Live>): void {
    this.nodes[node] = { ...this.nodes[node], ...live };
  }
}
