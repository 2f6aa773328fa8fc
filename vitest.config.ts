import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['libs/*', 'apps/*', 'test/{architecture,system,load,browser,chaos,fuzz,mapping}'],
    reporters: ['default'],
  },
});
