import { parseJson } from '@millrace/model';
import { problemOf, unreachable, unreadable } from './problem.ts';

/** The part of a zod schema the client needs. */
export interface AnswerSchema<T> {
  parse(answer: unknown): T;
}

type QueryValue = string | number | undefined;

export interface RequestOptions<T> {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Values that are undefined are left out. */
  query?: Readonly<Record<string, QueryValue>>;
  /** Sent as JSON. */
  body?: unknown;
  ifMatch?: string;
  schema: AnswerSchema<T>;
  signal?: AbortSignal;
}

/** For answers without a body. */
export const nothing: AnswerSchema<null> = { parse: () => null };

/** Path segments of an API call, escaped: `path('flows', id)` is `/flows/<id>`. */
export function path(...segments: readonly (string | number)[]): string {
  return segments.map((segment) => `/${encodeURIComponent(segment)}`).join('');
}

/**
 * Calls `/api/v1<path>` of the server this page came from and parses the answer. Throws only
 * ApiProblem, or the abort of `signal`.
 */
export async function request<T>(target: string, options: RequestOptions<T>): Promise<T> {
  const response = await send(target, options);
  const answer = await readJson(response);
  if (!response.ok) throw problemOf(response.status, answer);
  try {
    return options.schema.parse(answer);
  } catch (cause) {
    throw unreadable(response.status, cause);
  }
}

async function send<T>(target: string, options: RequestOptions<T>): Promise<Response> {
  const { method = 'GET', query = {}, body, ifMatch, signal } = options;
  const headers = new Headers({ accept: 'application/json' });
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (ifMatch !== undefined) headers.set('if-match', ifMatch);
  try {
    return await fetch(`/api/v1${target}${queryText(query)}`, {
      method,
      headers,
      credentials: 'same-origin',
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw unreachable(error);
  }
}

function queryText(query: Readonly<Record<string, QueryValue>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? '' : `?${search.toString()}`;
}

/** The body as JSON; undefined when there is none or it is not JSON. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
