import type { PathExpression } from './handlebars-parser.js';

const POSITION = /^(?:0|[1-9]\d{0,9})$/;

/** True when a path starts at the context, as `this.x`, `./x` and `../x` do: no block parameter is meant. */
export function startsAtContext(path: PathExpression): boolean {
  return /^(\.|this(?![^./]))/.test(path.original);
}

/** True for a name that is a position when what it is looked up in is a list. */
export function isPosition(name: string): boolean {
  return POSITION.test(name);
}
