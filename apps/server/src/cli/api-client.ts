import { AppError, parseJson, problemSchema } from '@millrace/model';
import type { z } from 'zod';

const DEFAULT_URL = 'http://127.0.0.1:4400';

/** Where the server is and how to be let in. */
export interface ClientOptions {
  url?: string | undefined;
  key?: string | undefined;
}

/** Calls the API of a running server. */
export interface ApiClient {
  url: string;
  call<T extends z.ZodType>(
    schema: T,
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<z.output<T>>;
}

/** A client with an API key, from the options or the environment. Throws SIGN_IN_REQUIRED. */
export function apiClient(options: ClientOptions): ApiClient {
  const key = options.key ?? process.env['MILLRACE_API_KEY'];
  if (key === undefined) {
    throw new AppError('SIGN_IN_REQUIRED', {}, { hint: 'Give --key or set MILLRACE_API_KEY.' });
  }
  return client(serverUrl(options), { authorization: `Bearer ${key}` });
}

/** The server's address, from the options or the environment, without a trailing slash. */
export function serverUrl(options: ClientOptions): string {
  const url = options.url ?? process.env['MILLRACE_PUBLIC_URL'] ?? DEFAULT_URL;
  return url.replace(/\/+$/, '');
}

/** A client that sends these headers. Throws SERVER_UNREACHABLE and what the server answers. */
export function client(url: string, headers: Readonly<Record<string, string>>): ApiClient {
  return {
    url,
    async call(schema, method, path, body, more = {}) {
      const response = await send(`${url}/api/v1${path}`, {
        method,
        headers: { ...headers, ...more, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer: unknown = parseJson(await response.text());
      if (!response.ok) throw refusal(answer, response.status);
      return schema.parse(answer);
    },
  };
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('SERVER_UNREACHABLE', { url, reason }, { cause: error });
  }
}

function refusal(answer: unknown, status: number): Error {
  const problem = problemSchema.safeParse(answer).data;
  if (problem === undefined) return new Error(`The server answered with status ${status}.`);
  const faults = (problem.faults ?? []).map(({ path, message }) => `\n  ${path}: ${message}`);
  return new Error(`${problem.detail}${faults.join('')}\n${problem.hint} (${problem.code})`);
}
