import { hash } from 'node:crypto';
import { AppError, type JsonObject, type JsonValue, type Pages } from '@millrace/model';
import {
  compileManifestCondition,
  compilePath,
  type CompiledPath,
  type ManifestMapping,
} from '@millrace/mapping';
import { compileM } from './compile-request.ts';
import type { Answer } from './prepared.ts';

/** Where reading page by page stands: what mappings see as `$.page`, and the items so far. */
export interface PageState {
  /** Counts from 1. */
  number: number;
  /** Items before this page. */
  offset: number;
  /** Items of the page before. */
  count: number;
  last: JsonValue;
  /** The state that `start` and `next` make. */
  own: JsonObject;
  /** The address of this page, where an answer named it. */
  url: string | undefined;
  items: JsonValue[];
  /** Bytes of the items so far, as JSON. */
  bytes: number;
  /** What tells the pages before from others. */
  seen: string[];
}

/** How a request's pages follow each other. */
export interface Pager {
  start(): PageState;
  /** The state of the next page, or `undefined` behind the last one; `items` are those read so far. */
  next(
    state: PageState,
    answer: Answer,
    data: JsonObject,
  ): { items: JsonValue[]; next: PageState | undefined };
}

const MOST_PAGES = 100;
const MOST_ITEMS = 10_000;
const MOST_BYTES = 20 * 1024 * 1024;

/**
 * Compiles pages once. Throws ACTION_LIMIT for the same state twice, and for more items, bytes or pages than
 * are read.
 */
export function compilePages(app: string, pages: Pages): Pager {
  const items = compilePath(pages.items);
  const more = pages.more === undefined ? undefined : compileManifestCondition(pages.more);
  const step = compileNext(pages);
  const most = pages.most ?? MOST_PAGES;
  return {
    start: () => ({
      ...{ number: 1, offset: 0, count: 0, last: null, own: pages.start ?? {} },
      ...{ url: undefined, items: [], bytes: 0, seen: [] },
    }),
    next: (state, answer, data) => {
      const found = itemsOf(items, { ...data, answer: { ...answer } });
      const all = [...state.items, ...found];
      if (all.length > MOST_ITEMS) throw endless(app, `more than ${MOST_ITEMS} items`);
      const bytes = state.bytes + Buffer.byteLength(JSON.stringify(found));
      if (bytes > MOST_BYTES) throw endless(app, `more than ${MOST_BYTES} bytes of items`);
      const after: PageState = {
        number: state.number + 1,
        offset: state.offset + found.length,
        count: found.length,
        last: found.at(-1) ?? null,
        own: state.own,
        url: undefined,
        items: all,
        bytes,
        seen: [...state.seen, markOf(pages, state)],
      };
      const scope = { ...data, answer: { ...answer }, page: pageData(after) };
      const next = more?.(scope) === false ? undefined : step(after, answer, scope, found.length);
      if (next === undefined) return { items: all, next };
      if (state.number >= most) throw endless(app, `more than ${most} pages`);
      if (next.seen.includes(markOf(pages, next)))
        throw endless(app, 'the same page again and again');
      return { items: all, next };
    },
  };
}

/** What mappings see of a page. */
export function pageData({ number, offset, count, last, own }: PageState): JsonObject {
  return { ...own, number, offset, count, last };
}

type Step = (
  state: PageState,
  answer: Answer,
  scope: JsonObject,
  found: number,
) => PageState | undefined;

function compileNext({ next, size, more }: Pages): Step {
  if (next === 'count') {
    const isFull = (found: number): boolean =>
      more !== undefined ? found > 0 : found >= (size ?? 1);
    return (state, _answer, _scope, found) => (isFull(found) ? state : undefined);
  }
  if (next === 'link') {
    return (state, { headers }) => {
      const url = nextLink(headers['link'] ?? '');
      return url === undefined ? undefined : { ...state, url };
    };
  }
  if (isUrlNext(next)) {
    const evaluate = compileM(next.url);
    return (state, _answer, scope) => {
      const url = evaluate(scope);
      return typeof url === 'string' && url !== '' ? { ...state, url } : undefined;
    };
  }
  const members = Object.entries(next).map(([name, mapping]): [string, ManifestMapping] => [
    name,
    compileM(mapping),
  ]);
  return (state, _answer, scope) => {
    const found = members.flatMap(([name, evaluate]): [string, JsonValue][] => {
      const value = evaluate(scope);
      return value === undefined || value === null || value === '' ? [] : [[name, value]];
    });
    return found.length === 0
      ? undefined
      : { ...state, own: { ...state.own, ...Object.fromEntries(found) } };
  };
}

/** A state with a member of that name is told apart by having others beside it. */
function isUrlNext(
  next: Exclude<Pages['next'], string>,
): next is { url: NonNullable<(typeof next)['url']> } {
  return Object.keys(next).length === 1 && Object.hasOwn(next, 'url');
}

/** The address of `rel="next"` (RFC 8288). */
function nextLink(header: string): string | undefined {
  for (const [, url = '', params = ''] of header.matchAll(/<([^>]*)>((?:\s*;\s*[^,<]*)?)/g)) {
    if (/;\s*rel\s*=\s*"?[^";]*\bnext\b/i.test(params)) return url;
  }
  return undefined;
}

function itemsOf(path: CompiledPath, scope: JsonObject): JsonValue[] {
  const found = path.select(scope);
  const [only] = found;
  return found.length === 1 && path.singular && Array.isArray(only)
    ? only
    : only === null
      ? []
      : found;
}

/** The same for the same page: its address, its own state, or how far it is where pages are counted. */
function markOf({ next }: Pages, { url, offset, own }: PageState): string {
  const text = url ?? JSON.stringify(next === 'count' ? offset : own);
  return hash('sha256', text, 'base64').slice(0, 16);
}

/** The error of a call that would not end. */
export function endless(app: string, what: string): AppError {
  return new AppError('ACTION_LIMIT', { app, what });
}
