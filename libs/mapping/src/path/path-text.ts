import type { PathStep } from './path-tree.ts';

const SHORTHAND =
  /^[A-Za-z_\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}][\w\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}]*$/u;

/**
 * The shortest RFC 9535 path of one node: `$.trigger.body["a key"][0]`.
 * A name with half a surrogate pair has no path in RFC 9535; its text does not compile.
 */
export function pathOf(steps: readonly PathStep[]): string {
  return `$${steps.map(stepText).join('')}`;
}

/** One step as it is appended to a path. */
export function stepText(step: PathStep): string {
  if (typeof step === 'number') return `[${step}]`;
  return SHORTHAND.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
