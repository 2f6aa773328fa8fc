import {
  AppError,
  isJsonObject,
  parseJson,
  type JsonObject,
  type JsonValue,
} from '@millrace/model';
import type { PageState } from './compile-pages.ts';
import type { Plan } from './plan.ts';
import type { Answer } from './prepared.ts';

/** Where a sequence of requests stands. All of it is data: it can be stored and gone on with elsewhere. */
export interface Position {
  /** The step it is at. */
  step: number;
  /** The item of the step's `each` it is at. */
  item: number;
  /** Results of the items before. */
  results: JsonValue[];
  page: PageState | undefined;
  /** When a step with `until` was asked first, in milliseconds since 1970. */
  since: number | undefined;
  /** What later mappings read as `$.steps`. */
  steps: JsonObject;
  /** The last answer; behind pages and `each` its body is what they gave together. */
  answer: Answer;
}

const NO_ANSWER: Answer = { status: 0, headers: {}, body: null };

export function startPosition(): Position {
  return {
    ...{ step: 0, item: 0, results: [], page: undefined, since: undefined },
    ...{ steps: {}, answer: NO_ANSWER },
  };
}

/** The position behind a step. */
export function behind(
  position: Position,
  id: string,
  result: JsonValue,
  answer: Answer,
): Position {
  return {
    ...startPosition(),
    step: position.step + 1,
    steps: { ...position.steps, [id]: result },
    answer,
  };
}

/** The position behind a step that was skipped. */
export function skipped({ step, steps, answer }: Position): Position {
  return { ...startPosition(), step: step + 1, steps, answer };
}

/** What is stored of a call: where its next try begins, and where it stands when that is elsewhere. */
export interface CallProgress {
  from: Position;
  at: Position | undefined;
}

/**
 * What is stored of a call, as text. Steps go by their ids. The last answer is left out: what is
 * stored stands before a request, whose answer takes its place.
 */
export function stateText(
  plan: Plan,
  { from, at }: CallProgress,
  hide: (state: JsonObject) => JsonObject,
): string {
  const stored = ({ step, item, results, page, since, steps }: Position): JsonObject => ({
    ...{ step: plan.steps[step]?.id ?? '', item, results, steps },
    ...(page === undefined ? {} : { page: storedPage(page) }),
    ...(since === undefined ? {} : { since }),
  });
  const state = { from: stored(from), ...(at === undefined ? {} : { at: stored(at) }) };
  return JSON.stringify(hide(state));
}

function storedPage({ url, ...page }: PageState): JsonObject {
  return url === undefined ? { ...page } : { ...page, url };
}

/** Reads what was stored of a call. Throws ACTION_CHANGED when the plan has no such place any more. */
export function readState(plan: Plan, text: string): CallProgress {
  const state = parseJson(text);
  const { from, at } = isJsonObject(state) ? state : {};
  const place = (value: JsonValue | undefined): Position => {
    const position = readPosition(plan, value);
    if (position === undefined) throw new AppError('ACTION_CHANGED', { app: plan.app });
    return position;
  };
  return { from: place(from), at: at === undefined ? undefined : place(at) };
}

function readPosition(plan: Plan, value: JsonValue | undefined): Position | undefined {
  if (!isJsonObject(value)) return undefined;
  const { item, results, page, since, steps } = value;
  const step = plan.steps.findIndex(({ id }) => id === value['step']);
  if (step < 0 || typeof item !== 'number' || !Array.isArray(results) || !isJsonObject(steps)) {
    return undefined;
  }
  return {
    ...{ ...startPosition(), step, item, results, steps },
    page: readPage(page),
    since: typeof since === 'number' ? since : undefined,
  };
}

function readPage(value: JsonValue | undefined): PageState | undefined {
  if (!isJsonObject(value)) return undefined;
  const { number, offset, count, last = null, own, url, items, bytes, seen } = value;
  if (typeof number !== 'number' || typeof offset !== 'number' || typeof count !== 'number') {
    return undefined;
  }
  return {
    ...{ number, offset, count, last },
    own: isJsonObject(own) ? own : {},
    url: typeof url === 'string' ? url : undefined,
    items: Array.isArray(items) ? items : [],
    bytes: typeof bytes === 'number' ? bytes : 0,
    seen: Array.isArray(seen) ? seen.filter((one) => typeof one === 'string') : [],
  };
}
