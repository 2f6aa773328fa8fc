import type { JsonObject, JsonValue } from '@millrace/model';
import type { Verdict } from './compile-answers.ts';
import { endless, pageData } from './compile-pages.ts';
import type { Account } from './account.ts';
import type { Plan, PlanStep } from './plan.ts';
import { behind, skipped, type Position } from './position.ts';
import type { Answer, Prepared } from './prepared.ts';
import { msUntil } from './time-of.ts';

/** What the next thing to do is. */
export type Next =
  | {
      kind: 'send';
      step: PlanStep;
      prepared: Prepared;
      data: JsonObject;
      position: Position;
      name: string;
    }
  | { kind: 'done'; output: JsonValue };

/** What came of an answer. */
export type Taken =
  | { kind: 'go'; position: Position }
  | { kind: 'wait'; ms: number; position: Position }
  | { kind: 'done'; output: JsonValue }
  | { kind: 'failed'; verdict: Verdict };

const MOST_SENDS = 1_000;
const EVERY_MS = 5_000;

/**
 * The next request of a plan, or its output when there is none: pure, so that a rehearsal is the same
 * code without sending. `base` holds what every mapping sees: input, connection and call.
 */
export function next(plan: Plan, at: Position, account: Account, base: JsonObject): Next {
  let position = at;
  for (;;) {
    const step = plan.steps[position.step];
    const data = { ...base, steps: position.steps };
    if (step === undefined) return { kind: 'done', output: outputOf(plan, position, data) };
    const isNew =
      position.item === 0 && position.page === undefined && position.since === undefined;
    if (isNew && step.when?.(data) === false) {
      position = skipped(position);
      continue;
    }
    const turns = step.each === undefined ? undefined : turnsOf(plan, step.each, data);
    if (turns !== undefined && position.item >= turns.length) {
      const bodies = position.results.map(bodyOf);
      position = behind(position, step.id, position.results, { ...position.answer, body: bodies });
      continue;
    }
    return send(step, account, position, { ...data, ...turns?.[position.item] });
  }
}

function outputOf(plan: Plan, { answer }: Position, data: JsonObject): JsonValue {
  return plan.output({ ...data, answer: { ...answer } }, answer.body);
}

function send(step: PlanStep, account: Account, position: Position, seen: JsonObject): Next {
  const page = position.page ?? step.pager?.start();
  const data = page === undefined ? seen : { ...seen, page: pageData(page) };
  const prepared = step.prepare(account, data);
  const name = [step.id, position.item, page?.number ?? 1].join('.');
  const isFirst = position.step === 0 && position.item === 0 && (page?.number ?? 1) === 1;
  return {
    kind: 'send',
    step,
    prepared:
      page?.url === undefined ? prepared : { ...prepared, ...step.pageAddress(account, page.url) },
    data,
    position: page === undefined ? position : { ...position, page },
    name: isFirst ? '' : name,
  };
}

/** What `$.item` or `$.chunk` is in each turn of a step. */
function turnsOf(
  plan: Plan,
  { of, size }: NonNullable<PlanStep['each']>,
  data: JsonObject,
): JsonObject[] {
  const found = of(data);
  const list = Array.isArray(found) ? found : found === undefined || found === null ? [] : [found];
  const turns: JsonObject[] = [];
  if (size === undefined) list.forEach((item, index) => turns.push({ item, index }));
  else {
    for (let from = 0; from < list.length; from += size) {
      turns.push({ chunk: list.slice(from, from + size), index: turns.length });
    }
  }
  if (turns.length > MOST_SENDS) throw endless(plan.app, `more than ${MOST_SENDS} requests`);
  return turns;
}

/** Takes the answer to a request that `next` gave. */
export function take(
  plan: Plan,
  { step, data, position }: Extract<Next, { kind: 'send' }>,
  answer: Answer,
  now: Date,
): Taken {
  const verdict = step.judge(answer, data, now);
  if (verdict.kind === 'nothing') {
    if (!plan.isSequence) return { kind: 'done', output: null };
    return settle(step, position, { ...answer, body: null }, data);
  }
  if (verdict.kind !== 'done') return { kind: 'failed', verdict };
  if (step.until !== undefined) {
    const waiting = waitFor(plan, step.until, position, answer, data, now);
    if (waiting !== undefined) return waiting;
  }
  if (step.pager !== undefined && position.page !== undefined) {
    const { items, next: page } = step.pager.next(position.page, answer, data);
    if (page !== undefined) return { kind: 'go', position: { ...position, page } };
    return settle(step, position, { ...answer, body: items }, data);
  }
  return settle(step, position, answer, data);
}

function waitFor(
  plan: Plan,
  until: NonNullable<PlanStep['until']>,
  position: Position,
  answer: Answer,
  data: JsonObject,
  now: Date,
): Taken | undefined {
  const scope = { ...data, answer: { ...answer } };
  if (until.when(scope)) return undefined;
  const since = position.since ?? now.getTime();
  if (now.getTime() - since >= until.mostMs) {
    throw endless(plan.app, `not done after ${Math.round(until.mostMs / 1_000)} seconds`);
  }
  const asked = until.every?.(scope);
  const ms =
    (asked === undefined ? undefined : msUntil(asked, 's', now)) ?? until.everyMs ?? EVERY_MS;
  return { kind: 'wait', ms: Math.max(ms, 100), position: { ...position, since } };
}

function settle(step: PlanStep, position: Position, answer: Answer, data: JsonObject): Taken {
  const scope = { ...data, answer: { ...answer } };
  const result = step.keep === undefined ? { ...answer } : (step.keep(scope) ?? null);
  if (step.each === undefined)
    return { kind: 'go', position: behind(position, step.id, result, answer) };
  const { item, results } = position;
  const after = { ...position, item: item + 1, results: [...results, result], answer };
  return { kind: 'go', position: { ...after, page: undefined, since: undefined } };
}

function bodyOf(result: JsonValue): JsonValue {
  const isAnswer = typeof result === 'object' && result !== null && 'body' in result;
  return isAnswer ? (result['body'] ?? null) : result;
}
