import type { JsonValue } from '@millrace/model';
import { BoundedCache } from '../bounded-cache.ts';
import { childOf, compileSegments, type PathNode } from './path-select.ts';
import { parsePath, type Segment } from './path-syntax.ts';

/** A step of a path to one node: a member name, or a position in a list. */
export type PathStep = string | number;

export interface LocatedValue {
  steps: PathStep[];
  value: JsonValue;
}

/** A path ready to be evaluated any number of times. */
export interface CompiledPath {
  readonly text: string;
  /** True when the path can select one node at most: names and positions only. */
  readonly singular: boolean;
  /** The steps of a singular path; undefined for one that can select many. */
  readonly steps: readonly PathStep[] | undefined;
  /** The value of a singular path (undefined: nothing there), the list of values of any other. */
  read(data: JsonValue): JsonValue | undefined;
  /** Every selected value, in document order. */
  select(data: JsonValue): JsonValue[];
  /** Every selected value with its place. */
  locate(data: JsonValue): LocatedValue[];
}

const MOST_CACHED = 1000;
const cache = new BoundedCache<CompiledPath>(MOST_CACHED);

/**
 * Compiles a path (RFC 9535 without filters) to closures over its syntax tree; no code is generated.
 *
 * Compiling throws PATH_SYNTAX with the position, PATH_UNSUPPORTED or PATH_LIMIT; evaluating throws
 * PATH_LIMIT (results, work) and DATA_TOO_DEEP. Values are returned as they lie in the data, not copied.
 */
export function compilePath(text: string): CompiledPath {
  return cache.get(text, compile);
}

function compile(text: string): CompiledPath {
  const segments = parsePath(text);
  const nodes = compileSegments(text, segments);
  const steps = singularSteps(segments);
  const select = (data: JsonValue) => nodes(data).map((node) => node.value);
  return {
    text,
    singular: steps !== undefined,
    steps,
    read: steps === undefined ? select : (data) => readSteps(data, steps),
    select,
    locate: (data) => nodes(data).map((node) => ({ steps: stepsOf(node), value: node.value })),
  };
}

function singularSteps(segments: readonly Segment[]): PathStep[] | undefined {
  const steps: PathStep[] = [];
  for (const { descendant, selectors } of segments) {
    const [selector] = selectors;
    if (descendant || selectors.length !== 1) return undefined;
    if (selector?.kind === 'name') steps.push(selector.name);
    else if (selector?.kind === 'index') steps.push(selector.index);
    else return undefined;
  }
  return steps;
}

function readSteps(data: JsonValue, steps: readonly PathStep[]): JsonValue | undefined {
  let value: JsonValue | undefined = data;
  for (const step of steps) {
    if (value === undefined) return undefined;
    value = childOf(value, step);
  }
  return value;
}

function stepsOf(node: PathNode): PathStep[] {
  const steps: PathStep[] = [];
  for (let at = node; at.parent !== undefined; at = at.parent) steps.push(at.key);
  return steps.reverse();
}
