import { isJsonObject, type AppError } from '@millrace/model';

/** An error of a rendering with the place in the template where it came up; the innermost place stays. */
export function atPosition(error: AppError, position: number): AppError {
  const known = isJsonObject(error.details) ? error.details : {};
  return Object.assign(error, { details: { position, ...known } });
}
