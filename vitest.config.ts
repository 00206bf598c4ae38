import { defineConfig } from 'vitest/config';

/** Unit tests: beside the code they are about, no server, no browser, no process of ours. */
export default defineConfig({
  test: {
    include: ['engine/**/*.test.ts', 'nodes/**/*.test.ts', 'renderer/**/*.test.ts', 'tools/**/*.test.ts'],
    env: { MILLRACE_CACHE: 'off', MILLRACE_RECORDS: 'off' },
    pool: 'forks',
    isolate: false,
    fsModuleCache: true,
    maxWorkers: 2,
    // A busy machine takes many times as long as a free one.
    testTimeout: 60_000,
  },
});
