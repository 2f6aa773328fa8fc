import {
  inputError,
  isJsonObject,
  type AppError,
  type JsonObject,
  type JsonValue,
} from '@millrace/connector-kit';

const ACTION = 'Send a request';

/** The members of a map that have a value; null leaves one out. */
export function membersOf(value: JsonValue | undefined): [string, JsonValue][] {
  const members: JsonObject = isJsonObject(value) ? value : {};
  return Object.entries(members).filter(([, member]) => member !== null);
}

/** A map of the input as texts. Throws INPUT_INVALID for objects and lists. */
export function textsOf(key: string, value: JsonValue | undefined): Record<string, string> {
  return Object.fromEntries(
    membersOf(value).map(([name, member]) => {
      if (!Array.isArray(member) && !isJsonObject(member)) return [name, printed(member)];
      throw wrong([key, name], `${key}.${name} is not a text, number or boolean.`);
    }),
  );
}

/** A text of the input, or what stands for it when it is not there. */
export function textOf(value: JsonValue | undefined, preset: string): string {
  return typeof value === 'string' ? value : preset;
}

/** Text as it is; numbers and booleans as JSON writes them. */
export function printed(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The INPUT_INVALID of a place in the input. */
export function wrong(path: readonly string[], message: string): AppError {
  return inputError(ACTION, [{ path: path.map((part) => `/${part}`).join(''), message }]);
}
