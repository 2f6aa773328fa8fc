import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@millrace/model';

const BENCHMARK = 'test/load/main.ts';

/** The checkout that the bundle in apps/server/dist belongs to; anything else has no benchmark. */
const CHECKOUT = join(import.meta.dirname, '../../..');

/**
 * Runs the benchmark of this checkout with these arguments and ends as it ends. Throws
 * BENCH_OUTSIDE_CHECKOUT where its files did not come along, as in the container image.
 */
export async function benchCommand(args: readonly string[]): Promise<void> {
  const file = join(CHECKOUT, BENCHMARK);
  if (!existsSync(file)) throw new AppError('BENCH_OUTSIDE_CHECKOUT', { file: BENCHMARK });
  const child = spawn(process.execPath, [file, ...args], { stdio: 'inherit' });
  // Ctrl-C reaches the benchmark too, which ends what it started; this process waits for that.
  process.on('SIGINT', () => undefined);
  await once(child, 'exit');
  process.exitCode = child.exitCode ?? 1;
}
