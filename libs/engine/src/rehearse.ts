import {
  AppError,
  sequencesOf,
  walkSteps,
  type ActionStep,
  type BranchStep,
  type CallStep,
  type JsonValue,
  type Step,
} from '@millrace/model';
import { decideStep, failureOf } from './advance.ts';
import type { ActionCall, FlowAnswer } from './ports.ts';
import { toStepError } from './errors.ts';
import { Loops } from './loop-progress.ts';
import { Pass, type Walk } from './pass.ts';
import { Scope } from './scope.ts';
import { placeOf, type Place, type RunState, type StepError } from './state.ts';
import { stepsTaken } from './steps/branch.step.ts';
import { itemsOf } from './steps/for-each.step.ts';

interface Done {
  kind: 'done';
  last: JsonValue;
}

/** A run that only one step of is carried out. */
export interface RehearsedRun extends Pick<
  RunState,
  'runId' | 'flow' | 'document' | 'trigger' | 'fieldsOf'
> {
  now: Date;
  /** What stands in for the output of a call that is not made. */
  sampleOf(step: ActionStep | CallStep): JsonValue;
}

/** What a step does in a rehearsal. */
export type Rehearsed =
  /** What it puts out; delays, answers, stops and called flows say what they would do. */
  | { kind: 'done'; input: JsonValue; output: JsonValue }
  /** It makes this call, which is left to whoever asked. */
  | { kind: 'call'; call: ActionCall & { step: ActionStep } }
  /** It, or a step before it, cannot be carried out. */
  | { kind: 'failed'; error: StepError };

/**
 * Tries one step, wherever it stands. Steps before it without side effects are computed, samples
 * stand in for calls, filters pass, branches around it are entered, and the first item stands
 * for the items of loops around it. Pure. Throws STEP_NOT_FOUND.
 */
export function rehearse(run: RehearsedRun, stepId: string): Rehearsed {
  const { runId, flow, document, trigger, fieldsOf } = run;
  const base = { runId, keyId: runId, flow, document, trigger, fieldsOf, startedAt: run.now };
  const state: RunState = { ...base, results: new Map(), tries: new Map(), nextSeq: 1 };
  const found = new Rehearsal(run, state).find(document.steps, Scope.root(state), '', stepId);
  if (found === undefined) throw new AppError('STEP_NOT_FOUND', { step: stepId });
  return found;
}

class Rehearsal {
  private readonly run: RehearsedRun;
  private readonly state: RunState;

  constructor(run: RehearsedRun, state: RunState) {
    this.run = run;
    this.state = state;
  }

  /** Tries the step when it stands in this sequence, or inside of it. */
  find(
    steps: readonly Step[],
    scope: Scope,
    iteration: string,
    stepId: string,
  ): Rehearsed | undefined {
    try {
      for (const step of steps) {
        if (step.id === stepId) return this.carryOut(step, scope, iteration);
        const inside = sequencesOf(step).find((sequence) => holds(sequence.steps, stepId));
        if (inside !== undefined) return this.enter(step, inside.steps, scope, iteration, stepId);
        scope.add(step.id, this.standIn(step, scope, iteration), failureOf(step));
      }
    } catch (error) {
      return { kind: 'failed', error: toStepError(error) };
    }
    return undefined;
  }

  private enter(
    step: Step,
    steps: readonly Step[],
    scope: Scope,
    iteration: string,
    stepId: string,
  ): Rehearsed | undefined {
    if (step.kind !== 'for-each') return this.find(steps, scope.inner(), iteration, stepId);
    const items = itemsOf(step, scope, { now: () => scope.now });
    const inner = scope.inner({ item: items[0] ?? null, index: 0 });
    return this.find(steps, inner, `${placeOf(step.id, iteration).slot}[0]`, stepId);
  }

  private carryOut(step: Step, scope: Scope, iteration: string): Rehearsed {
    const { call, input, output } = this.decide(step, scope, iteration);
    return call === undefined ? { kind: 'done', input, output } : { kind: 'call', call };
  }

  /** What a step that is not the one tried puts out. */
  private standIn(step: Step, scope: Scope, iteration: string): JsonValue {
    if (step.kind === 'action' || step.kind === 'call') return this.run.sampleOf(step);
    if (step.kind === 'filter') return { passed: true };
    return this.decide(step, scope, iteration).output;
  }

  private decide(step: Step, scope: Scope, iteration: string): RehearsalPass {
    const walk: Walk = (steps, inner, at) => this.walk(steps, inner, at);
    const pass = new RehearsalPass(
      this.state,
      new Set(),
      this.run.now,
      new Loops(this.state),
      walk,
    );
    decideStep(step, placeOf(step.id, iteration), scope, pass);
    return pass;
  }

  /** Goes through the items of a loop, for what it puts out. */
  private walk(steps: readonly Step[], scope: Scope, iteration: string): Done {
    let last: JsonValue = null;
    for (const step of steps) {
      const output = this.standIn(step, scope, iteration);
      last = step.kind === 'branch' ? this.walkPath(step, output, scope, iteration) : output;
      scope.add(step.id, output, failureOf(step));
    }
    return { kind: 'done', last };
  }

  private walkPath(
    step: BranchStep,
    output: JsonValue,
    scope: Scope,
    iteration: string,
  ): JsonValue {
    const steps = stepsTaken(step, output);
    return steps.length === 0 ? output : this.walk(steps, scope.inner(), iteration).last;
  }
}

/** Keeps what one step does instead of deciding on it. */
class RehearsalPass extends Pass {
  input: JsonValue = null;
  output: JsonValue = null;
  call: (ActionCall & { step: ActionStep }) | undefined;

  override record(_: Place, input: JsonValue, output: JsonValue): JsonValue {
    this.input = input;
    this.output = output;
    return output;
  }

  override respond(place: Place, answer: FlowAnswer): JsonValue {
    return this.record(place, null, { ...answer });
  }

  override delay(place: Place, input: JsonValue, until: Date): void {
    this.record(place, input, { until: until.toISOString() });
  }

  override perform(place: Place, { step, input }: Pick<ActionCall, 'step' | 'input'>): void {
    const { stepId, iteration } = place;
    if (step.kind === 'call') this.record(place, input, { flow: step.flow });
    else {
      const idempotencySeed = `${this.state.keyId}:${stepId}:${iteration}`;
      this.call = { step, iteration, input, tryNumber: 1, idempotencySeed };
    }
  }
}

function holds(steps: readonly Step[], stepId: string): boolean {
  return walkSteps({ steps: [...steps] }).some(({ id }) => id === stepId);
}
