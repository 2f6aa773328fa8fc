import type { FuzzCase } from './fuzz-case.ts';

/** What can be wrong, by kind. */
export const FINDINGS = {
  crashed: 'the process ended',
  hung: 'an evaluation did not end',
  threw: 'something other than an error of the catalogue was thrown',
  'odd-error': 'an error of the catalogue that a person cannot read, or that is no one of theirs',
  slow: 'an evaluation took more than 50 ms of CPU, also alone and three times',
  mutated: 'the data was changed',
  polluted: 'something that all code shares was changed',
  'generated-code': 'something reached for a way to make code from text',
  disagreed: 'two ways to the same result gave different ones',
  leaked: 'memory grows with the number of evaluations',
} as const;

export type FindingKind = keyof typeof FINDINGS;

export interface Finding {
  kind: FindingKind;
  detail: string;
  /** Number of the case with its seed. */
  number: number;
  /** The smallest case that still shows it. */
  fuzzCase: FuzzCase;
}

export function isFindingKind(text: string): text is FindingKind {
  return Object.hasOwn(FINDINGS, text);
}
