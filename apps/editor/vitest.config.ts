import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { __MILLRACE_VERSION__: JSON.stringify('0.0.0') },
  test: {
    name: 'editor',
    include: ['src/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    environment: 'happy-dom',
    setupFiles: ['src/testing.ts'],
  },
});
