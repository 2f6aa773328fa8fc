import { AppError, jsonTypeOf, type ForEachStep, type JsonValue } from '@millrace/model';
import type { Given } from '@millrace/mapping';
import { valueOf } from '../members.ts';
import type { LoopProgress } from '../loop-progress.ts';
import type { Pass } from '../pass.ts';
import type { Scope } from '../scope.ts';
import type { Place } from '../state.ts';

/** Most items of a loop. */
const MAX_ITEMS = 10_000;
/** Most items of all loops of a run: a loop in a loop multiplies them. */
const MAX_RUN_ITEMS = 100_000;

/**
 * Walks the items of a list and gives the list of their results once all are done. At most
 * `concurrency` items are begun and not done at a time; one that waits (a delay, the next try of a
 * call) counts, so that with 1 the items follow one another in their order whatever happens.
 */
export function decideForEach(
  step: ForEachStep,
  place: Place,
  scope: Scope,
  pass: Pass,
): JsonValue | undefined {
  const loop = pass.loops.get(place.slot) ?? begin(step, place, scope, pass);
  for (const index of loop.open.keys()) {
    if (pass.done) break;
    walkItem(step, index, loop, place, scope, pass);
  }
  while (loop.open.size < step.concurrency && !pass.done && loop.next < loop.items.length) {
    const index = loop.next;
    loop.next += 1;
    walkItem(step, index, loop, place, scope, pass);
  }
  if (loop.open.size > 0 || loop.next < loop.items.length) return undefined;
  pass.loops.delete(place.slot);
  return pass.record(place, { items: loop.items.length }, loop.results);
}

/** The list a loop walks. Throws LOOP_NOT_A_LIST, LOOP_TOO_LONG and what a mapping throws. */
export function itemsOf(step: ForEachStep, scope: Scope, given: Given): readonly JsonValue[] {
  const items = valueOf(step.items, scope.data(), given);
  const name = step.name ?? step.id;
  if (!Array.isArray(items)) {
    throw new AppError('LOOP_NOT_A_LIST', { step: name, type: TYPES[jsonTypeOf(items)] });
  }
  if (items.length <= MAX_ITEMS) return items;
  throw new AppError('LOOP_TOO_LONG', { step: name, count: items.length, limit: MAX_ITEMS });
}

const TYPES = {
  string: 'text',
  number: 'a number',
  boolean: 'yes or no',
  null: 'nothing',
  list: 'a list',
  object: 'an object',
} as const;

function begin(step: ForEachStep, place: Place, scope: Scope, pass: Pass): LoopProgress {
  const items = itemsOf(step, scope, pass.given(place, scope));
  const count = pass.loops.items + items.length;
  if (count > MAX_RUN_ITEMS) {
    const name = step.name ?? step.id;
    throw new AppError('LOOPS_TOO_LARGE', { step: name, count, limit: MAX_RUN_ITEMS });
  }
  pass.loops.items = count;
  const loop = {
    items,
    next: 0,
    open: new Map(),
    results: [],
  };
  pass.loops.set(place.slot, loop);
  return loop;
}

/** Walks one item as far as it goes, unless it is known to wait. */
function walkItem(
  step: ForEachStep,
  index: number,
  loop: LoopProgress,
  place: Place,
  scope: Scope,
  pass: Pass,
): void {
  const idleUntil = loop.open.get(index) ?? 0;
  if (pass.waits(idleUntil)) return;
  const { underWay, dueAt } = pass;
  pass.dueAt = Infinity;
  const inside = scope.inner({ item: loop.items[index] ?? null, index });
  const walked = pass.walk(step.steps, inside, `${place.slot}[${index}]`, pass);
  const busy = pass.underWay > underWay;
  if (walked.kind === 'open') loop.open.set(index, busy || pass.full ? 0 : pass.dueAt);
  else {
    loop.open.delete(index);
    loop.results[index] = walked.kind === 'done' ? walked.last : null;
  }
  pass.dueAt = Math.min(dueAt, pass.dueAt);
}
