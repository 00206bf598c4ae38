import type { EngineCalls, EngineEvent } from '../../engine/api/contract.ts';

/** Follows which nodes the engine works on, so that its host knows them should the process die. */
export class WorkingNodes {
  readonly #tell: (nodes: readonly string[], suspect: string | undefined) => void;
  readonly #runs = new Map<string, { readonly nodes: readonly string[]; readonly suspect: string | undefined }>();
  readonly #calls = new Map<symbol, string>();
  #told = '';

  constructor(tell: (nodes: readonly string[], suspect: string | undefined) => void) {
    this.#tell = tell;
  }

  event(event: EngineEvent): void {
    if (event.type === 'progress') {
      const running = Object.entries(event.progress.nodes).filter(([, node]) => node.state === 'running');
      this.#runs.set(event.run, { nodes: running.map(([id]) => id), suspect: event.progress.suspect });
    } else if (event.type === 'finished') this.#runs.delete(event.run);
    this.#changed();
  }

  /** The same calls, with the node of a preview or evaluation counted while it lasts. */
  watch(calls: EngineCalls): EngineCalls {
    const watched = <A extends { readonly node: string }, R>(call: (argument: A) => Promise<R>) => async (argument: A): Promise<R> => {
      const key = Symbol(argument.node);
      this.#calls.set(key, argument.node);
      this.#changed();
      try {
        return await call(argument);
      } finally {
        this.#calls.delete(key);
        this.#changed();
      }
    };
    return {
      check: (a) => calls.check(a),
      preview: watched((a) => calls.preview(a)),
      trace: watched((a) => calls.trace(a)),
      follow: watched((a) => calls.follow(a)),
      stepRows: watched((a) => calls.stepRows(a)),
      giveUp: (a) => calls.giveUp(a),
      openRows: watched((a) => calls.openRows(a)),
      rowsProgress: (a) => calls.rowsProgress(a),
      arrangeRows: (a) => calls.arrangeRows(a),
      readRows: (a) => calls.readRows(a),
      profileRows: (a) => calls.profileRows(a),
      closeRows: (a) => calls.closeRows(a),
      evaluate: watched((a) => calls.evaluate(a)),
      explain: (a) => calls.explain(a),
      runs: (a) => calls.runs(a),
      readRun: (a) => calls.readRun(a),
      compareRuns: (a) => calls.compareRuns(a),
      run: (a) => calls.run(a),
      cancel: (a) => calls.cancel(a),
      pause: (a) => calls.pause(a),
      resume: (a) => calls.resume(a),
      live: (a) => calls.live(a),
      schedules: (a) => calls.schedules(a),
      runSchedules: (a) => calls.runSchedules(a),
      scripts: (a) => calls.scripts(a),
      trustScripts: (a) => calls.trustScripts(a),
      outsidePaths: (a) => calls.outsidePaths(a),
      trustPaths: (a) => calls.trustPaths(a),
      functions: () => calls.functions(),
      describeModel: (a) => calls.describeModel(a),
      sheets: (a) => calls.sheets(a),
      importFile: (a) => calls.importFile(a),
      configure: (a) => calls.configure(a),
      status: () => calls.status(),
    };
  }

  #changed(): void {
    const runs = [...this.#runs.values()];
    const nodes = [...new Set([...this.#calls.values(), ...runs.flatMap((run) => run.nodes)])].sort();
    const suspect = runs.find((run) => run.suspect !== undefined)?.suspect;
    const key = [suspect, ...nodes].join('\n');
    if (key === this.#told) return;
    this.#told = key;
    this.#tell(nodes, suspect);
  }
}
