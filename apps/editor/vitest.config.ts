import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { __MILLRACE_VERSION__: JSON.stringify('0.0.0') },
  test: {
    name: 'editor',
    include: ['src/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    // The files share a DOM and the modules; src/testing.ts keeps them apart.
    isolate: false,
    environment: 'happy-dom',
    setupFiles: ['src/testing.ts'],
  },
});
