import { afterAll, vi } from 'vitest';

/* The test files of a worker share every module, so each leaves the clock and mocks as it found them. */
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});
