import { pathOf } from './path-text.ts';
import { parsePath } from './path-syntax.ts';
import {
  isPatternCall,
  singularStep,
  type Call,
  type Logical,
  type Operand,
  type PathStep,
  type Query,
  type Segment,
} from './path-tree.ts';

/**
 * The paths from the whole data that the filters of a path read, as far as they only name one place:
 * `$.input.status` of `$.ways[?@.name == $.input.status]`. None for a path that is not valid.
 */
export function rootPathsInFilters(text: string): string[] {
  // Only a filter has a second $, save for texts and names.
  if (text.indexOf('$', 1) < 0) return [];
  try {
    return parsePath(text).flatMap(inSegment);
  } catch {
    return [];
  }
}

function inSegment({ selectors }: Segment): string[] {
  return selectors.flatMap((one) => (one.kind === 'filter' ? inTest(one.test) : []));
}

function inTest(test: Logical): string[] {
  switch (test.kind) {
    case 'and':
    case 'or':
      return test.parts.flatMap(inTest);
    case 'not':
      return inTest(test.part);
    case 'exists':
      return inQuery(test.query);
    case 'call':
      return inCall(test.call);
    case 'compare':
      return [...inOperand(test.left), ...inOperand(test.right)];
  }
}

function inOperand(side: Operand): string[] {
  if (side.kind === 'query') return inQuery(side.query);
  return side.kind === 'call' ? inCall(side.call) : [];
}

function inCall(call: Call): string[] {
  if (isPatternCall(call)) return [...inOperand(call.text), ...inOperand(call.pattern)];
  return 'root' in call.of ? inQuery(call.of) : inOperand(call.of);
}

function inQuery({ root, segments }: Query): string[] {
  const inside = segments.flatMap(inSegment);
  if (root === '@') return inside;
  const steps: PathStep[] = [];
  for (const segment of segments) {
    const step = singularStep(segment);
    if (step === undefined) break;
    steps.push(step);
  }
  return [pathOf(steps), ...inside];
}
