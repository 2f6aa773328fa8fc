import { ERRORS, isAppError, isErrorCode, parseJson, type JsonValue } from '@millrace/model';
import { disturbed } from './canaries.ts';
import { isFindingKind, type Finding } from './finding.ts';
import type { FuzzCase } from './fuzz-case.ts';
import { planOf, Refused, type Evaluation, type Plan } from './evaluations.ts';
import type { Library } from './library.ts';
import { cpuAlone } from './slow.ts';
import { unchanged } from './unchanged.ts';

export type Fault = Pick<Finding, 'kind' | 'detail'>;

/** What a case did, for the totals. */
export interface Tally {
  evaluations: number;
  /** `ok`, or the code of the error, for each call. */
  outcomes: string[];
  /** Milliseconds of CPU that a call may take. */
  slowMs: number;
  /** Milliseconds of CPU of the slowest call, when it was slow enough to be looked at. */
  slowest?: number;
}

/** Longer messages and hints are no help. */
const LONGEST_MESSAGE = 1500;
/** Milliseconds of CPU from which on a call is measured again by itself. */
const LOOKED_AT_MS = 10;

/** Runs all calls of a case and says what was wrong, if anything. */
export function judge(
  fuzzCase: FuzzCase,
  library: Library,
  slowMs: number,
): { fault?: Fault; tally: Tally } {
  const tally: Tally = { evaluations: 0, outcomes: [], slowMs };
  const data = parseJson(fuzzCase.data);
  const fault =
    faultOfCalls(fuzzCase, data, library, tally) ??
    (unchanged(data, parseJson(fuzzCase.data))
      ? undefined
      : { kind: 'mutated' as const, detail: 'the data is not what it was' });
  return { tally, ...(fault !== undefined && { fault }) };
}

function faultOfCalls(
  fuzzCase: FuzzCase,
  data: JsonValue,
  library: Library,
  tally: Tally,
): Fault | undefined {
  const plan = planOf(fuzzCase, data, library);
  const results = new Map<string, unknown>();
  for (const evaluation of plan.evaluations) {
    const fault = faultOfCall(evaluation, fuzzCase, library, results, tally);
    if (fault !== undefined) return fault;
  }
  return faultOfAgreement(plan, results);
}

function faultOfCall(
  { name, run }: Evaluation,
  fuzzCase: FuzzCase,
  library: Library,
  results: Map<string, unknown>,
  tally: Tally,
): Fault | undefined {
  tally.evaluations += 1;
  const start = process.threadCpuUsage();
  let fault: Fault | undefined;
  try {
    results.set(name, run());
  } catch (error) {
    results.set(name, new Refused(isAppError(error) ? error.code : 'no code'));
    fault = faultOfError(error, name);
  }
  const { user, system } = process.threadCpuUsage(start);
  const took = (user + system) / 1000;
  const result = results.get(name);
  tally.outcomes.push(result instanceof Refused ? result.code : 'ok');
  return fault ?? faultOfTouch(name) ?? faultOfTime(took, name, fuzzCase, library, tally);
}

/** Every error has a code of the catalogue, is for users, and can be read. */
function faultOfError(error: unknown, name: string): Fault | undefined {
  if (!isAppError(error)) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { kind: 'threw', detail: `${name}: ${what.slice(0, 300)}` };
  }
  const { code, message, hint } = error;
  const odd = (reason: string): Fault => ({
    kind: 'odd-error',
    detail: `${name}: ${code} ${reason}: ${message.slice(0, 300)}`,
  });
  if (!isErrorCode(code)) return odd('is not in the catalogue');
  if (ERRORS[code].actor !== 'user') return odd('is not for users');
  if (message.length > LONGEST_MESSAGE || hint.length > LONGEST_MESSAGE) return odd('is too long');
  return undefined;
}

function faultOfTouch(name: string): Fault | undefined {
  if (Object.hasOwn(globalThis, 'PWN')) {
    Reflect.deleteProperty(globalThis, 'PWN');
    return { kind: 'generated-code', detail: `${name}: code of the data ran` };
  }
  const [kind = '', detail = ''] = disturbed()?.split(': ') ?? [];
  return isFindingKind(kind) ? { kind, detail: `${name}: ${detail}` } : undefined;
}

function faultOfTime(
  took: number,
  name: string,
  fuzzCase: FuzzCase,
  library: Library,
  tally: Tally,
): Fault | undefined {
  if (took < LOOKED_AT_MS) return undefined;
  const cpu = cpuAlone(fuzzCase, name, library);
  tally.slowest = Math.max(cpu, tally.slowest ?? 0);
  if (cpu <= tally.slowMs) return undefined;
  return { kind: 'slow', detail: `${name}: ${cpu.toFixed(0)} ms` };
}

function faultOfAgreement(
  { agreement }: Plan,
  results: ReadonlyMap<string, unknown>,
): Fault | undefined {
  try {
    const detail = agreement?.(results);
    return detail === undefined ? undefined : { kind: 'disagreed', detail };
  } catch (error) {
    return faultOfError(error, 'agreement') ?? { kind: 'disagreed', detail: String(error) };
  }
}
