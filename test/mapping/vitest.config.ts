import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { name: 'mapping-checks', include: ['**/*.test.ts'], testTimeout: 30_000, isolate: false },
});
