import { defineConfig } from 'vitest/config';

/** What crosses folders or starts servers and processes, but needs no window: main/ and the folders of test/. */
export default defineConfig({
  test: {
    include: ['main/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/desktop/**', '**/node_modules/**'],
    env: { MILLRACE_CACHE: 'off', MILLRACE_RECORDS: 'off' },
    pool: 'forks',
    // The sources are loaded once by each process, not by each file: half of the time of most suites.
    isolate: false,
    fsModuleCache: true,
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
