import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { parseJson } from '../parse-json.ts';
import type { CurlRequest } from './curl-request.ts';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = /^application\/json\s*(?:;\s*charset="?utf-8"?)?$/i;

/** What is sent, and the headers of the step. */
export type CurlBody = { headers: Record<string, string> } & JsonObject;

/** The body of a request, as data where that says the same. */
export function curlBody(
  { isGet, data, json, parts }: CurlRequest,
  given: readonly [name: string, value: string][],
): CurlBody {
  const headers = joined(given);
  const own = Object.keys(headers).find((name) => name.toLowerCase() === 'content-type');
  const { [own ?? '']: declared, ...others } = headers;
  if (parts.length > 0) return { headers: others, body: membersOf(parts), body_as: 'multipart' };
  if (json !== undefined) return jsonBody(json, declared ?? 'application/json', others);
  const text = isGet ? '' : data.join('&');
  if (text === '') return { headers };
  const type = declared ?? FORM;
  if (/[/+]json\b/i.test(type)) return jsonBody(text, type, others);
  if (type.toLowerCase() === FORM) {
    return { headers: others, body: formOf(text) ?? text, body_as: 'form' };
  }
  const typed = { ...others, 'Content-Type': type };
  const isMultipart = /^multipart\//i.test(type);
  return { headers: typed, body: text, ...(isMultipart ? {} : { body_as: 'text' }) };
}

/** One value a name: of several those of one header go into one. */
function joined(headers: readonly [name: string, value: string][]): Record<string, string> {
  const all = new Map<string, [name: string, value: string]>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const known = all.get(key);
    all.set(key, known === undefined ? [name, value] : [known[0], `${known[1]}, ${value}`]);
  }
  return Object.fromEntries(all.values());
}

function jsonBody(text: string, type: string, others: Record<string, string>): CurlBody {
  const value = jsonOf(text);
  if (value === undefined) {
    return { headers: { ...others, 'Content-Type': type }, body: text, body_as: 'text' };
  }
  // A list or an object is sent as JSON by itself.
  return {
    headers: JSON_TYPE.test(type) ? others : { ...others, 'Content-Type': type },
    body: value,
  };
}

/** A list or an object; other JSON stays the text it is. */
function jsonOf(text: string): JsonValue | undefined {
  try {
    const value = parseJson(text);
    return Array.isArray(value) || isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A form as an object, where that gives the same text again. */
function formOf(text: string): JsonObject | undefined {
  const value = membersOf([...new URLSearchParams(text)]);
  const pairs = Object.entries(value).flatMap(([name, member]) =>
    [member].flat().map((one): [string, string] => [name, one]),
  );
  return new URLSearchParams(pairs).toString() === text ? value : undefined;
}

function membersOf(
  pairs: readonly (readonly [name: string, value: string])[],
): Record<string, string | string[]> {
  const members = new Map<string, string | string[]>();
  for (const [name, value] of pairs) {
    const known = members.get(name);
    members.set(name, known === undefined ? value : [known, value].flat());
  }
  return Object.fromEntries(members);
}
