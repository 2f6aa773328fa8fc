import { parseJson } from '@millrace/model';
import { attempt, planOf } from './evaluations.ts';
import type { FuzzCase } from './fuzz-case.ts';
import type { Library } from './library.ts';

/** What no evaluation may take: others wait for it. */
export const SLOW_MS = 50;
const TIMES = 3;
/** More than any cache of the library keeps. */
const CACHED = 1100;

/**
 * Milliseconds of CPU that one call of a case takes by itself: the least of three, since the machine
 * is busy with other things and may collect garbage of others meanwhile. Nothing is compiled already.
 */
export function cpuAlone(fuzzCase: FuzzCase, name: string, library: Library): number {
  let least = Infinity;
  for (let time = 0; time < TIMES && least > SLOW_MS / 2; time += 1) {
    forgetCompiled(library);
    const plan = planOf(fuzzCase, parseJson(fuzzCase.data), library);
    const evaluation = plan.evaluations.find((one) => one.name === name);
    if (evaluation === undefined) return 0;
    const before = process.threadCpuUsage();
    try {
      attempt(evaluation.run);
    } catch {
      // A foreign error is a finding of its own.
    }
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

let turn = 0;

function forgetCompiled({ compilePath, compileTemplate }: Library): void {
  for (let count = 0; count < CACHED; count += 1) {
    turn += 1;
    compilePath(`$.forget${turn}`);
    compileTemplate(`{{forget${turn}}}`);
  }
}
