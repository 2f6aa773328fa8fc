import type { JsonValue } from '@millrace/model';
import type { Pattern } from '../regex/pattern.ts';
import { PATH_LIMITS, pathLimit } from './path-limits.ts';
import type { PathStep } from './path-tree.ts';

/** Where a value lies: a step below another place. The root has no parent. */
export interface Place {
  readonly step: PathStep;
  readonly parent: Place | undefined;
}

/** A selected value and the steps that lead to it. */
export interface LocatedValue {
  steps: PathStep[];
  value: JsonValue;
}

const WIDE = 1000;
const WIDE_WORK = 8;

/** True for a number of members that makes an object a hash table in V8. */
export function isWide(members: number): boolean {
  return members > WIDE;
}

export const ROOT_PLACE: Place = { step: '$', parent: undefined };

/** The place of a child; nothing is made while no places are asked for. */
export function placeBelow(parent: Place | undefined, step: PathStep): Place | undefined {
  return parent === undefined ? undefined : { step, parent };
}

/** The steps from the root to a place. */
function stepsTo(place: Place): PathStep[] {
  const steps: PathStep[] = [];
  for (let at = place; at.parent !== undefined; at = at.parent) steps.push(at.step);
  return steps.reverse();
}

/** Takes a value with its place, and gives true when the walk can end. */
export type Visit = (value: JsonValue, place: Place | undefined, walk: Walk) => boolean;

/** One evaluation of a path: what it has selected, and the work it has done so far. */
export class Walk {
  found: JsonValue[] = [];
  readonly located: LocatedValue[] = [];
  /** Levels of `..` under way. */
  depth = 0;
  readonly root: JsonValue;
  private readonly path: string;
  private readonly before: number;
  private visits: number;
  private lastPattern: { source: string; pattern: Pattern | undefined } | undefined;

  /** `left` is the share of the work that may still be done, from 1 to 0. */
  constructor(path: string, root: JsonValue, left = 1) {
    this.path = path;
    this.root = root;
    this.before = (1 - left) * PATH_LIMITS.visits;
    this.visits = this.before;
  }

  /** The work of this evaluation, as a share of what one may do. */
  get share(): number {
    return (this.visits - this.before) / PATH_LIMITS.visits;
  }

  /** Counts work, in values looked at. Throws PATH_LIMIT when it is too much. */
  spend(work: number): void {
    this.visits += work;
    if (this.visits > PATH_LIMITS.visits) {
      throw pathLimit(this.path, `${PATH_LIMITS.visits} values looked at`);
    }
  }

  /** Counts the members of an object, each of a wide one several times. */
  spendKeys(count: number): void {
    this.spend(1 + (isWide(count) ? count * WIDE_WORK : count));
  }

  /** Takes a selected value. Throws PATH_LIMIT when there are too many. */
  add(value: JsonValue, place: Place | undefined): void {
    if (this.found.length >= PATH_LIMITS.results) {
      throw pathLimit(this.path, `${PATH_LIMITS.results} results`);
    }
    this.found.push(value);
    if (place !== undefined) this.located.push({ steps: stepsTo(place), value });
  }

  /** The pattern of a text, made once as long as the same is asked for. */
  pattern(
    source: string,
    make: (source: string, walk: Walk) => Pattern | undefined,
  ): Pattern | undefined {
    if (this.lastPattern?.source !== source) {
      this.lastPattern = { source, pattern: make(source, this) };
    }
    return this.lastPattern.pattern;
  }

  /** Whether a path inside of a filter ended its walk: it found what it asks for. */
  ends(visit: Visit, start: JsonValue): boolean {
    const { depth } = this;
    this.depth = 0;
    const ended = visit(start, undefined, this);
    this.depth = depth;
    return ended;
  }

  /** What a path inside of a filter selects; the selection under way stays as it is. */
  collect(visit: Visit, start: JsonValue): JsonValue[] {
    const outer = this.found;
    this.found = [];
    this.ends(visit, start);
    const inner = this.found;
    this.found = outer;
    return inner;
  }
}
