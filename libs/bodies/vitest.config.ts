import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'bodies',
    include: ['src/**/*.test.ts'],
    // Bodies of 25 MB, on machines with other work to do.
    testTimeout: 30_000,
    isolate: false,
    // With `npm run coverage -w @millrace/bodies`: strangers write what is read here.
    coverage: {
      include: ['src/**/*.ts'],
      exclude: ['src/index.ts', 'src/**/*.test.ts'],
      reporter: ['text'],
      thresholds: { 100: true },
    },
  },
});
