import { isJsonObject, type JsonObject, type JsonValue } from '@millrace/connector-kit';
import type { CodeRequest } from '@millrace/connector-kit';
import { textOf, wrong } from './input-values.ts';

type Pages = NonNullable<CodeRequest['pages']>;
type Pair = readonly [name: string, value: string];

/** How the pages of an input follow each other; undefined when only one answer is asked for. */
export function pagesOf(input: JsonObject): Pages | undefined {
  const kind = textOf(input['pages'], 'none');
  if (kind === 'none') return undefined;
  const { more, page_size: size, most_pages: most } = input;
  return {
    items: inBody(textOf(input['items'], '$')),
    next: nextOf(kind, { $path: inBody(textOf(input['next'], '$')) }),
    ...(typeof more === 'string'
      ? { more: { left: { $path: inBody(more) }, op: 'is_true' as const } }
      : {}),
    ...(typeof size === 'number' ? { size } : {}),
    ...(typeof most === 'number' ? { most } : {}),
  };
}

function nextOf(kind: string, found: { $path: string }): Pages['next'] {
  if (kind === 'link') return 'link';
  if (kind === 'url') return { url: found };
  return kind === 'cursor' ? { cursor: found } : 'count';
}

/** Paths of the input begin at the body of the answer. */
function inBody(path: string): string {
  return `$.answer.body${path.slice(1)}`;
}

/** The query of a page: what the input says of its number, place or cursor. */
export function pageQuery(input: JsonObject, page: JsonObject | undefined): Pair[] {
  const { page_parameter: name, size_parameter: sizeName, page_size: size } = input;
  const value = page === undefined ? undefined : pageValue(input, page);
  const isInQuery = input['page_in'] !== 'body' && value !== undefined;
  return [
    ...(isInQuery && typeof name === 'string' ? [[name, String(value)] as const] : []),
    ...(typeof sizeName === 'string' && typeof size === 'number'
      ? [[sizeName, String(size)] as const]
      : []),
  ];
}

function pageValue(
  { pages, first_page: first = 1 }: JsonObject,
  { number, offset, cursor }: JsonObject,
): string | number | undefined {
  if (pages === 'cursor')
    return typeof cursor === 'string' || typeof cursor === 'number' ? cursor : undefined;
  if (pages === 'offset') return Number(offset);
  return pages === 'page' ? Number(number) + Number(first) - 1 : undefined;
}

/**
 * The body of a page, with its cursor where the input wants it there. Throws INPUT_INVALID for a body that has
 * no such place.
 */
export function pageBody(
  input: JsonObject,
  body: JsonValue,
  page: JsonObject | undefined,
): JsonValue {
  const { page_parameter: pointer, page_in: where } = input;
  const cursor = page?.['cursor'];
  if (where !== 'body' || cursor === undefined || typeof pointer !== 'string') return body;
  const keys = pointer.split('/').slice(pointer.startsWith('/') ? 1 : 0);
  return withMember(body, keys, cursor);
}

function withMember(value: JsonValue, keys: readonly string[], member: JsonValue): JsonValue {
  const [key, ...rest] = keys;
  if (key === undefined) return member;
  if (!isJsonObject(value)) throw wrong(['page_parameter'], 'The body has no place for a cursor.');
  const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
  const inner = Object.hasOwn(value, name) ? (value[name] ?? {}) : {};
  return { ...value, [name]: withMember(inner, rest, member) };
}
