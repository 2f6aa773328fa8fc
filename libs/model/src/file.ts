import { z } from 'zod';

/** A stored file as data sees it: steps pass it on, and only the server reads what is in it. */
export const fileHandleSchema = z.strictObject({
  file: z.string().min(1).max(200),
  name: z.string().max(255),
  type: z.string().max(255),
  bytes: z.int().nonnegative(),
});
export type FileHandle = z.infer<typeof fileHandleSchema>;

/** True for what has the shape of a handle; whether there is such a file, the server knows. */
export function isFileHandle(value: unknown): value is FileHandle {
  return fileHandleSchema.safeParse(value).success;
}
