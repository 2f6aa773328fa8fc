import type { PathExpression } from './handlebars-parser.js';
import { startsAtContext } from './template-names.ts';

/** A block that gives `this` a new meaning: `#each` or `#with`. */
export interface Level {
  loops: boolean;
  /** Its block parameters, as in `as |item index|`. */
  names: readonly string[];
  outer: Level | undefined;
}

/** Where an expression stands. */
export interface Around {
  /** The whole template, for positions. */
  text: string;
  level: Level | undefined;
}

/** A block parameter: how many levels up it was given, and whether it is the first or second. */
export interface Bound {
  up: number;
  second: boolean;
}

/** The block parameter that a path starts with, if it does. */
export function boundName(path: PathExpression, level: Level | undefined): Bound | undefined {
  const [name] = path.parts;
  if (name === undefined || startsAtContext(path)) return undefined;
  let up = 0;
  for (let at = level; at !== undefined; at = at.outer) {
    const index = at.names.indexOf(name);
    if (index >= 0) return { up, second: index === 1 };
    up += 1;
  }
  return undefined;
}

/** How many levels up the loop lies that is `depth` loops out; undefined when there is none. */
export function loopLevel(depth: number, level: Level | undefined): number | undefined {
  let left = depth;
  let up = 0;
  for (let at = level; at !== undefined; at = at.outer) {
    if (at.loops) {
      if (left === 0) return up;
      left -= 1;
    }
    up += 1;
  }
  return undefined;
}
