import { streamMessageSchema, type StreamMessage } from '@millrace/model';
import { z } from 'zod';

/** The PostgreSQL channel on which every process is notified of changes. */
export const CHANGES = 'millrace_changes';

/** Most bytes of one notification; PostgreSQL's limit is 8,000. */
const MAX_NOTICE = 7_800;

const changeSchema = z.object({ workspace: z.string(), message: streamMessageSchema });

const noticeSchema = z.object({
  /** The process that notifies; absent when a trigger of the database does. */
  from: z.string().optional(),
  changes: z.array(changeSchema),
  /** True when a run can be claimed. */
  work: z.boolean().optional(),
  /** Users whose sessions, keys or roles changed. */
  access: z.array(z.string()).optional(),
});

/** Something that happened. */
export interface Change {
  workspace: string;
  message: StreamMessage;
}

/** What one process notifies the others of. */
export interface Notice {
  from?: string | undefined;
  changes: Change[];
  work?: boolean | undefined;
  access?: string[] | undefined;
}

/**
 * The payload of pg_notify. When there is more than fits, each workspace is notified of `many`,
 * and pages load again what they show.
 */
export function encodeNotice(notice: Notice): string {
  const text = JSON.stringify(notice);
  if (Buffer.byteLength(text) <= MAX_NOTICE) return text;
  const workspaces = [...new Set(notice.changes.map(({ workspace }) => workspace))];
  return JSON.stringify({
    ...notice,
    changes: workspaces
      .slice(0, 50)
      .map((workspace): Change => ({ workspace, message: { kind: 'many' } })),
  });
}

/** A payload back as a notice; undefined when it is not one. */
export function decodeNotice(payload: string): Notice | undefined {
  try {
    return noticeSchema.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined;
  }
}
