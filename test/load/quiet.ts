import { availableParallelism } from 'node:os';
import { now } from './clock.ts';
import { cpuOfMachine } from './proc.ts';

const QUIET_SHARE = 0.1;
const QUIET_SAMPLE_MS = 500;
const QUIET_DEADLINE_MS = 30_000;

/** Waits, up to half a minute, for a moment in which the machine does little. */
export async function quietMoment(): Promise<void> {
  const deadline = now() + QUIET_DEADLINE_MS;
  for (;;) {
    const [busy, at] = [cpuOfMachine(), now()];
    await new Promise((resolve) => setTimeout(resolve, QUIET_SAMPLE_MS));
    const available = ((now() - at) / 1000) * availableParallelism();
    if ((cpuOfMachine() - busy) / available < QUIET_SHARE || now() > deadline) return;
  }
}
