import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'server',
    include: ['src/**/*.test.ts'],
    globalSetup: ['./src/testing/global-setup.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Loading Nest and TypeORM anew for each file was a third of all work.
    isolate: false,
    setupFiles: ['./src/testing/between-files.ts'],
    maxWorkers: 2,
    expect: { poll: { timeout: 10_000, interval: 20 } },
  },
});
