import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Audiences, type Member } from './audience.ts';
import { notFound, Refusal, type MailchimpProblem } from './problem.ts';

/** A call as the stand-in got it, and what it answered. */
export interface MailchimpCall {
  method: string;
  /** Below /3.0, without the query. */
  path: string;
  headers: IncomingHttpHeaders;
  /** Parsed JSON; undefined when there was none. */
  body: unknown;
  status: number;
}

export interface MailchimpOptions {
  apiKey: string;
  port?: number;
  /** The ids of the audiences there are; `a1b2c3` and `a1b2c3d4e5` when absent. */
  lists?: readonly string[];
  /** Calls it serves at once before it answers 429; no limit when absent (Mailchimp: 10). */
  simultaneous?: number;
  /** Called after each answer. */
  onCall?: (call: MailchimpCall) => void;
}

/** A stand-in for the Marketing API of Mailchimp, written from its documentation. */
export interface Mailchimp {
  /** The base URL for a connection: ends with /3.0. */
  url: string;
  requests: MailchimpCall[];
  members: readonly Member[];
  /** The next call is refused with this, whatever it is. */
  failNext(problem: MailchimpProblem, headers?: Record<string, string>): void;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

interface State {
  options: MailchimpOptions;
  audiences: Audiences;
  requests: MailchimpCall[];
  failures: Answer[];
  open: number;
}

/** Starts the stand-in on the loopback interface. */
export async function startMailchimp(options: MailchimpOptions): Promise<Mailchimp> {
  const audiences = new Audiences(options.lists ?? ['a1b2c3', 'a1b2c3d4e5']);
  const state: State = { options, audiences, requests: [], failures: [], open: 0 };
  const server = createServer((request, response) => void serve(state, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/3.0`,
    requests: state.requests,
    members: audiences.members,
    failNext: (problem, headers) =>
      void state.failures.push({ ...problemAnswer(problem), ...(headers ? { headers } : {}) }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  state.open += 1;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const { method = '', headers } = request;
  const path = new URL(request.url ?? '/', 'http://localhost').pathname.replace(
    /^\/3\.0(?=\/)/,
    '',
  );
  const { answer, body } = answerTo(state, { method, path, headers, text });
  const call = { method, path, headers, body, status: answer.status };
  state.requests.push(call);
  state.open -= 1;
  const type = answer.status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(answer.status, {
    ...(answer.body === undefined ? {} : { 'content-type': `${type}; charset=utf-8` }),
    ...answer.headers,
  });
  response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  state.options.onCall?.(call);
}

type Received = Pick<MailchimpCall, 'method' | 'path' | 'headers'> & { text: string };

function answerTo(state: State, received: Received): { answer: Answer; body: unknown } {
  let body: unknown;
  try {
    body = received.text === '' ? undefined : parse(received.text);
    const failure = state.failures.shift();
    if (failure !== undefined) return { answer: failure, body };
    requireRoom(state);
    requireKey(state.options.apiKey, received.headers.authorization);
    return { answer: route(state.audiences, received, body as Record<string, unknown>), body };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { answer: problemAnswer(error.problem), body };
  }
}

function route(
  audiences: Audiences,
  { method, path }: Received,
  body: Record<string, unknown> = {},
): Answer {
  if (method === 'GET' && path === '/ping') {
    return { status: 200, body: { health_status: "Everything's Chimpy!" } };
  }
  const settings = method === 'GET' ? settingsAt(path) : undefined;
  if (settings !== undefined) return { status: 200, body: settings };
  const [, list = '', hash = '', tags] =
    /^\/lists\/([^/]+)\/members\/([0-9a-f]{32})(\/tags)?$/.exec(path) ?? [];
  if (hash === '') throw notFound();
  const operation = `${method} ${tags ?? '/'}`;
  if (operation === 'GET /') return { status: 200, body: shown(audiences.get(list, hash)) };
  if (operation === 'PUT /')
    return { status: 200, body: shown(audiences.upsert(list, hash, body)) };
  if (operation === 'POST /tags') {
    audiences.changeTags(list, hash, body);
    return { status: 204 };
  }
  const detail = 'The requested method and resource are not compatible.';
  throw new Refusal(405, 'Method Not Allowed', detail);
}

/** The audiences of the account, and the fields of each. */
function settingsAt(path: string): unknown {
  if (path === '/lists') return { lists: AUDIENCES, total_items: AUDIENCES.length };
  if (/^\/lists\/[^/]+\/merge-fields$/.test(path)) {
    return { merge_fields: MERGE_FIELDS, total_items: MERGE_FIELDS.length };
  }
  return undefined;
}

const AUDIENCES = [
  { id: 'a1b2c3d4e5', name: 'Customers', stats: { member_count: 1204 } },
  { id: 'f6a7b8c9d0', name: 'Newsletter', stats: { member_count: 18_450 } },
];

const MERGE_FIELDS = [
  { tag: 'FNAME', name: 'First name', type: 'text', required: false },
  { tag: 'LNAME', name: 'Last name', type: 'text', required: false },
  {
    tag: 'PLAN',
    name: 'Plan',
    type: 'dropdown',
    required: false,
    options: { choices: ['Free', 'Team', 'Enterprise'] },
  },
];

function requireRoom({ open, options }: State): void {
  const most = options.simultaneous ?? Infinity;
  if (open <= most) return;
  const detail = `You have exceeded the limit of ${most} simultaneous connections.`;
  throw new Refusal(429, 'Too Many Requests', detail);
}

/** Any user name, and the key as password. */
function requireKey(apiKey: string, authorization: string | undefined): void {
  if (authorization === undefined) {
    throw new Refusal(401, 'API Key Missing', 'Your request did not include an API key.');
  }
  const [scheme = '', encoded = ''] = authorization.split(' ');
  const pair = Buffer.from(encoded, 'base64').toString();
  const key = pair.slice(pair.indexOf(':') + 1);
  if (scheme.toLowerCase() === 'basic' && pair.includes(':') && key === apiKey) return;
  const detail = "Your API key may be invalid, or you've attempted to access the wrong datacenter.";
  throw new Refusal(401, 'API Key Invalid', detail);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const detail = 'We encountered an unspecified JSON parsing error.';
    throw new Refusal(400, 'JSON Parse Error', detail);
  }
}

function problemAnswer(problem: MailchimpProblem): Answer {
  const type = 'https://mailchimp.com/developer/marketing/docs/errors/';
  return { status: problem.status, body: { type, instance: randomUUID(), ...problem } };
}

function shown(member: Member): Record<string, unknown> {
  const { FNAME = '', LNAME = '' } = member.merge_fields;
  return {
    ...member,
    full_name: `${String(FNAME)} ${String(LNAME)}`.trim(),
    tags_count: member.tags.length,
    _links: [{ rel: 'self', method: 'GET' }],
  };
}
