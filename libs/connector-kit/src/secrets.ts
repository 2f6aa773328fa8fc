import { isAppError, isJsonObject, type Field, type JsonValue } from '@millrace/model';
import type { ConnectionValues } from './define.ts';
import { redactor, redactJson, type Redact } from './redact.ts';

const NO_CONNECTION: ConnectionValues = Object.freeze({ name: 'none', values: {} });
/** By connection, which nobody changes and which belongs to one connector. */
const redactors = new WeakMap<ConnectionValues, Redact>();

/** What hides the secrets of a connection, made once for each. */
export function redactorOf(
  fields: readonly Field[],
  connection: ConnectionValues = NO_CONNECTION,
): Redact {
  const hide = redactors.get(connection) ?? redactor(secretsOf(fields, connection));
  redactors.set(connection, hide);
  return hide;
}

/**
 * Runs a connector's code so that no secret of the connection comes out: not in the result (a
 * target may echo what it got), not in the text, details or causes of an error.
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

function secretsOf(fields: readonly Field[], { values }: ConnectionValues): string[] {
  return fields.filter(({ type }) => type === 'secret').flatMap(({ key }) => values[key] ?? []);
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
