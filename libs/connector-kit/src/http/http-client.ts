import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { addressPolicy, type AddressPolicy } from './addresses.ts';
import { Agents } from './agents.ts';
import { readAnswer, unreadable, type HttpResponse, type ReadAs } from './answer.ts';
import type { DigestSession } from '../sign/digest-session.ts';
import { answeringDigest } from './answering-digest.ts';
import { exchange, type RawAnswer } from './exchange.ts';
import { asCallError } from './failure.ts';
import { resolveAll, type ResolveAll } from './guarded-connector.ts';
import { openSocket, type SocketTarget } from './open-socket.ts';
import { isRedirect, isSafe, methodAfter, type FollowedRedirect } from './redirects.ts';
import type { Proxy } from './proxy.ts';
import { encodeBody, type EncodedBody, type RequestBody } from './request-body.ts';
import { checkedHeaders } from './request-headers.ts';
import { cachedTargets, redirectTarget, shownUrl } from './target.ts';
import type { Trust } from './trust.ts';

/** The methods of calls. */
export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

/** One outgoing call. */
export interface HttpRequest {
  /** The application called, as people know it: it names the call in errors. */
  app: string;
  /** One of {@link HTTP_METHODS}, or another that the application knows. */
  method: string;
  url: string;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Headers that say who calls. A redirect to another origin goes without them. */
  credentials?: Readonly<Record<string, string>> | undefined;
  /** Added to the query of the URL. */
  query?: readonly (readonly [name: string, value: string])[] | undefined;
  body?: RequestBody | undefined;
  /** Milliseconds for the whole call; 30,000 when absent. */
  timeoutMs?: number | undefined;
  /** Redirects to follow, each checked like the first address; none when absent. */
  redirects?: number | undefined;
  /**
   * Follow every redirect with the same method and body. Otherwise a call that changes something is
   * repeated only on the same host and when the application asks for that (307, 308).
   */
  keepMethod?: boolean | undefined;
  /** What the body of the answer is read as, whatever it says of itself; `auto` when absent. */
  readAs?: ReadAs | undefined;
  /** Certificates to accept beside the usual ones, and the one to show, for the host of the URL. */
  trust?: Trust | undefined;
  /** Answers challenges of HTTP Digest, of the origin of the URL alone. */
  digest?: DigestSession | undefined;
  /** The way out; that of the client when absent. */
  proxy?: Proxy | undefined;
  signal?: AbortSignal | undefined;
}

/** The one way out: no other code opens an outgoing connection. */
export interface HttpClient {
  /**
   * Makes a call; every status is an answer, also a redirect that is not followed. Throws URL_INVALID,
   * HEADER_INVALID, EGRESS_BLOCKED, CERTIFICATE_UNTRUSTED, CALL_TOO_LARGE, ANSWER_TOO_LARGE,
   * ANSWER_UNREADABLE, and CALL_UNAVAILABLE when no whole answer came in time.
   */
  request(request: HttpRequest): Promise<HttpResponse>;
  /**
   * Opens a connection for a protocol other than HTTP, past the same checks; who asks for it closes it.
   * Throws CONNECTION_INVALID, EGRESS_BLOCKED, CERTIFICATE_UNTRUSTED and CALL_UNAVAILABLE.
   */
  connect(target: SocketTarget): Promise<Socket>;
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
  /** The proxy of calls that name none. */
  proxy?: Proxy | undefined;
}

interface Client {
  agents: Agents;
  maxAnswer: number;
  policy: AddressPolicy;
  target: (url: string, query: HttpRequest['query']) => URL;
}

const MAX_ANSWER = 10 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
/** Credentials stay with the origin they were meant for. */
const CREDENTIALS = ['authorization', 'cookie', 'x-api-key'];

/**
 * Makes the HTTP client. Proxies of the environment are not used, and calls speak HTTP/1.1, whose limits
 * are the ones set here. Throws CONFIG_INVALID for an entry of `allow` that is not understood.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const policy = addressPolicy(options.allow);
  const agents = new Agents(policy, options.resolve, options.proxy);
  const target = cachedTargets(policy);
  const client = { agents, policy, target, maxAnswer: options.maxAnswer ?? MAX_ANSWER };
  return {
    request: (request) => call(client, request),
    connect: (to) => openSocket(policy, options.resolve ?? resolveAll, to),
    close: () => agents.close(),
  };
}

async function call(client: Client, request: HttpRequest): Promise<HttpResponse> {
  const url = client.target(request.url, request.query);
  const body = encodeBody(request.app, request.body);
  const headers = {
    ...OWN_HEADERS,
    ...body.headers,
    ...(request.headers === undefined ? {} : checkedHeaders(request.headers)),
    ...(request.credentials === undefined ? {} : checkedHeaders(request.credentials)),
  };
  const { method, trust, digest } = request;
  const hop = { url, headers, method, content: body.content, trust, digest };
  try {
    return await follow(client, request, hop);
  } catch (error) {
    throw asCallError(request.app, !isSafe(method), error);
  }
}

const OWN_HEADERS = {
  'user-agent': 'Millrace',
  accept: 'application/json, */*;q=0.5',
  'accept-encoding': 'identity',
};

/** One request of a call. */
interface Hop {
  url: URL;
  method: string;
  headers: Record<string, string>;
  content: EncodedBody['content'];
  trust: Trust | undefined;
  digest: DigestSession | undefined;
}

async function follow(client: Client, request: HttpRequest, first: Hop): Promise<HttpResponse> {
  const { app, timeoutMs = TIMEOUT_MS } = request;
  const deadline = performance.now() + timeoutMs;
  const redirects: FollowedRedirect[] = [];
  let hop = first;
  for (let left = request.redirects ?? 0; ; left -= 1) {
    const answer = await send(client, request, hop, deadline);
    const next = left > 0 ? nextHop(client, request, hop, answer) : undefined;
    if (next === undefined) {
      const read = await readAnswer(app, hop.url, answer, client.maxAnswer, request.readAs);
      return redirects.length === 0 ? read : { ...read, redirects };
    }
    redirects.push({ status: answer.status, method: next.method, url: shownUrl(next.url.href) });
    hop = next;
  }
}

/** A call that was done as 303 says is not to be made again because its outcome cannot be fetched. */
async function send(
  client: Client,
  request: HttpRequest,
  hop: Hop,
  deadline: number,
): Promise<RawAnswer> {
  const { app, signal } = request;
  const { url, method, headers, digest } = hop;
  const path = `${url.pathname}${url.search}`;
  const attempt = (more: Readonly<Record<string, string>>): Promise<RawAnswer> => {
    const ms = deadline - performance.now();
    const limits = { app, ms, bytes: client.maxAnswer, signal };
    const options = { origin: url.origin, path, method, headers: { ...headers, ...more } };
    const agent = client.agents.for(hop.trust, request.proxy);
    return exchange(agent, { ...options, body: sendable(hop.content) }, limits);
  };
  try {
    return await (digest === undefined
      ? attempt({})
      : answeringDigest(digest, { origin: url.origin, method, path }, attempt));
  } catch (error) {
    if (method === request.method || isSafe(request.method)) throw error;
    const { message } = asCallError(app, false, error);
    throw unreadable(
      app,
      303,
      `it leads to ${shownUrl(url.href)}, where this happened: ${message}`,
    );
  }
}

/** Where an answer leads, when it is followed there. */
function nextHop(
  { policy }: Client,
  request: HttpRequest,
  hop: Hop,
  { status, headers: { location } }: RawAnswer,
): Hop | undefined {
  if (!isRedirect(status) || typeof location !== 'string') return undefined;
  const url = redirectTarget(policy, hop.url, location);
  const sameHost = url.hostname === hop.url.hostname;
  const keepMethod = request.keepMethod === true;
  const method = methodAfter(status, hop.method, { sameHost, keepMethod });
  if (method === undefined) return undefined;
  const dropped = [
    ...(url.origin === hop.url.origin ? [] : secretNames(request)),
    ...(method === hop.method ? [] : ['content-type', 'content-length']),
  ];
  return {
    url,
    method,
    headers: without(hop.headers, dropped),
    content: method === hop.method ? hop.content : null,
    trust: sameHost ? hop.trust : undefined,
    digest: url.origin === hop.url.origin ? hop.digest : undefined,
  };
}

/** A fresh body for each hop. */
function sendable(content: EncodedBody['content']): string | Buffer | Readable | null {
  if (content === null || typeof content === 'string') return content;
  const [only, ...more] = content;
  if (only === undefined) return null;
  return more.length > 0
    ? Readable.from(content)
    : Buffer.from(only.buffer, only.byteOffset, only.byteLength);
}

function secretNames({ credentials = {} }: HttpRequest): string[] {
  return [...CREDENTIALS, ...Object.keys(credentials)];
}

function without(headers: Record<string, string>, names: readonly string[]) {
  if (names.length === 0) return headers;
  const dropped = new Set(names.map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
}
