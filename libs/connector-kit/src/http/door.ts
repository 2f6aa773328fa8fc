import { isIP } from 'node:net';
import { AppError, type JsonValue } from '@millrace/model';
import { Agent, type Dispatcher } from 'undici';
import { addressPolicy, trimHost, type AddressPolicy } from './addresses.ts';
import { blocked, guardedConnector, type ResolveAll } from './guarded-connector.ts';
import { checkedHeaders } from './request-headers.ts';

/** One outgoing call. */
export interface HttpRequest {
  /** The application called, as people know it: it names the call in errors. */
  app: string;
  method: string;
  url: string;
  headers?: Readonly<Record<string, string>> | undefined;
  query?: Readonly<Record<string, string>> | undefined;
  /** A value sent as JSON, or text sent as it is. */
  body?: { json: JsonValue } | { text: string; type: string } | undefined;
  /** Milliseconds for the whole call; 30,000 when absent. */
  timeoutMs?: number | undefined;
  /** Redirects to follow, each checked like the first address; none when absent. */
  redirects?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** The answer to a call, whatever its status. */
export interface HttpResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Parsed when it is JSON, otherwise text. */
  body: JsonValue;
}

/** The one way out: no other code opens an outgoing connection. */
export interface HttpDoor {
  /**
   * Makes a call. Throws URL_INVALID, HEADER_INVALID, EGRESS_BLOCKED, ANSWER_TOO_LARGE, and
   * CALL_UNAVAILABLE when no whole answer came in time.
   */
  request(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

export interface HttpDoorOptions {
  /** CIDRs, addresses and names that may be reached although private. */
  allow: readonly string[];
  /** Largest answer in bytes; 10 MB when absent. */
  maxAnswer?: number;
  resolve?: ResolveAll;
}

const MAX_ANSWER = 10 * 1024 * 1024;
const MAX_HEADERS = 32 * 1024;
const TIMEOUT_MS = 30_000;
/** Credentials stay with the host they were meant for. */
const CREDENTIALS = ['authorization', 'cookie', 'x-api-key'];

/** Makes the door. Proxies of the environment are not used. */
export function createHttpDoor(options: HttpDoorOptions): HttpDoor {
  const policy = addressPolicy(options.allow);
  const agent = new Agent({
    connect: guardedConnector(policy, options.resolve),
    maxHeaderSize: MAX_HEADERS,
    keepAliveTimeout: 10_000,
    pipelining: 1,
  });
  const maxAnswer = options.maxAnswer ?? MAX_ANSWER;
  return {
    request: (request) => call(agent, policy, maxAnswer, request),
    close: () => agent.close(),
  };
}

async function call(
  agent: Agent,
  policy: AddressPolicy,
  maxAnswer: number,
  request: HttpRequest,
): Promise<HttpResponse> {
  const url = parseUrl(request);
  const headers = checkedHeaders({ ...bodyHeaders(request), ...request.headers });
  const signal = AbortSignal.any([
    AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS),
    ...(request.signal === undefined ? [] : [request.signal]),
  ]);
  try {
    return await follow(agent, policy, maxAnswer, { request, url, headers, signal });
  } catch (error) {
    throw asCallError(request.app, error);
  }
}

interface Attempt {
  request: HttpRequest;
  url: URL;
  headers: Record<string, string>;
  signal: AbortSignal;
}

async function follow(
  agent: Agent,
  policy: AddressPolicy,
  maxAnswer: number,
  attempt: Attempt,
): Promise<HttpResponse> {
  let { url, headers } = attempt;
  let { method, body } = attempt.request;
  for (let left = attempt.request.redirects ?? 0; ; left -= 1) {
    refusePrivateLiteral(policy, url);
    const answer = await agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: asMethod(method),
      headers,
      body: bodyText(body),
      signal: attempt.signal,
    });
    const location = answer.headers['location'];
    if (left <= 0 || !isRedirect(answer.statusCode) || typeof location !== 'string') {
      return readAnswer(attempt.request.app, answer, maxAnswer);
    }
    await answer.body.dump();
    const next = parseUrl({ ...attempt.request, url: new URL(location, url).href, query: {} });
    if (next.origin !== url.origin) headers = without(headers, CREDENTIALS);
    if (answer.statusCode === 303 || (answer.statusCode < 303 && method === 'POST')) {
      method = 'GET';
      body = undefined;
      headers = without(headers, ['content-type']);
    }
    url = next;
  }
}

function parseUrl({ url: text, query }: Pick<HttpRequest, 'url' | 'query'>): URL {
  const url = URL.parse(text);
  const reason =
    url === null
      ? 'it is not complete'
      : !['http:', 'https:'].includes(url.protocol)
        ? `${url.protocol} cannot be called`
        : url.username !== '' || url.password !== ''
          ? 'it holds credentials, which belong into a connection'
          : undefined;
  if (url === null || reason !== undefined) {
    throw new AppError('URL_INVALID', { url: text.slice(0, 200), reason: reason ?? '' });
  }
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.append(name, value);
  url.hash = '';
  return url;
}

/** Sockets to a literal address skip the lookup, so it is checked here. */
function refusePrivateLiteral(policy: AddressPolicy, url: URL): void {
  const host = trimHost(url.hostname);
  if (isIP(host) !== 0 && !policy.allows(host, host)) throw blocked(host, host);
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

function asMethod(text: string): Dispatcher.HttpMethod {
  const method = METHODS.find((one) => one === text.toUpperCase());
  if (method === undefined) {
    throw new AppError('URL_INVALID', { url: text, reason: `use one of ${METHODS.join(', ')}` });
  }
  return method;
}

function bodyText(body: HttpRequest['body']): string | null {
  if (body === undefined) return null;
  return 'json' in body ? JSON.stringify(body.json) : body.text;
}

function bodyHeaders({ body }: HttpRequest): Record<string, string> {
  const type = body === undefined ? {} : { 'content-type': typeOf(body) };
  return { 'user-agent': 'Millrace', accept: 'application/json, */*;q=0.5', ...type };
}

function typeOf(body: NonNullable<HttpRequest['body']>): string {
  return 'json' in body ? 'application/json' : body.type;
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function without(headers: Record<string, string>, names: readonly string[]) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

async function readAnswer(
  app: string,
  answer: Dispatcher.ResponseData,
  limit: number,
): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > limit) {
      answer.body.destroy();
      throw new AppError('ANSWER_TOO_LARGE', { app, limit });
    }
    chunks.push(bytes);
  }
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  return { status: answer.statusCode, headers, body: parseBody(Buffer.concat(chunks), headers) };
}

function parseBody(bytes: Buffer, headers: Readonly<Record<string, string>>): JsonValue {
  if (bytes.length === 0) return null;
  const text = new TextDecoder().decode(bytes);
  if (!/[/+]json\b/i.test(headers['content-type'] ?? '')) return text;
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}

function asCallError(app: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof Error && error.cause instanceof AppError) return error.cause;
  return new AppError('CALL_UNAVAILABLE', { app, reason: reasonOf(error) }, { cause: error });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer came in time.';
  if (error instanceof AggregateError && error.errors[0] instanceof Error) {
    return `${error.errors[0].message}.`;
  }
  return `${error.message}.`;
}
