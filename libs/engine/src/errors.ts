import { AppError, isJsonObject, type StepFailure } from '@millrace/model';
import type { StepError } from './state.ts';

/** Any thrown value as the error that is stored and shown. Unknown ones are defects: INTERNAL. */
export function toStepError(error: unknown): StepError {
  const known = error instanceof AppError ? error : new AppError('INTERNAL', {}, { cause: error });
  const stored = { code: known.code, message: known.message, hint: known.hint };
  return known.details === undefined ? stored : { ...stored, details: known.details };
}

/** A stored error as later steps see it at `steps.<id>.error`: what was answered, when anything was. */
export function seenFailure({ code, message, details }: StepError): StepFailure {
  const { status, body } = isJsonObject(details) ? details : {};
  return { status: typeof status === 'number' ? status : null, code, message, body: body ?? null };
}
