import type { JsonNumber } from '@millrace/model';

/** What picks children of a node. */
export type Selector =
  | { kind: 'name'; name: string }
  | { kind: 'index'; index: number }
  | { kind: 'slice'; start: number | undefined; end: number | undefined; step: number }
  | { kind: 'wildcard' }
  | { kind: 'filter'; test: Logical };

export interface Segment {
  /** True for `..`: the selectors apply to the node and everything below it. */
  descendant: boolean;
  selectors: Selector[];
}

/** A path inside a filter, from the value that is tested (`@`) or from the whole data (`$`). */
export interface Query {
  root: '@' | '$';
  segments: Segment[];
}

/** Something with a value: it can be compared and be an argument. */
export type Operand =
  | { kind: 'literal'; value: string | JsonNumber | boolean | null }
  | { kind: 'query'; query: Query }
  | { kind: 'call'; call: Call };

/**
 * A function of RFC 9535, or Millrace's own number(). match and search ask a question, the others give a
 * value.
 */
export type Call =
  | { name: 'length'; of: Operand }
  | { name: 'number'; of: Operand }
  | { name: 'count' | 'value'; of: Query }
  | PatternCall;

export interface PatternCall {
  name: 'match' | 'search';
  text: Operand;
  pattern: Operand;
}

export function isPatternCall(call: Call): call is PatternCall {
  return call.name === 'match' || call.name === 'search';
}

/** From an offset in the text of a path up to another. */
interface Span {
  from: number;
  to: number;
}

export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** The question a filter asks about a value. */
export type Logical =
  | { kind: 'and' | 'or'; parts: Logical[] }
  | { kind: 'not'; part: Logical }
  | {
      kind: 'compare';
      operator: ComparisonOperator;
      left: Operand;
      right: Operand;
      /** Where both sides are written. */
      spans: { left: Span; right: Span };
    }
  | { kind: 'exists'; query: Query }
  | { kind: 'call'; call: PatternCall };

/** A step of a path to one node: a member name, or a position in a list. */
export type PathStep = string | number;

/** The steps of a path that selects one node at most: names and positions only. */
export function singularSteps(segments: readonly Segment[]): PathStep[] | undefined {
  const steps: PathStep[] = [];
  for (const segment of segments) {
    const step = singularStep(segment);
    if (step === undefined) return undefined;
    steps.push(step);
  }
  return steps;
}

/** The step of a segment that selects one child at most. */
export function singularStep({ descendant, selectors }: Segment): PathStep | undefined {
  const [selector] = selectors;
  if (descendant || selectors.length !== 1) return undefined;
  if (selector?.kind === 'name') return selector.name;
  return selector?.kind === 'index' ? selector.index : undefined;
}
