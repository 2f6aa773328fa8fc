import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'bodies',
    include: ['src/**/*.test.ts'],
    // With `npm run coverage -w @millrace/bodies`: strangers write what is read here.
    coverage: {
      include: ['src/**/*.ts'],
      exclude: ['src/index.ts', 'src/**/*.test.ts'],
      reporter: ['text'],
      thresholds: { 100: true },
    },
  },
});
