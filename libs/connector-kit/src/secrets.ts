import { isAppError, isJsonObject, type JsonValue } from '@millrace/model';
import { redactJson, type Redact } from './redact.ts';

/**
 * Runs a connector's code so that no secret of the account comes out: not in the result (a target may echo
 * what it got), not in the text, details or causes of an error.
 */
export async function hidingSecrets<T extends JsonValue>(
  hide: Redact,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return redactJson(await run(), hide);
  } catch (error) {
    hideInError(error, hide);
    throw error;
  }
}

/** Changes the error in place, so that its class, code and stack stay what they are. */
export function hideInError(error: unknown, hide: Redact, depth = 0): void {
  if (!(error instanceof Error) || depth > 8) return;
  replace(error, 'message', hide(error.message));
  replace(error, 'stack', hide(error.stack ?? ''));
  if (isAppError(error)) {
    replace(error, 'hint', hide(error.hint));
    const { details } = error;
    if (isJsonObject(details)) replace(error, 'details', redactJson(details, hide));
  }
  hideInError(error.cause, hide, depth + 1);
}

/** Assignment would throw for the errors of the platform, whose message is a getter. */
function replace(error: Error, key: string, value: JsonValue): void {
  Reflect.defineProperty(error, key, { value, configurable: true, writable: true });
}
