import type { RunPorts } from './ports.ts';
import { RunDriver } from './run-driver.ts';
import type { RunState } from './state.ts';

/**
 * Runs a flow until it ends, waits, or may not go on: the lease was lost, or `signal` says so. Then
 * calls under way are aborted and nothing more is saved.
 *
 * The result of a call is stored before a step behind it makes the next call; results of steps
 * without side effects travel with the next write, because computing them again after a crash
 * gives the same. The last call's result and the run's end are one write. Rejects with what a port
 * throws; the run then goes on elsewhere from what is stored.
 */
export async function driveRun(
  state: RunState,
  ports: RunPorts,
  signal?: AbortSignal,
): Promise<void> {
  const driver = new RunDriver(state, ports);
  const stop = (): void => driver.stop();
  if (signal?.aborted === true) return;
  signal?.addEventListener('abort', stop);
  try {
    await driver.run();
  } catch (error) {
    driver.stop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
