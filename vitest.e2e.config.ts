import { defineConfig } from 'vitest/config';

/** The workbench as a person meets it: a real Electron, a real browser. Run `npm run build` first. */
export default defineConfig({
  test: {
    include: ['test/desktop/**/*.e2e.ts', 'test/browser/**/*.e2e.ts'],
    globalSetup: ['test/desktop/display.ts'],
    env: { MILLRACE_CACHE: 'off', MILLRACE_RECORDS: 'off' },
    pool: 'forks',
    isolate: false,
    fsModuleCache: true,
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
