import { streamMessageSchema, type StreamMessage } from '@millrace/model';
import { z } from 'zod';

/** The PostgreSQL channel on which every process hears of changes. */
export const CHANGES = 'millrace_changes';

const changeSchema = z.object({
  workspace: z.string(),
  message: streamMessageSchema,
  /** True when a run can be claimed. */
  work: z.boolean().optional(),
});

/** Something that happened, told to every process in the transaction that did it. */
export interface Change {
  workspace: string;
  message: StreamMessage;
  work?: boolean | undefined;
}

/** The payload of pg_notify: at most 8,000 bytes, so ids only. */
export function encodeChange(change: Change): string {
  return JSON.stringify(change);
}

/** A payload back as a change; undefined when it is not one. */
export function decodeChange(payload: string): Change | undefined {
  try {
    return changeSchema.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined;
  }
}
