import { z } from 'zod';
import { stepSchema } from '../flow/step.ts';

/** What the checker can find. The names are stable: people filter by them, and docs/checks.md lists them. */
const findingKindSchema = z.enum([
  'syntax_error',
  'path_never_present',
  'path_sometimes_missing',
  'value_sometimes_empty',
  'wrong_type',
  'conversion_fails',
  'format_mismatch',
  'value_not_allowed',
  'not_constant',
  'required_field_unmapped',
  'unknown_field',
  'unknown_action',
  'unknown_flow',
  'unknown_step',
  'later_step',
  'out_of_reach_step',
  'condition_type',
  'condition_constant',
  'unreachable_branch',
  'unreachable_step',
  'prints_json',
  'filter_type',
  'index_of_each',
  'braces_in_literal',
  'breaks_json',
  'reserved_header',
  'nothing_captured',
]);
export type FindingKind = z.infer<typeof findingKindSchema>;

/** A change that puts a finding right: the whole step, corrected. */
const findingFixSchema = z.object({
  /** What the change does, as the label of a button. */
  label: z.string(),
  /** The corrected step; it keeps its id. */
  step: stepSchema,
});
export type FindingFix = z.infer<typeof findingFixSchema>;

/** One thing that is wrong, or will be for some events, with a mapping of a flow. */
export const findingSchema = z.object({
  kind: findingKindSchema,
  /** `error`: every run that gets here fails or does the wrong thing. `warning`: some may. */
  severity: z.enum(['error', 'warning', 'info']),
  /** The id of the step, or `trigger`. */
  step: z.string(),
  /** The place inside the step: `["input", "email_address"]`, `["when", "all", 0, "left"]`. */
  field: z.array(z.union([z.string(), z.int()])),
  /** The path of the data it is about. */
  path: z.string().optional(),
  /** What is wrong, naming field, path and share. */
  message: z.string(),
  /** What to do. */
  hint: z.string(),
  /** The share of the events it concerns that do not fit, above 0 up to 1. */
  share: z.number().min(0).max(1).optional(),
  /** Offset of a syntax error in the path or template. */
  position: z.int().optional(),
  fix: findingFixSchema.optional(),
});
export type Finding = z.infer<typeof findingSchema>;

/** Most captured events a check looks at. */
export const MOST_CHECKED_EVENTS = 500;

/** Check a flow against what its trigger captured; `document` is the draft when absent. */
export const checkFlowRequestSchema = z.strictObject({
  document: z.unknown().optional(),
  last: z.int().min(0).max(MOST_CHECKED_EVENTS).default(50),
});

export const checkFlowResponseSchema = z.object({
  findings: z.array(findingSchema),
  /** What the check learned from. */
  events: z.object({
    /** Captured events that were looked at. */
    learned: z.int(),
    /** Events passed over because they are too large or were refused for want of room. */
    skipped: z.int(),
    /** `samples`: no event was there yet, so the samples of the connector stood in. */
    source: z.enum(['events', 'samples', 'none']),
  }),
});
export type CheckFlowResponse = z.infer<typeof checkFlowResponseSchema>;
