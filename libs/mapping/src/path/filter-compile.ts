import type { JsonValue } from '@millrace/model';
import { fromIRegexp } from '../regex/i-regexp.ts';
import { toNumber } from '../evaluate/convert.ts';
import { compilePattern, type Pattern } from '../regex/pattern.ts';
import { COMPARISONS } from './filter-compare.ts';
import { lengthOf, matchWith, onlyOf, patternOf } from './filter-functions.ts';
import { readSteps } from './path-select.ts';
import {
  isPatternCall,
  singularSteps,
  type Call,
  type Logical,
  type Operand,
  type PatternCall,
  type Query,
  type Segment,
} from './path-tree.ts';
import type { Visit, Walk } from './path-walk.ts';

/** Whether a filter takes the value it stands at. */
export type Test = (current: JsonValue, walk: Walk) => boolean;

/** The value of a side of a comparison or of a parameter; undefined for nothing. */
type Value = (current: JsonValue, walk: Walk) => JsonValue | undefined;

/** Compiles the segments of a path; given by the code that compiles filters as a part of them. */
export type CompileSegments = (segments: readonly Segment[], last: Visit) => Visit;

/** Turns the expression of a filter into closures. */
export function compileFilter(logical: Logical, segments: CompileSegments): Test {
  switch (logical.kind) {
    case 'and': {
      const tests = logical.parts.map((part) => compileFilter(part, segments));
      return (current, walk) => tests.every((test) => test(current, walk));
    }
    case 'or': {
      const tests = logical.parts.map((part) => compileFilter(part, segments));
      return (current, walk) => tests.some((test) => test(current, walk));
    }
    case 'not': {
      const test = compileFilter(logical.part, segments);
      return (current, walk) => !test(current, walk);
    }
    case 'compare': {
      const compare = COMPARISONS[logical.operator];
      const left = compileOperand(logical.left, segments);
      const right = compileOperand(logical.right, segments);
      return (current, walk) => compare(left(current, walk), right(current, walk), walk);
    }
    case 'exists':
      return compileExists(logical.query, segments);
    case 'call':
      return compileMatch(logical.call, segments);
  }
}

function compileExists({ root, segments }: Query, compile: CompileSegments): Test {
  const value = compileSingular({ root, segments });
  if (value !== undefined) return (current, walk) => value(current, walk) !== undefined;
  const visit = compile(segments, () => true);
  return (current, walk) => walk.ends(visit, startOf(root, current, walk));
}

function compileOperand(operand: Operand, compile: CompileSegments): Value {
  if (operand.kind === 'literal') return () => operand.value;
  if (operand.kind === 'query') return compileSingular(operand.query) ?? (() => undefined);
  const { call } = operand;
  return isPatternCall(call) ? compileMatch(call, compile) : compileFunction(call, compile);
}

/** A path to one node at most is read directly. */
function compileSingular({ root, segments }: Query): Value | undefined {
  const steps = singularSteps(segments);
  if (steps === undefined) return undefined;
  const work = 1 + steps.length;
  return (current, walk) => {
    walk.spend(work);
    return readSteps(startOf(root, current, walk), steps);
  };
}

function compileFunction(call: Exclude<Call, PatternCall>, compile: CompileSegments): Value {
  if (call.name === 'length') {
    const value = compileOperand(call.of, compile);
    return (current, walk) => lengthOf(value(current, walk), walk);
  }
  if (call.name === 'number') {
    const value = compileOperand(call.of, compile);
    return (current, walk) => {
      const found = value(current, walk);
      return found === undefined ? undefined : toNumber(found);
    };
  }
  const { root, segments } = call.of;
  const visit = compile(segments, (value, _place, walk) => {
    walk.add(value, undefined);
    return false;
  });
  const nodes: (current: JsonValue, walk: Walk) => JsonValue[] = (current, walk) =>
    walk.collect(visit, startOf(root, current, walk));
  return call.name === 'count'
    ? (current, walk) => nodes(current, walk).length
    : (current, walk) => onlyOf(nodes(current, walk));
}

function compileMatch(call: PatternCall, compile: CompileSegments): Test {
  const text = compileOperand(call.text, compile);
  const whole = call.name === 'match';
  const written = writtenPattern(call);
  if (written !== undefined) {
    return (current, walk) => matchWith(written, whole, text(current, walk), walk);
  }
  const source = compileOperand(call.pattern, compile);
  return (current, walk) => {
    const pattern = patternOf(source(current, walk), walk);
    return pattern !== undefined && matchWith(pattern, whole, text(current, walk), walk);
  };
}

/** The pattern that is written in the path, which the parser has found to be an I-Regexp. */
function writtenPattern({ pattern }: PatternCall): Pattern | undefined {
  if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') return undefined;
  const translated = fromIRegexp(pattern.value);
  return translated === undefined ? undefined : compilePattern(translated);
}

function startOf(root: Query['root'], current: JsonValue, walk: Walk): JsonValue {
  return root === '@' ? current : walk.root;
}
