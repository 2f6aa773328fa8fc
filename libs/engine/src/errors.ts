import { AppError } from '@millrace/model';
import type { StepError } from './state.ts';

/** Any thrown value as the error that is stored and shown. Unknown ones are defects: INTERNAL. */
export function toStepError(error: unknown): StepError {
  const known = error instanceof AppError ? error : new AppError('INTERNAL', {}, { cause: error });
  const stored = { code: known.code, message: known.message, hint: known.hint };
  return known.details === undefined ? stored : { ...stored, details: known.details };
}
