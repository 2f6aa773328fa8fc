import type { JsonObject, JsonValue } from '@millrace/model';
import type { PageState } from './compile-pages.ts';
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
