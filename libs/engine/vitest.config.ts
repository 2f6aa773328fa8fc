import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'engine',
    include: ['src/**/*.test.ts'],
    testTimeout: 30_000,
    isolate: false,
    // With `npm run coverage -w @millrace/engine`: every decision of the engine is tested.
    coverage: {
      include: ['src/**/*.ts'],
      exclude: ['src/index.ts', 'src/testing.ts', 'src/testing/**', 'src/**/*.test.ts'],
      reporter: ['text'],
      thresholds: { 100: true },
    },
  },
});
