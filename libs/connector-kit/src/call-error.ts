import { AppError, isAppError, isJsonObject, type JsonValue } from '@millrace/model';
import type { ConnectionValues } from './define.ts';
import type { HttpResponse } from './http/answer.ts';

/** Who answered, and with which account. */
export interface Callee {
  app: string;
  connection: ConnectionValues | undefined;
}

export type CallFailure =
  'CALL_REJECTED' | 'CALL_UNAUTHORIZED' | 'CALL_RATE_LIMITED' | 'CALL_UNAVAILABLE';

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
/** Bodies are kept for people to read, not to be worked with. */
const LONGEST_BODY = 16_384;

/** True when the same call may succeed later. */
export function isRetryable(error: unknown): boolean {
  return isAppError(error) && RETRYABLE.has(error.code);
}

/** True for a status that means the call was done. */
export function isSuccess({ status }: HttpResponse): boolean {
  return status >= 200 && status < 300;
}

/**
 * The error of an answer that is no success: 401 and 403 are CALL_UNAUTHORIZED, 429 is
 * CALL_RATE_LIMITED, 408, 425 and 5xx are CALL_UNAVAILABLE, the rest is CALL_REJECTED. Its details
 * hold `status`, `body`, and `retry_after` in seconds when the application named a time.
 */
export function toCallError(
  { app, connection }: Callee,
  response: HttpResponse,
  reading: Reading = { reason: plainReason(response) },
): AppError {
  const { status } = response;
  const params = {
    app,
    status,
    connection: connection?.name ?? 'none',
    reason: shorten(reading.reason, LONGEST_REASON),
  };
  const after = retryAfter(response);
  const details = {
    status,
    body: shortBody(response.body),
    ...(after === undefined ? {} : { retry_after: after }),
  };
  const hint = reading.hint === undefined ? {} : { hint: reading.hint };
  return new AppError(reading.kind ?? failureOf(status), params, { details, ...hint });
}

function failureOf(status: number): CallFailure {
  if (status === 401 || status === 403) return 'CALL_UNAUTHORIZED';
  if (status === 429) return 'CALL_RATE_LIMITED';
  return status >= 500 || status === 408 || status === 425 ? 'CALL_UNAVAILABLE' : 'CALL_REJECTED';
}

/** Retry-After in seconds, given as seconds or as a date (RFC 9110 §10.2.3). */
function retryAfter({ headers }: HttpResponse): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  if (/^\d{1,6}(\.\d{1,6})?$/.test(value)) return Math.ceil(Number(value));
  // Date.parse takes much that is no date, such as -5.
  const at = /^\w{3},? /.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}

/** A sentence about an answer that explains nothing in a known way. */
function plainReason({ status, headers, body }: HttpResponse): string {
  if (status >= 300 && status < 400) return `it leads to ${headers['location'] ?? 'elsewhere'}.`;
  if (typeof body === 'string') return body.trim() === '' ? `status ${status}.` : body.trim();
  if (!isJsonObject(body)) return body === null ? `status ${status}.` : JSON.stringify(body);
  const said = [body['message'], body['detail'], body['error'], body['title']];
  return said.find((one) => typeof one === 'string') ?? JSON.stringify(body);
}

function shortBody(body: JsonValue): JsonValue {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text.length <= LONGEST_BODY ? body : shorten(text, LONGEST_BODY);
}

function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}
