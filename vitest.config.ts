import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['libs/*', 'apps/*', 'test/{architecture,system,load,browser,chaos}'],
    reporters: ['default'],
  },
});
