import { z } from 'zod';
import { isJsonObject } from './json.ts';

/** Names the bytes of a file; only the server makes such names, and they hold for one workspace. */
export const fileNameSchema = z.string().min(1).max(200);

/** What stands for a file in data. */
export const fileHandleSchema = z.object({
  file: fileNameSchema,
  name: z.string(),
  /** Its media type, as the sender declared it. */
  type: z.string(),
  bytes: z.int(),
});
export type FileHandle = z.infer<typeof fileHandleSchema>;

/** True for a value that has the shape of a file handle. Whether its name holds, the server tells. */
export function isFileHandle(value: unknown): value is FileHandle {
  if (!isJsonObject(value) || Object.keys(value).length !== 4) return false;
  // A failed parse lists its reasons, which costs microseconds for each object of four members.
  return typeof value['file'] === 'string' && fileHandleSchema.safeParse(value).success;
}
