import { z } from 'zod';

/**
 * One call of a try as it is kept: what was sent and what came back, without credentials. Of a try that
 * went well it keeps the first lines, of one that failed the headers and the answer, too.
 */
export const recordedCallSchema = z.object({
  method: z.string(),
  /** With the names of secrets where its address holds some. */
  url: z.string(),
  /** The beginning of the body that was sent; absent when there was none. */
  sent: z.string().optional(),
  /** Absent when no answer came. */
  status: z.int().optional(),
  /** Milliseconds from sending to the end of the answer. */
  ms: z.int(),
  /** Size of the answer's body. */
  bytes: z.int().optional(),
  /** Those that were sent, without the ones that say who calls. */
  headers: z.record(z.string(), z.string()).optional(),
  answer_headers: z.record(z.string(), z.string()).optional(),
  /** The beginning of the answer's body. */
  answer: z.string().optional(),
  redirects: z.array(z.object({ status: z.int(), method: z.string(), url: z.string() })).optional(),
  /** Why no whole answer came. */
  error: z.string().optional(),
});
export type RecordedCall = z.infer<typeof recordedCallSchema>;

/** The calls of one try: the first and the last of them, where there were many. */
export interface RecordedCalls {
  list: RecordedCall[];
  /** How many were made between the first and the last ones. */
  leftOut: number;
}
