import { ABSENT } from './broken/absent.ts';
import { CONDITIONS as BROKEN_CONDITIONS } from './broken/conditions.ts';
import { PATHS } from './broken/paths.ts';
import { FIELD_KEYS } from './broken/fields.ts';
import { STEPS } from './broken/steps.ts';
import { TYPED } from './broken/typing.ts';
import type { Case } from './case.ts';
import { CONDITIONS } from './correct/conditions.ts';
import { FIELDS } from './correct/fields.ts';
import { VALUES } from './correct/values.ts';

/** Mappings and conditions with one mistake each, which a label names. */
export const BROKEN: readonly Case[] = [
  ...PATHS,
  ...ABSENT,
  ...TYPED,
  ...FIELD_KEYS,
  ...STEPS,
  ...BROKEN_CONDITIONS,
];

/** Mappings and conditions without any. */
export const CORRECT: readonly Case[] = [...VALUES, ...FIELDS, ...CONDITIONS];
