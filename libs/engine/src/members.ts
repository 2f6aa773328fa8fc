import { isJsonObject, type JsonObject, type JsonValue, type Mapping } from '@millrace/model';
import { evaluateMapping, type Given } from '@millrace/mapping';

/** The object that named mappings give; an empty one where they give something else. Throws what a mapping throws. */
export function membersOf(
  members: Record<string, Mapping>,
  data: JsonValue,
  given: Given,
): JsonObject {
  const value = evaluateMapping(members, data, given);
  return isJsonObject(value) ? value : {};
}

/** The value of a mapping, null where there is none. Throws what a mapping throws. */
export function valueOf(mapping: Mapping | undefined, data: JsonValue, given: Given): JsonValue {
  return mapping === undefined ? null : (evaluateMapping(mapping, data, given) ?? null);
}

/** Text as it is, anything else as JSON. */
export function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
