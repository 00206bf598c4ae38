import type { JobEvent } from '../plan/job.ts';
import { lossText, type TrainingProgress } from '../core/training-progress.ts';
import { StepPace } from '../api/step-pace.ts';
import type { Console } from './console.ts';

const trainingText = ({ done, of, unit, loss, part }: TrainingProgress): string => `${part === undefined ? '' : `fold ${part.at} of ${part.of}, `}${done} of ${of} ${unit}${loss === undefined ? '' : `, loss ${lossText(loss)}`}`;

/** Shows how a run goes: one line that is rewritten on a terminal, nothing elsewhere. */
export class ProgressLine {
  private readonly console: Console;
  private readonly pace: StepPace;
  private shown = 0;

  constructor(console: Console, now?: () => number) {
    this.console = console;
    this.pace = new StepPace(now);
  }

  take(event: JobEvent): void {
    if (!this.console.interactive) return;
    const { secondsLeft } = this.pace.take(event);
    if (event.type === 'waiting') this.show(`waiting: ${event.why}`);
    if (event.type === 'step' && event.state === 'running') this.show(`${event.nodes.at(-1) ?? ''} …`);
    if (event.type === 'progress') {
      const width = 24;
      const full = Math.round(event.share * width);
      this.show(`${'█'.repeat(full)}${'░'.repeat(width - full)} ${Math.round(event.share * 100)} %  ${event.nodes.at(-1) ?? ''}${event.training === undefined ? '' : `  ${trainingText(event.training)}`}${secondsLeft === undefined ? '' : `  ${Math.ceil(secondsLeft)} s left`}`);
    }
    if (event.type === 'epoch') this.show(`epoch ${event.epoch}`);
  }

  clear(): void {
    if (this.shown > 0) this.console.error(`\r${' '.repeat(this.shown)}\r`);
    this.shown = 0;
  }

  private show(text: string): void {
    const line = text.slice(0, this.console.columns - 1);
    this.console.error(`\r${line}${' '.repeat(Math.max(0, this.shown - line.length))}`);
    this.shown = line.length;
  }
}
