import { compareNumbers, isJsonNumber, type JsonValue } from '@millrace/model';
import { sameValue } from '../same-value.ts';
import type { ComparisonOperator } from './path-tree.ts';
import type { Walk } from './path-walk.ts';

/** A value, or nothing where a path finds none. */
type Side = JsonValue | undefined;

/** Characters that are compared in the time it takes to look at one value. */
const CHARACTERS_A_VISIT = 256;

/** The comparisons of RFC 9535: nothing equals nothing, and only numbers and texts have an order. */
export const COMPARISONS: Readonly<
  Record<ComparisonOperator, (left: Side, right: Side, walk: Walk) => boolean>
> = {
  '==': equal,
  '!=': (left, right, walk) => !equal(left, right, walk),
  '<': less,
  '<=': (left, right, walk) => less(left, right, walk) || equal(left, right, walk),
  '>': (left, right, walk) => less(right, left, walk),
  '>=': (left, right, walk) => less(right, left, walk) || equal(left, right, walk),
};

function equal(left: Side, right: Side, walk: Walk): boolean {
  if (left === undefined || right === undefined) return left === right;
  return sameValue(left, right, (work) => walk.spend(work));
}

function less(left: Side, right: Side, walk: Walk): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  if (isJsonNumber(left) && isJsonNumber(right)) return compareNumbers(left, right) < 0;
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  walk.spend(Math.min(left.length, right.length) / CHARACTERS_A_VISIT);
  return isBefore(left, right);
}

/** Texts by their code points. JavaScript's < takes halves of a character, which lie before U+E000. */
function isBefore(left: string, right: string): boolean {
  if (left === right) return false;
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at += 1) {
    const first = left.charCodeAt(at);
    const second = right.charCodeAt(at);
    if (first !== second) return weight(first) < weight(second);
  }
  return left.length < right.length;
}

/** The order of a UTF-16 unit among code points: surrogates come last. */
function weight(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
