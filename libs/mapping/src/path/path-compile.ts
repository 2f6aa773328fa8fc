import { isExactNumber, isJsonObject, type JsonObject, type JsonValue } from '@millrace/model';
import { compileFilter } from './filter-compile.ts';
import { MAX_DATA_DEPTH, tooDeep } from './path-limits.ts';
import { childOf } from './path-select.ts';
import { singularStep, type PathStep, type Segment, type Selector } from './path-tree.ts';
import { isWide, placeBelow, type Place, type Visit, type Walk } from './path-walk.ts';

/**
 * Turns segments into one function that goes from value to value and hands each selected one to
 * `last`, in the order of RFC 9535. Only own members are data. No list is made between segments, and
 * no place where the walk begins without one.
 */
export function compileSegments(segments: readonly Segment[], last: Visit): Visit {
  let visit = last;
  let steps: PathStep[] = [];
  for (const segment of [...segments].reverse()) {
    const step = singularStep(segment);
    if (step !== undefined) steps.unshift(step);
    else {
      visit = compileSegment(segment, selectSteps(steps, visit));
      steps = [];
    }
  }
  return selectSteps(steps, visit);
}

function selectSteps(steps: readonly PathStep[], next: Visit): Visit {
  const [only] = steps;
  if (only === undefined) return next;
  if (steps.length === 1 && typeof only === 'string') return selectName(only, next);
  return (start, startPlace, walk) => {
    let value = start;
    let place = startPlace;
    for (const step of steps) {
      const child = childOf(value, step);
      if (child === undefined) return false;
      if (place !== undefined) place = placeBelow(place, fromStart(value, step));
      value = child;
    }
    walk.spend(steps.length);
    return next(value, place, walk);
  };
}

function fromStart(value: JsonValue, step: PathStep): PathStep {
  return typeof step === 'number' && step < 0 && Array.isArray(value) ? value.length + step : step;
}

function compileSegment({ descendant, selectors }: Segment, next: Visit): Visit {
  const selects = selectors.map((selector) => compileSelector(selector, next));
  const [only] = selects;
  const select: Visit =
    only !== undefined && selects.length === 1
      ? only
      : (value, place, walk) => selects.some((one) => one(value, place, walk));
  return descendant ? descend(select) : select;
}

function compileSelector(selector: Selector, next: Visit): Visit {
  if (selector.kind === 'name') return selectSteps([selector.name], next);
  if (selector.kind === 'index') return selectSteps([selector.index], next);
  if (selector.kind === 'slice') return selectSlice(selector, next);
  if (selector.kind === 'wildcard') return eachChild(next);
  const test = compileFilter(selector.test, compileSegments);
  return eachChild((value, place, walk) => test(value, walk) && next(value, place, walk));
}

function selectName(name: string, next: Visit): Visit {
  return (value, place, walk) => {
    if (!isJsonObject(value)) return false;
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    return member !== undefined && next(member, placeBelow(place, name), walk);
  };
}

function selectSlice(slice: Extract<Selector, { kind: 'slice' }>, next: Visit): Visit {
  const { start, end, step } = slice;
  return (list, place, walk) => {
    if (!Array.isArray(list) || step === 0) return false;
    const { length } = list;
    const from = (bound: number) => (bound < 0 ? length + bound : bound);
    const low = step > 0 ? 0 : -1;
    const high = step > 0 ? length : length - 1;
    const clamp = (bound: number) => Math.min(Math.max(from(bound), low), high);
    const first = start === undefined ? (step > 0 ? 0 : length - 1) : clamp(start);
    const last = end === undefined ? (step > 0 ? length : -1) : clamp(end);
    for (let at = first; step > 0 ? at < last : at > last; at += step) {
      const value = list[at];
      if (value === undefined) continue;
      walk.spend(1);
      if (next(value, placeBelow(place, at), walk)) return true;
    }
    return false;
  };
}

/** The node itself, then everything below it: lists and objects only, others hold nothing. */
function descend(select: Visit): Visit {
  const visit: Visit = (value, place, walk) => {
    if (typeof value !== 'object' || value === null) return false;
    if (isExactNumber(value)) return false;
    if (select(value, place, walk)) return true;
    if (walk.depth > MAX_DATA_DEPTH) throw tooDeep();
    walk.depth += 1;
    const ended = place === undefined ? below(value, walk) : children(value, place, walk);
    walk.depth -= 1;
    return ended;
  };
  const children = eachChild(visit);
  // Without places there is nothing to keep of a text or a number, and most members are such.
  const below = (value: JsonObject | JsonValue[], walk: Walk) => {
    for (const member of membersOf(value, walk)) {
      if (typeof member === 'object' && visit(member, undefined, walk)) return true;
    }
    return false;
  };
  return visit;
}

/**
 * The values below a list or an object. Of an object with 100,000 members, Object.values takes ten
 * times as long as asking for each name; of a small one it is the faster way.
 */
function membersOf(value: JsonObject | JsonValue[], walk: Walk): readonly JsonValue[] {
  if (Array.isArray(value)) {
    walk.spend(value.length);
    return value;
  }
  const keys = Object.keys(value);
  walk.spendKeys(keys.length);
  return isWide(keys.length) ? keys.map((key) => value[key] ?? null) : Object.values(value);
}

function eachChild(next: Visit): Visit {
  return (value, place, walk) => {
    if (Array.isArray(value)) return eachItem(value, place, walk, next);
    if (!isJsonObject(value)) return false;
    return eachMember(value, place, walk, next);
  };
}

function eachMember(
  object: JsonObject,
  place: Place | undefined,
  walk: Walk,
  next: Visit,
): boolean {
  const keys = Object.keys(object);
  walk.spendKeys(keys.length);
  for (const key of keys) {
    const member = object[key];
    if (member !== undefined && next(member, placeBelow(place, key), walk)) return true;
  }
  return false;
}

function eachItem(
  list: readonly JsonValue[],
  place: Place | undefined,
  walk: Walk,
  next: Visit,
): boolean {
  walk.spend(list.length);
  for (let at = 0; at < list.length; at += 1) {
    const item = list[at];
    if (item !== undefined && next(item, placeBelow(place, at), walk)) return true;
  }
  return false;
}
