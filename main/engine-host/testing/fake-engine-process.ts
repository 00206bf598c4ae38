import type { EngineEvent } from '../../../engine/api/contract.ts';
import { DiagnosticError, problem } from '../../../engine/core/diagnostic.ts';
import { hostLink } from '../host-link.ts';
import type { ServedEngine } from '../serve-engine.ts';
import { serveEngine } from '../serve-engine.ts';

// An engine that computes nothing, for tests of the processes around it.
const link = hostLink();
const listeners = new Set<(event: EngineEvent) => void>();
const never = () => new Promise<never>(() => undefined);
const engine: ServedEngine = {
  calls: {
    check: async ({ document }) => ({
      diagnostics: [],
      nodes: Object.fromEntries(Object.keys(document.nodes).map((id) => [id, { caption: id, inputs: {}, outputs: {} }])),
      plan: null,
    }),
    preview: ({ node }) => (node === 'crash' ? Promise.resolve(process.kill(process.pid, 'SIGKILL')).then(never) : never()),
    trace: never,
    follow: never,
    stepRows: never,
    giveUp: never,
    openRows: never,
    rowsProgress: async () => null,
    arrangeRows: never,
    readRows: never,
    profileRows: never,
    closeRows: async () => undefined,
    evaluate: async () => {
      throw new DiagnosticError(problem('expression-syntax', 'No.', { node: 'n' }));
    },
    explain: never,
    runs: async () => [],
    readRun: never,
    compareRuns: never,
    run: async () => {
      for (const listener of listeners) listener({ type: 'progress', run: 'r1', progress: { nodes: { a: { state: 'running' }, b: { state: 'done' } } } });
      return { run: 'r1' };
    },
    pause: never,
    resume: never,
    cancel: async () => link.post({ type: 'stuck' }),
    live: never,
    schedules: async () => ({ entries: [], diagnostics: [], on: false, running: [], lines: [] }),
    runSchedules: async () => undefined,
    scripts: async () => [],
    trustScripts: async () => undefined,
    outsidePaths: async () => [],
    trustPaths: async () => undefined,
    functions: async () => {
      // A main thread that never comes back.
      for (;;);
    },
    describeModel: async () => ({ problem: problem('model-missing', 'None.') }),
    sheets: async () => [],
    importFile: never,
    configure: async () => undefined,
    status: async () => ({ threads: process.pid, memoryLimit: '1GB', memoryFree: null, waitingRuns: 0, spillLimit: null, spillFolder: '', cacheLimit: null, residentBytes: 0 }),
  },
  onEvent(listener) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  left: () => undefined,
  close: async () => undefined,
};
serveEngine(engine, link, () => process.exit(0));
