import { defineConfig } from 'vitest/config';

/** Everything below test/ that needs neither a browser nor a window; tools/test.mjs runs it folder by folder. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/unit/**', 'test/browser/**', 'test/desktop/**', '**/node_modules/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
