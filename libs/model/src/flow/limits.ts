import { z } from 'zod';
import { DURATION_PATTERN } from '../duration.ts';

const durationSchema = z.string().regex(DURATION_PATTERN, {
  error: 'A duration is a whole number and ms, s, m, h or d, for example 10m.',
});

/** How much of a flow may happen at a time. What is over a limit waits; nothing is dropped. */
export const limitsSchema = z.strictObject({
  /** Runs of the flow going on at a time, over all processes. Waiting runs do not count. */
  concurrency: z.int().min(1).max(1_000).optional(),
  /** Runs of the flow that may start in a span of time. */
  rate: z.strictObject({ runs: z.int().min(1).max(100_000), per: durationSchema }).optional(),
  /** A run that has not ended this long after it started fails. */
  timeout: durationSchema.optional(),
});
export type Limits = z.infer<typeof limitsSchema>;
