import { afterAll, vi } from 'vitest';

/*
 * The test files of a worker share every module: loading Nest and TypeORM anew for each of them was
 * a third of all work. So each file leaves the clock and the shared objects as it found them.
 */
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});
