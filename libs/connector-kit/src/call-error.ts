import { AppError, isAppError, isJsonObject, type JsonValue } from '@millrace/model';
import type { ConnectionValues } from './define.ts';
import type { HttpResponse } from './http/answer.ts';
import { isRedirect } from './http/redirects.ts';
import { shownUrl } from './http/target.ts';
import { rateLimitOf } from './rate-limit.ts';

/** Who answered, and with which account. */
export interface Callee {
  app: string;
  connection: ConnectionValues | undefined;
  /** The clock when absent. */
  now?: Date | undefined;
}

export type CallFailure =
  | 'CALL_REJECTED'
  | 'CALL_REDIRECTED'
  | 'CALL_UNAUTHORIZED'
  | 'CALL_RATE_LIMITED'
  | 'CALL_UNAVAILABLE';

/** What an application's answer means, where a connector knows more than the status says. */
export interface Reading {
  /** The application's own explanation, as a sentence. */
  reason: string;
  /** For applications that answer, for example, rate limits with 400. */
  kind?: CallFailure | undefined;
  /** The next action, where it is better known than in the catalogue. */
  hint?: string | undefined;
}

const RETRYABLE = new Set(['CALL_RATE_LIMITED', 'CALL_UNAVAILABLE']);
const LONGEST_REASON = 300;
/** Bodies up to this size are kept as they are, so that later steps can read them; of others the beginning, as text. */
const LONGEST_BODY = 65_536;

/** True when the same call may succeed later. */
export function isRetryable(error: unknown): boolean {
  return isAppError(error) && RETRYABLE.has(error.code);
}

/** True for a status that means the call was done. */
export function isSuccess({ status }: HttpResponse): boolean {
  return status >= 200 && status < 300;
}

/**
 * The error of an answer that is no success. What says that calls are limited, by its status or its
 * headers, is CALL_RATE_LIMITED; redirects that were not followed are CALL_REDIRECTED; 401 and 403
 * are CALL_UNAUTHORIZED; 408, 425 and 5xx are CALL_UNAVAILABLE; the rest is CALL_REJECTED. Its
 * details hold `status`, `body`, and `retry_after` in seconds when the application named a time.
 */
export function toCallError(
  { app, connection, now = new Date() }: Callee,
  response: HttpResponse,
  reading: Reading = { reason: plainReason(response) },
): AppError {
  const { status, headers, redirects } = response;
  const { limited, afterMs } = rateLimitOf(response, now);
  const kind = reading.kind ?? (limited ? 'CALL_RATE_LIMITED' : failureOf(response));
  const location = shownUrl(headers['location'] ?? '');
  const params = {
    app,
    status,
    location,
    connection: connection?.name ?? 'none',
    reason: shorten(reading.reason, LONGEST_REASON),
  };
  const details = {
    status,
    body: shortBody(response.body),
    ...(kind === 'CALL_REDIRECTED' ? { location } : {}),
    ...(redirects === undefined ? {} : { redirects }),
    ...(afterMs === undefined ? {} : { retry_after: Math.ceil(afterMs / 1_000) }),
  };
  const hint = reading.hint === undefined ? {} : { hint: reading.hint };
  return new AppError(kind, params, { details, ...hint });
}

function failureOf({ status, headers }: HttpResponse): CallFailure {
  if (status === 401 || status === 403) return 'CALL_UNAUTHORIZED';
  if (isRedirect(status) && headers['location'] !== undefined) return 'CALL_REDIRECTED';
  return status >= 500 || status === 408 || status === 425 ? 'CALL_UNAVAILABLE' : 'CALL_REJECTED';
}

/** A sentence about an answer that explains nothing in a known way. */
function plainReason({ status, body }: HttpResponse): string {
  if (typeof body === 'string') return body.trim() === '' ? `status ${status}.` : body.trim();
  if (!isJsonObject(body)) return body === null ? `status ${status}.` : JSON.stringify(body);
  const said = [body['message'], body['detail'], body['error'], body['title']];
  return said.find((one) => typeof one === 'string') ?? JSON.stringify(body);
}

/** A body as errors keep it: whole up to a size, of larger ones the beginning as text. */
export function shortBody(body: JsonValue): JsonValue {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text.length <= LONGEST_BODY ? body : shorten(text, LONGEST_BODY);
}

/** The beginning of a text that is too long, with a mark. */
export function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}
