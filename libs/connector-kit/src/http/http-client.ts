import type { JsonValue } from '@millrace/model';
import { Agent } from 'undici';
import { addressPolicy, type AddressPolicy } from './addresses.ts';
import { readAnswer, type HttpResponse } from './answer.ts';
import { exchange } from './exchange.ts';
import { asCallError } from './failure.ts';
import { guardedConnector, type ResolveAll } from './guarded-connector.ts';
import { checkedHeaders } from './request-headers.ts';
import { cachedTargets, redirectTarget } from './target.ts';

/** The methods of calls. */
export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

/** One outgoing call. */
export interface HttpRequest {
  /** The application called, as people know it: it names the call in errors. */
  app: string;
  method: HttpMethod;
  url: string;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Headers that say who calls. A redirect to another origin goes without them. */
  credentials?: Readonly<Record<string, string>> | undefined;
  /** Added to the query of the URL. */
  query?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** A value sent as JSON, fields sent as a form, or text sent as it is. */
  body?:
    | { json: JsonValue }
    | { form: Readonly<Record<string, string>> }
    | { text: string; type: string }
    | undefined;
  /** Milliseconds for the whole call; 30,000 when absent. */
  timeoutMs?: number | undefined;
  /** Redirects to follow, each checked like the first address; none when absent. */
  redirects?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** The one way out: no other code opens an outgoing connection. */
export interface HttpClient {
  /**
   * Makes a call; every status is an answer. Throws URL_INVALID, HEADER_INVALID, EGRESS_BLOCKED,
   * ANSWER_TOO_LARGE, ANSWER_UNREADABLE, and CALL_UNAVAILABLE when no whole answer came in time.
   */
  request(request: HttpRequest): Promise<HttpResponse>;
  /** Lets calls end and closes the pooled connections. */
  close(): Promise<void>;
}

export interface HttpClientOptions {
  /** CIDRs, addresses and names that may be reached although private. */
  allow: readonly string[];
  /** Largest answer in bytes, inflated; 10 MB when absent. */
  maxAnswer?: number;
  /** The system's resolver when absent. */
  resolve?: ResolveAll;
}

interface Client {
  agent: Agent;
  maxAnswer: number;
  policy: AddressPolicy;
  target: (url: string, query: HttpRequest['query']) => URL;
}

const MAX_ANSWER = 10 * 1024 * 1024;
const MAX_HEADERS = 32 * 1024;
const TIMEOUT_MS = 30_000;
/** Credentials stay with the origin they were meant for. */
const CREDENTIALS = ['authorization', 'cookie', 'x-api-key'];

/**
 * Makes the HTTP client. Proxies of the environment are not used, and calls speak HTTP/1.1, whose limits
 * are the ones set here. Throws CONFIG_INVALID for an entry of `allow` that is not understood.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const policy = addressPolicy(options.allow);
  const agent = new Agent({
    connect: guardedConnector(policy, options.resolve),
    allowH2: false,
    maxHeaderSize: MAX_HEADERS,
    keepAliveTimeout: 10_000,
    keepAliveMaxTimeout: 60_000,
    connections: 256,
    pipelining: 1,
  });
  const target = cachedTargets(policy);
  const client = { agent, policy, target, maxAnswer: options.maxAnswer ?? MAX_ANSWER };
  return { request: (request) => call(client, request), close: () => agent.close() };
}

async function call(client: Client, request: HttpRequest): Promise<HttpResponse> {
  const url = client.target(request.url, request.query);
  const headers = {
    ...OWN_HEADERS,
    ...typeOf(request.body),
    ...(request.headers === undefined ? {} : checkedHeaders(request.headers)),
    ...(request.credentials === undefined ? {} : checkedHeaders(request.credentials)),
  };
  try {
    return await follow(client, request, { url, headers });
  } catch (error) {
    throw asCallError(request.app, error);
  }
}

const OWN_HEADERS = {
  'user-agent': 'Millrace',
  accept: 'application/json, */*;q=0.5',
  'accept-encoding': 'identity',
};

interface Hop {
  url: URL;
  headers: Record<string, string>;
}

async function follow(client: Client, request: HttpRequest, hop: Hop): Promise<HttpResponse> {
  const { app, timeoutMs = TIMEOUT_MS, signal } = request;
  const deadline = performance.now() + timeoutMs;
  let { url, headers } = hop;
  let { method, body } = request;
  for (let left = request.redirects ?? 0; ; left -= 1) {
    const ms = deadline - performance.now();
    const answer = await exchange(
      client.agent,
      {
        ...{ origin: url.origin, path: `${url.pathname}${url.search}`, method, headers },
        body: bodyText(body),
      },
      { app, ms, bytes: client.maxAnswer, signal },
    );
    const { location } = answer.headers;
    if (left <= 0 || !isRedirect(answer.status) || typeof location !== 'string') {
      return readAnswer(app, answer, client.maxAnswer);
    }
    const next = redirectTarget(client.policy, url, location);
    if (next.origin !== url.origin) headers = without(headers, secretNames(request));
    if (becomesGet(answer.status, method)) {
      method = 'GET';
      body = undefined;
      headers = without(headers, ['content-type']);
    }
    url = next;
  }
}

function secretNames({ credentials = {} }: HttpRequest): string[] {
  return [...CREDENTIALS, ...Object.keys(credentials)];
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** As browsers do it: 303 always, 301 and 302 after a POST. */
function becomesGet(status: number, method: HttpMethod): boolean {
  if (status === 303) return method !== 'HEAD';
  return (status === 301 || status === 302) && method === 'POST';
}

function bodyText(body: HttpRequest['body']): string | null {
  if (body === undefined) return null;
  if ('json' in body) return JSON.stringify(body.json);
  return 'form' in body ? new URLSearchParams(body.form).toString() : body.text;
}

function typeOf(body: HttpRequest['body']): Record<string, string> {
  if (body === undefined) return {};
  if ('json' in body) return { 'content-type': 'application/json' };
  return { 'content-type': 'form' in body ? 'application/x-www-form-urlencoded' : body.type };
}

function without(headers: Record<string, string>, names: readonly string[]) {
  const dropped = new Set(names.map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
}
