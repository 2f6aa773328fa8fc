import { HttpException } from '@nestjs/common';
import { AppError, ERRORS, isAppError, isJsonObject, type Problem } from '@millrace/model';
import { isDatabaseAway } from '../database/database-away.ts';

/** The parts of a request that an error names. */
export interface FailedRequest {
  method: string;
  /** Without the query. */
  path: string;
  maxBody: number;
}

/** Any error as one of the catalogue. What is not known becomes INTERNAL, with the error as cause. */
export function asAppError(error: unknown, request: FailedRequest): AppError {
  if (isAppError(error)) return error;
  if (isDatabaseAway(error)) return new AppError('DATABASE_AWAY', {}, { cause: error });
  const status = statusOf(error);
  if (status === 413) return new AppError('BODY_TOO_LARGE', { limit: request.maxBody });
  if (status === 404 || status === 405) {
    return new AppError('ROUTE_NOT_FOUND', { method: request.method, path: request.path });
  }
  if (status === 415) return new AppError('CONTENT_TYPE_REFUSED', { type: 'This content' });
  if (status === 400 && isBodyError(error)) return new AppError('REQUEST_MALFORMED');
  if (status !== undefined && status >= 400 && status < 500 && error instanceof Error) {
    return new AppError('REQUEST_INVALID', { summary: error.message });
  }
  return new AppError('INTERNAL', {}, { cause: error });
}

/** The problem document of an error (RFC 9457). */
export function problemOf(error: AppError, id: string): Problem {
  const { faults, details } = splitDetails(error.details);
  return {
    type: `urn:millrace:error:${error.code}`,
    title: titleOf(error.code),
    status: error.status,
    code: error.code,
    detail: error.message,
    hint: error.hint,
    id,
    ...(faults === undefined ? {} : { faults }),
    ...(details === undefined ? {} : { details }),
  };
}

/** True when the server itself failed, so that the log needs the cause. */
export function isOurs(error: AppError): boolean {
  return ERRORS[error.code].actor === 'us';
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  return typeof error.status === 'number' ? error.status : undefined;
}

/** The body parser's own errors say what failed in `type`. */
function isBodyError(error: unknown): boolean {
  const cause = error instanceof HttpException ? error.cause : error;
  return cause instanceof SyntaxError || (cause instanceof Error && 'type' in cause);
}

function titleOf(code: string): string {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type Faults = NonNullable<Problem['faults']>;

/** `details` may be the faults themselves, or hold them beside other facts. */
function splitDetails(details: unknown): { faults?: Faults; details?: unknown } {
  if (isFaults(details)) return { faults: details };
  if (!isJsonObject(details) || !isFaults(details['faults'])) return { details };
  const { faults, ...rest } = details;
  return Object.keys(rest).length === 0 ? { faults } : { faults, details: rest };
}

function isFaults(value: unknown): value is Faults {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (one) =>
        isJsonObject(one) && typeof one['path'] === 'string' && typeof one['message'] === 'string',
    )
  );
}
