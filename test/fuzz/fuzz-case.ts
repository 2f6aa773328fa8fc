import { seeded, type Random } from '../chaos/random.ts';
import { someData } from './data.ts';
import { someCondition, someConversion, someMapping, someSteps } from './mapping-grammar.ts';
import { perhapsBroken } from './mutate.ts';
import { somePath } from './path-grammar.ts';
import { someTemplate } from './template-grammar.ts';
import { namesFor } from './words.ts';

/** What is fuzzed, and how its subject is made. */
const SUBJECTS = {
  path: (random, names) => perhapsBroken(random, somePath(random, names)),
  template: (random, names) => perhapsBroken(random, someTemplate(random, names)),
  condition: (random, names) => someCondition(random, names),
  mapping: (random, names) => someMapping(random, names),
  conversion: (random) => someConversion(random),
  listing: () => 'null',
  checking: (random, names) => someSteps(random, names),
} as const satisfies Record<string, (random: Random, names: readonly string[]) => string>;

export type Kind = keyof typeof SUBJECTS;

export const KINDS = Object.keys(SUBJECTS) as Kind[];

/** One input. The same seed and number give the same one. */
export interface FuzzCase {
  kind: Kind;
  /** The path or template; of the other kinds their JSON text. */
  subject: string;
  /** JSON text. */
  data: string;
}

/** How often each kind comes. */
const DRAWN: readonly Kind[] = [
  ...(['path', 'path', 'path', 'path', 'template', 'template', 'template', 'template'] as const),
  ...([
    'condition',
    'condition',
    'mapping',
    'mapping',
    'conversion',
    'listing',
    'checking',
  ] as const),
];

export function caseOf(seed: number, number: number): FuzzCase {
  // Far apart, so that the cases of two seeds near each other differ.
  const random = seeded(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b));
  const kind = random.pick(DRAWN);
  const names = namesFor(random);
  const data = someData(random, names);
  return { kind, subject: SUBJECTS[kind](random, names), data };
}
