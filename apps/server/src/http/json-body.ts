import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { AppError, parseJson, type JsonValue } from '@millrace/model';
import type { Admitted } from './admission.ts';
import { readBody } from './request-body.ts';

/**
 * The body of a call as JSON; undefined when there is none. Throws BODY_TOO_LARGE,
 * REQUEST_MALFORMED, BODY_TIMEOUT, or OVERLOADED when there is no room for it.
 */
export async function readJsonBody(
  request: IncomingMessage,
  limit: number,
  admitted: Admitted,
): Promise<JsonValue | undefined> {
  const bytes = await readBody(request, limit, admitted);
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new AppError('REQUEST_MALFORMED');
  const text = bytes.toString('utf8');
  try {
    return parseJson(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (error) {
    throw new AppError('REQUEST_MALFORMED', {}, { cause: error });
  }
}
