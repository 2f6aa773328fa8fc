import {
  isJsonObject,
  type Field,
  type FieldType,
  type JsonObject,
  type JsonValue,
} from '@millrace/model';

/** A place of an input that takes free text, and how a text is put there. */
export interface TextPlace {
  /** The keys that lead there, for people. */
  name: string;
  put: (input: JsonObject, text: string) => JsonObject;
}

const TEXTS: ReadonlySet<FieldType> = new Set(['string', 'text', 'html', 'markdown', 'json']);

/** All places of an input where somebody can write what they like; below lists the first item stands for all. */
export function textPlaces(fields: readonly Field[]): TextPlace[] {
  return fields.flatMap((field) => placesOf(field, [field.key]));
}

type Keys = readonly (string | number)[];

function placesOf(field: Field, at: Keys): TextPlace[] {
  const { type, items, fields, options, choices } = field;
  if (TEXTS.has(type) || (type === 'choice' && !Array.isArray(choices))) return [placeAt(at)];
  if (type === 'list') return items === undefined ? [] : placesOf(items, [...at, 0]);
  if (type === 'map') return [placeAt([...at, 'one']), keyAt(at)];
  if (type === 'union') {
    return Object.entries(options ?? {}).flatMap(([key, option]) => placesOf(option, [...at, key]));
  }
  if (type !== 'object') return [];
  if (!Array.isArray(fields)) return [placeAt([...at, 'one']), keyAt(at)];
  return fields.flatMap((member) => placesOf(member, [...at, member.key]));
}

function placeAt(at: Keys): TextPlace {
  return { name: at.join('.'), put: (input, text) => asObject(put(input, at, text)) };
}

/** The name of a member that somebody adds. */
function keyAt(at: Keys): TextPlace {
  return {
    name: `${at.join('.')} (a name in it)`,
    put: (input, text) => asObject(put(input, [...at, text], 'x')),
  };
}

function put(value: JsonValue | undefined, [key, ...rest]: Keys, text: string): JsonValue {
  if (key === undefined) return text;
  if (typeof key === 'number') {
    const list = Array.isArray(value) ? value : [];
    return [put(list[key], rest, text), ...list.slice(1)];
  }
  const object = isJsonObject(value) ? value : {};
  return {
    ...object,
    [key]: put(Object.hasOwn(object, key) ? object[key] : undefined, rest, text),
  };
}

function asObject(value: JsonValue): JsonObject {
  return isJsonObject(value) ? value : {};
}
