import type { BranchStep, Finding, Mapping, Step } from '@millrace/model';
import { isWeak, schemaWith, UNKNOWN, type DataSchema } from '../schema/data-schema.ts';
import { mixSchemas } from '../schema/merge-schema.ts';
import { constant, narrowSchema } from '../schema/narrow-schema.ts';
import { checkCondition } from './check-condition.ts';
import { checkStep, comparesNothing, placeIn } from './check-step.ts';
import { checkTrigger, splitTrigger } from './check-trigger.ts';
import { factsOfFlow, StepReport, type CheckInput, type FlowFacts } from './flow-facts.ts';
import { isImplied } from './implied.ts';
import { inferMapping } from './infer-mapping.ts';
import { reportOtherwise, reportPath, reportUnreached } from './report-reach.ts';
import { failureOf, outputOf } from './step-output.ts';

/**
 * What is wrong with the mappings and conditions of a flow, in the order of its steps, for data of the
 * schemas that are known. Without any, only what is wrong whatever the data. Each finding that has one sure
 * remedy carries it as the corrected step. Pure; throws nothing for a valid document.
 */
export function checkFlow(input: CheckInput): Finding[] {
  return [...findingsOf(input)];
}

/** As {@link checkFlow}, one step of work at a time, for who must not be held up by a long flow. */
export function* checkFlowInParts(input: CheckInput): Generator<Finding[], void> {
  const facts = factsOfFlow(input);
  const check = new FlowCheck(facts);
  if (input.trigger === undefined) yield [NOTHING_CAPTURED];
  const { trigger } = input.document;
  const split = trigger.kind === 'webhook' ? trigger.split : undefined;
  const seen = splitTrigger(
    input.trigger === undefined ? ENVELOPE : withOpenEnds(input.trigger),
    split,
  );
  yield check.trigger(seen);
  const scope = rootScope(seen);
  const walk = check.sequence(input.document.steps, scope);
  while (walk.next().done !== true) yield check.taken();
  yield check.taken();
}

function* findingsOf(input: CheckInput): Generator<Finding, void> {
  for (const part of checkFlowInParts(input)) yield* part;
}

const NOTHING_CAPTURED: Finding = {
  kind: 'nothing_captured',
  severity: 'info',
  step: 'trigger',
  field: [],
  message: 'No event was captured yet, so what the mappings read could not be checked.',
  hint: 'Send an event to the trigger URL, or choose where events come from for a sample.',
};

const TEXT = schemaWith({ types: { string: 1 } });
const ENVELOPE: DataSchema = objectOf({
  body: UNKNOWN,
  headers: schemaWith({ types: { object: 1 }, open: true }),
  query: schemaWith({ types: { object: 1 }, open: true }),
  method: TEXT,
  received_at: TEXT,
  event_id: TEXT,
});

/** What the first step of a flow sees. */
function rootScope(trigger: DataSchema): DataSchema {
  const whole = schemaWith({ types: { number: 1 }, whole: 1 });
  return objectOf({
    trigger,
    steps: objectOf({}),
    flow: objectOf({ id: TEXT, name: TEXT, version: whole }),
    run: objectOf({ id: TEXT }),
  });
}

/** Samples and a first event show few of the headers and none of the queries that may come. */
function withOpenEnds(trigger: DataSchema): DataSchema {
  if (!isWeak(trigger)) return trigger;
  const members = new Map(trigger.members);
  for (const name of ['headers', 'query']) {
    const member = members.get(name);
    if (member !== undefined) members.set(name, { ...member, open: true });
  }
  return { ...trigger, members };
}

function objectOf(members: Readonly<Record<string, DataSchema>>): DataSchema {
  return schemaWith({ types: { object: 1 }, members: new Map(Object.entries(members)) });
}

function withMember(object: DataSchema, key: string, member: DataSchema): DataSchema {
  return { ...object, members: new Map(object.members).set(key, member) };
}

function withStep(scope: DataSchema, step: Step, output: DataSchema): DataSchema {
  const steps = scope.members.get('steps') ?? objectOf({});
  return withMember(
    scope,
    'steps',
    withMember(steps, step.id, objectOf({ output, ...failureOf(step) })),
  );
}

/** How a sequence ends. */
interface Walked {
  /** What its last step puts out. */
  last: DataSchema;
  /** True when nothing behind it is reached. */
  ends: boolean;
}

class FlowCheck {
  private readonly facts: FlowFacts;
  private readonly found: Finding[] = [];

  constructor(facts: FlowFacts) {
    this.facts = facts;
  }

  /** What is wrong outside of the steps. */
  trigger(seen: DataSchema): Finding[] {
    checkTrigger(this.facts, seen, this.found);
    return this.taken();
  }

  /** The findings since the last time. A branch goes on adding to the same list between its steps. */
  taken(): Finding[] {
    return this.found.splice(0);
  }

  /** Checks a sequence, step by step; yields after each. */
  *sequence(steps: readonly Step[], seen: DataSchema): Generator<void, Walked> {
    let scope = seen;
    let last = constant([null]);
    let ended: Step | undefined;
    for (const step of steps) {
      const report = new StepReport(this.facts, step, this.found);
      if (ended !== undefined && steps[steps.indexOf(step) - 1] === ended) {
        reportUnreached(report, ended);
      }
      const walked = yield* this.step(report, scope);
      const output = outputOf(this.facts, step, scope, walked.last);
      scope = withStep(scope, step, output);
      if (step.kind === 'filter') scope = narrowSchema(scope, step.when, true);
      last = step.kind === 'branch' ? walked.last : output;
      if (walked.ends) ended ??= step;
      yield;
    }
    return { last, ends: ended !== undefined };
  }

  private *step(report: StepReport, scope: DataSchema): Generator<void, Walked> {
    const { step } = report;
    checkStep(report, scope);
    if (step.kind === 'branch') return yield* this.branch(report, step, scope);
    if (step.kind === 'for-each') {
      const { last } = yield* this.sequence(step.steps, loopScope(scope, step.items));
      const isFiltered = step.steps.some(({ kind }) => kind === 'filter');
      return { last: isFiltered ? mixSchemas(last, constant([null]), 0.5) : last, ends: false };
    }
    return { last: UNKNOWN, ends: step.kind === 'stop' };
  }

  private *branch(report: StepReport, step: BranchStep, seen: DataSchema): Generator<void, Walked> {
    let scope = seen;
    let decidedBy: string | undefined;
    const ends: boolean[] = [];
    for (const [index, path] of step.paths.entries()) {
      const field = ['paths', index, 'when'];
      const place = placeIn(report, scope, field, `The path "${path.name}"`);
      const verdict = comparesNothing(path.when) ?? checkCondition(place, path.when);
      const earlier = step.paths.slice(0, index).find(({ when }) => isImplied(path.when, when));
      reportPath(place, path, verdict, decidedBy ?? earlier?.name);
      const walked = yield* this.sequence(path.steps, narrowSchema(scope, path.when, true));
      ends.push(walked.ends);
      if (verdict === 'always') decidedBy ??= path.name;
      scope = narrowSchema(scope, path.when, false);
    }
    if (decidedBy !== undefined && step.otherwise.length > 0) reportOtherwise(report, decidedBy);
    const otherwise = yield* this.sequence(step.otherwise, scope);
    ends.push(decidedBy !== undefined || otherwise.ends);
    return { last: UNKNOWN, ends: ends.every(Boolean) };
  }
}

/** What the steps inside of a loop see. */
function loopScope(scope: DataSchema, items: Mapping): DataSchema {
  const { schema } = inferMapping(items, scope, 'error');
  const index = schemaWith({ types: { number: 1 }, whole: 1 });
  return withMember(withMember(scope, 'item', schema.items ?? UNKNOWN), 'index', index);
}
