import type { JsonValue } from '@millrace/model';
import { BoundedCache } from '../bounded-cache.ts';
import type { Work } from '../work.ts';
import { compileSegments } from './path-compile.ts';
import { readSteps } from './path-select.ts';
import { parsePath } from './path-syntax.ts';
import { singularSteps, type PathStep } from './path-tree.ts';
import { ROOT_PLACE, Walk, type LocatedValue, type Visit } from './path-walk.ts';

export type { PathStep } from './path-tree.ts';

/** A path ready to be evaluated any number of times. */
export interface CompiledPath {
  readonly text: string;
  /** True when the path can select one node at most: names and positions only. */
  readonly singular: boolean;
  /** The steps of a singular path; undefined for one that can select many. */
  readonly steps: readonly PathStep[] | undefined;
  /**
   * The value of a singular path (undefined: nothing there), the list of values of any other.
   * `work` is shared with what else belongs to one evaluation.
   */
  read(data: JsonValue, work?: Work): JsonValue | undefined;
  /** Every selected value, in document order. */
  select(data: JsonValue, work?: Work): JsonValue[];
  /** Every selected value with its place. */
  locate(data: JsonValue): LocatedValue[];
}

const MOST_CACHED = 1000;
const cache = new BoundedCache<CompiledPath>(MOST_CACHED);

/**
 * Compiles a path (RFC 9535) to closures over its syntax tree; no code is generated.
 *
 * Compiling throws PATH_SYNTAX with the position and PATH_LIMIT; evaluating throws PATH_LIMIT
 * (results, work), PATTERN_LIMIT and DATA_TOO_DEEP. Values are returned as they lie in the data, not
 * copied.
 */
export function compilePath(text: string): CompiledPath {
  return cache.get(text, compile);
}

function compile(text: string): CompiledPath {
  const segments = parsePath(text);
  const steps = singularSteps(segments);
  const visit = compileSegments(segments, take);
  const select = (data: JsonValue, work?: Work) => {
    const walk = new Walk(text, data, work?.left);
    visit(data, undefined, walk);
    work?.spend(walk.share);
    return walk.found;
  };
  return {
    text,
    singular: steps !== undefined,
    steps,
    read: steps === undefined ? select : (data) => readSteps(data, steps),
    select,
    locate: (data) => {
      const walk = new Walk(text, data);
      visit(data, ROOT_PLACE, walk);
      return walk.located;
    },
  };
}

const take: Visit = (value, place, walk) => {
  walk.add(value, place);
  return false;
};
