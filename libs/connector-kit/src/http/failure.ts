import { AppError } from '@millrace/model';
import { unreadable } from './answer.ts';
import { AnswerCutShort } from './exchange.ts';

/** What happened, by the code of the system's or the client's error. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up at the moment',
  ECONNREFUSED: 'nothing listens at its address',
  ECONNRESET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  EHOSTUNREACH: 'its address cannot be reached',
  ENETUNREACH: 'its address cannot be reached',
  ETIMEDOUT: 'no connection came in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came in time',
  UND_ERR_SOCKET: 'the connection broke off',
};

/**
 * Whatever went wrong on the way, as the error people read. What `changes` something at the application
 * is not to be repeated once an answer has begun that does not say it failed.
 */
export function asCallError(app: string, changes: boolean, error: unknown): AppError {
  for (const one of chainOf(error)) {
    if (one instanceof AppError) return one;
    if ('code' in one && one.code === 'UND_ERR_HEADERS_OVERFLOW') {
      return unreadable(app, 0, 'its headers are too large', one);
    }
    if (one instanceof AnswerCutShort && changes && one.status < 400) {
      return unreadable(app, one.status, `after status ${one.status}, ${reasonOf(one.cause)}`, one);
    }
  }
  return new AppError('CALL_UNAVAILABLE', { app, reason: `${reasonOf(error)}.` }, { cause: error });
}

function reasonOf(error: unknown): string {
  for (const one of chainOf(error)) {
    if (one.name === 'TimeoutError') return 'no whole answer came in time';
    if (one.name === 'HTTPParserError') return 'its answer is not HTTP';
    if (one.name === 'AbortError') return 'the call was called off';
    const known = 'code' in one && typeof one.code === 'string' ? REASONS[one.code] : undefined;
    if (known !== undefined) return known;
  }
  return error instanceof Error ? error.message : String(error);
}

/** An error, those it gathers, and its causes. */
function chainOf(error: unknown, depth = 0): Error[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const gathered: unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...[...gathered, error.cause].flatMap((one) => chainOf(one, depth + 1))];
}

/** Codes of what fails before anything was sent. */
const UNSENT = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_PROXY_REFUSED',
]);

/** True for a call that got no answer although it may have arrived. */
export function isUnknownOutcome(error: unknown): boolean {
  if (!(error instanceof AppError) || error.code !== 'CALL_UNAVAILABLE') return false;
  if (error.details !== undefined) return false;
  return !chainOf(error).some(
    (one) => 'code' in one && typeof one.code === 'string' && UNSENT.has(one.code),
  );
}
