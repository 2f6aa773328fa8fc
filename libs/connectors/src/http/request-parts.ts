import {
  inputError,
  isJsonNumber,
  isJsonObject,
  parseDuration,
  type HttpRequest,
  type JsonObject,
  type JsonValue,
} from '@millrace/connector-kit';

const ACTION = 'Send a request';
const LONGEST_MS = 120_000;
const FORM = 'application/x-www-form-urlencoded';

/** A map of the input as texts; null leaves a member out. Throws INPUT_INVALID for objects. */
export function textsOf(key: string, value: JsonValue | undefined): Record<string, string> {
  return Object.fromEntries(
    membersOf(value).map(([name, member]) => [name, textOf([key, name], member)]),
  );
}

/** As `textsOf`; a list gives its name once for each of its values. */
export function queryOf(value: JsonValue | undefined): Record<string, string | string[]> {
  return Object.fromEntries(
    membersOf(value).map(([name, member]) => [
      name,
      Array.isArray(member)
        ? member.map((one) => textOf(['query', name], one))
        : textOf(['query', name], member),
    ]),
  );
}

/** The body as the input gives it: text as it is, all else as JSON, or as a form if a header says so. */
export function bodyOf(
  body: JsonValue | undefined,
  headers: Readonly<Record<string, string>>,
): HttpRequest['body'] {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body === 'string') return { text: body, type: 'text/plain; charset=utf-8' };
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const asForm = type?.toLowerCase().startsWith(FORM) === true;
  return asForm && isJsonObject(body) ? { form: textsOf('body', body) } : { json: body };
}

/** The time limit in milliseconds. Throws INPUT_INVALID for what is no duration up to two minutes. */
export function timeoutOf(value: JsonValue | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  const ms = parseDuration(value);
  if (ms !== undefined && ms > 0 && ms <= LONGEST_MS) return ms;
  throw wrong(['timeout'], `Time limit is "${value}"; it takes 1ms to 2m, such as 10s.`);
}

function membersOf(value: JsonValue | undefined): [string, JsonValue][] {
  const members: JsonObject = isJsonObject(value) ? value : {};
  return Object.entries(members).filter(([, member]) => member !== null);
}

function textOf(path: string[], value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (isJsonNumber(value) || typeof value === 'boolean') return String(value);
  throw wrong(path, `${path.join('.')} is not a text, number or boolean.`);
}

function wrong(path: readonly string[], message: string) {
  return inputError(ACTION, [{ path: path.map((part) => `/${part}`).join(''), message }]);
}
