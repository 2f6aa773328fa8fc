import { isAppError, isJsonObject, type Field, type JsonValue } from '@millrace/model';
import type { ConnectionValues } from './define.ts';
import { redactor, redactJson, type Redact } from './redact.ts';

/**
 * Runs a connector's code so that no secret of the connection comes out: not in the result (a
 * target may echo what it got), not in the text, details or causes of an error.
 */
export async function withoutSecrets<T extends JsonValue>(
  fields: readonly Field[],
  connection: ConnectionValues | undefined,
  run: () => Promise<T>,
): Promise<T> {
  const hide = redactor(secretsOf(fields, connection));
  try {
    return redactJson(await run(), hide);
  } catch (error) {
    hideInError(error, hide);
    throw error;
  }
}

function secretsOf(fields: readonly Field[], connection: ConnectionValues | undefined): string[] {
  return fields
    .filter(({ type }) => type === 'secret')
    .flatMap(({ key }) => connection?.values[key] ?? []);
}

/** Changes the error in place, so that its class, code and stack stay what they are. */
function hideInError(error: unknown, hide: Redact, depth = 0): void {
  if (!(error instanceof Error) || depth > 8) return;
  const { message, stack = '', cause } = error;
  Object.assign(error, { message: hide(message), stack: hide(stack) });
  if (isAppError(error)) {
    const { hint, details } = error;
    Object.assign(error, { hint: hide(hint) });
    if (isJsonObject(details)) Object.assign(error, { details: redactJson(details, hide) });
  }
  hideInError(cause, hide, depth + 1);
}
