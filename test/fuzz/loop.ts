import { setTraps } from './canaries.ts';
import { CONTROLS } from './controls.ts';
import type { Finding, FindingKind } from './finding.ts';
import { caseOf, type FuzzCase } from './fuzz-case.ts';
import { judge, type Fault } from './judge.ts';
import { LIBRARY } from './library.ts';
import { Memory } from './memory.ts';
import { shrink } from './shrink.ts';
import { SLOW_MS } from './slow.ts';
import { Totals, type TotalsRow } from './totals.ts';

export interface LoopOptions {
  seed: number;
  /** The first case. */
  from: number;
  /** Cases, or milliseconds; what is over first ends the loop. */
  most: number;
  ms: number;
  /** CPU that a call may take, in milliseconds; SLOW_MS unless the machine is known to be busy. */
  slowMs?: number;
  /** Ends with the first finding that the control is there for. */
  control?: string;
}

export interface LoopEnd {
  totals: TotalsRow;
  findings: Finding[];
}

const WHOLE = { library: LIBRARY, expected: undefined };
/** Findings of one kind and place, of which the first is shrunk and the others only counted. */
const MOST_FINDINGS = 20;

/**
 * Judges one case after the other in this process. `begin` is called before each, so that whoever
 * watches knows which one a hang or crash belongs to.
 */
export function runLoop(options: LoopOptions, begin: (number: number) => void): LoopEnd {
  const { seed, from, most, ms, control, slowMs = SLOW_MS } = options;
  const { library, expected } = control === undefined ? WHOLE : CONTROLS[control]!;
  requireNoCodeGeneration();
  setTraps();
  const end = performance.now() + ms;
  const totals = new Totals();
  const memory = new Memory();
  const findings = new Map<string, Finding>();
  let number = from;
  for (; number < from + most && performance.now() < end; number += 1) {
    begin(number);
    const fuzzCase = caseOf(seed, number);
    const { fault, tally } = judge(fuzzCase, library, slowMs);
    totals.add(fuzzCase, number, tally);
    if (fault !== undefined && findings.size < MOST_FINDINGS) {
      const sign = `${fault.kind} ${fuzzCase.kind} ${fault.detail.replaceAll(/[\d"].*$/gs, '')}`;
      if (!findings.has(sign)) {
        const fails = (smaller: FuzzCase) =>
          sameFault(judge(smaller, library, slowMs).fault, fault.kind);
        const smallest = control === undefined ? shrink(fuzzCase, fails) : fuzzCase;
        findings.set(sign, { ...fault, number, fuzzCase: smallest });
      }
      if (fault.kind === expected) break;
    }
    memory.look((number - from) / most, 1 - (end - performance.now()) / ms);
  }
  const leak = memory.grown();
  if (leak !== undefined) {
    findings.set('leaked', {
      kind: 'leaked',
      detail: leak,
      number,
      fuzzCase: caseOf(seed, number),
    });
  }
  return { totals: totals.row(), findings: [...findings.values()] };
}

function sameFault(fault: Fault | undefined, kind: FindingKind): boolean {
  return fault?.kind === kind;
}

/** Without the flag nothing would show that code is generated. */
function requireNoCodeGeneration(): void {
  const maker: unknown = Reflect.get(() => undefined, 'constructor');
  if (typeof maker !== 'function') throw new Error('Functions have no constructor.');
  try {
    Reflect.construct(maker, ['return 1']);
  } catch (error) {
    if (error instanceof EvalError) return;
  }
  throw new Error('Run it with --disallow-code-generation-from-strings.');
}
