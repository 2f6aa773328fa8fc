import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'load',
    include: ['**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
  },
});
