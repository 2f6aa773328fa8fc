import { ABSENT as BLIND_ABSENT } from './blind/broken-absent.ts';
import { CONDITIONS as BLIND_CONDITIONS } from './blind/broken-conditions.ts';
import { PATHS as BLIND_PATHS } from './blind/broken-paths.ts';
import { STEPS as BLIND_STEPS } from './blind/broken-steps.ts';
import { TYPING as BLIND_TYPING } from './blind/broken-typing.ts';
import { ORDERS } from './blind/correct-orders.ts';
import { OTHERS } from './blind/correct-others.ts';
import { ABSENT } from './broken/absent.ts';
import { CONDITIONS as BROKEN_CONDITIONS } from './broken/conditions.ts';
import { MEANING } from './broken/meaning.ts';
import { PATHS } from './broken/paths.ts';
import { FIELD_KEYS } from './broken/fields.ts';
import { STEPS } from './broken/steps.ts';
import { TYPED } from './broken/typing.ts';
import type { Case } from './case.ts';
import { CONDITIONS } from './correct/conditions.ts';
import { FIELDS } from './correct/fields.ts';
import { VALUES } from './correct/values.ts';

/** The part whose writer knew the documentation and not the checker. */
const BLIND_BROKEN: readonly Case[] = [
  ...BLIND_PATHS,
  ...BLIND_ABSENT,
  ...BLIND_TYPING,
  ...BLIND_STEPS,
  ...BLIND_CONDITIONS,
];
const BLIND_CORRECT: readonly Case[] = [...ORDERS, ...OTHERS];
export const BLIND: readonly Case[] = [...BLIND_BROKEN, ...BLIND_CORRECT];

/** Mappings and conditions with one mistake each, which a label names. */
export const BROKEN: readonly Case[] = [
  ...PATHS,
  ...MEANING,
  ...ABSENT,
  ...TYPED,
  ...FIELD_KEYS,
  ...STEPS,
  ...BROKEN_CONDITIONS,
  ...BLIND_BROKEN,
];

/** Mappings and conditions without any. */
export const CORRECT: readonly Case[] = [...VALUES, ...FIELDS, ...CONDITIONS, ...BLIND_CORRECT];
