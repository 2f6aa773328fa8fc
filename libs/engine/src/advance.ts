import type { JsonValue, Step } from '@millrace/model';
import type { Decision } from './decision.ts';
import { toStepError } from './errors.ts';
import { Loops } from './loop-progress.ts';
import { Pass, type Walked } from './pass.ts';
import { Scope } from './scope.ts';
import { placeOf, type Place, type RunState, type Slot, type StepResult } from './state.ts';
import { decideAction } from './steps/action.step.ts';
import { decideBranch, walkPath } from './steps/branch.step.ts';
import { decideCall } from './steps/call.step.ts';
import { decideDelay, endOfDelay } from './steps/delay.step.ts';
import { decideFilter, hasPassed } from './steps/filter.step.ts';
import { decideForEach } from './steps/for-each.step.ts';
import { decideRespond } from './steps/respond.step.ts';
import { decideSet } from './steps/set.step.ts';
import { decideStop, endAtStop } from './steps/stop.step.ts';

/**
 * Decides everything a run can do now: results of steps without side effects, calls to make (as
 * many as its loops allow at a time), waits to begin, or its end. Pure: the same state gives the same
 * decisions, so a run resumes after a crash where its stored results end. `performing` names the
 * steps whose calls are under way.
 *
 * `loops` spares a driver that carries out all decisions reading long loops again; it changes no
 * decision.
 */
export function advance(
  state: RunState,
  performing: ReadonlySet<Slot>,
  now: Date,
  loops = new Loops(state),
): Decision[] {
  const pass = new Pass(state, performing, now, loops, walk);
  const walked = walk(state.document.steps, Scope.root(state), '', pass);
  if (walked.kind === 'done') pass.finish('succeeded', walked.last);
  else if (walked.kind === 'filtered') pass.finish('stopped', walked.last);
  else if (!pass.ended && pass.full) pass.goOn();
  else if (!pass.ended && pass.dueAt < Infinity) pass.wait();
  return pass.decisions;
}

/** Walks a sequence up to its end, or as far as it goes now. */
function walk(steps: readonly Step[], scope: Scope, iteration: string, pass: Pass): Walked {
  let last: JsonValue = null;
  for (const step of steps) {
    const place = placeOf(step.id, iteration);
    const result = pass.state.results.get(place.slot);
    const output = result === undefined ? decide(step, place, scope, pass) : result.output;
    if (output === undefined) return { kind: 'open' };
    const walked = follow(step, output, scope, place, pass);
    if (walked.kind !== 'done') return walked;
    scope.add(step.id, output, failureOf(step, result));
    if (step.kind === 'delay') scope.now = Math.max(scope.now, endOfDelay(output));
    last = walked.last;
  }
  return { kind: 'done', last };
}

/** What is seen at `error` of a step: null when it went well, nothing where a failure ends the run. */
export function failureOf(step: Step, result?: StepResult): JsonValue | undefined {
  const goesOn = step.kind === 'action' && step.on_error === 'continue';
  return goesOn ? (result?.failure ?? null) : undefined;
}

/** The output of a step, or undefined when it has none yet or the run ends with it. */
function decide(step: Step, place: Place, scope: Scope, pass: Pass): JsonValue | undefined {
  try {
    return decideStep(step, place, scope, pass);
  } catch (error) {
    pass.fail(place, toStepError(error));
    return undefined;
  }
}

/** As {@link decide}; throws what cannot be carried out. */
export function decideStep(
  step: Step,
  place: Place,
  scope: Scope,
  pass: Pass,
): JsonValue | undefined {
  switch (step.kind) {
    case 'action':
      return decideAction(step, place, scope, pass);
    case 'set':
      return decideSet(step, place, scope, pass);
    case 'filter':
      return decideFilter(step, place, scope, pass);
    case 'branch':
      return decideBranch(step, place, scope, pass);
    case 'for-each':
      return decideForEach(step, place, scope, pass);
    case 'delay':
      return decideDelay(step, place, scope, pass);
    case 'respond':
      return decideRespond(step, place, scope, pass);
    case 'stop':
      return decideStop(step, place, scope, pass);
    case 'call':
      return decideCall(step, place, scope, pass);
  }
}

/** What a step that has its output means for the sequence it stands in. */
function follow(step: Step, output: JsonValue, scope: Scope, place: Place, pass: Pass): Walked {
  if (step.kind === 'branch') return walkPath(step, output, scope, place, pass);
  if (step.kind === 'stop') return endAtStop(step, output, pass);
  const kind = step.kind === 'filter' && !hasPassed(output) ? 'filtered' : 'done';
  return { kind, last: output };
}
