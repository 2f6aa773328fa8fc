import {
  isJsonObject,
  type ConnectorAction,
  type ConnectorRequest,
  type JsonObject,
  type JsonValue,
  type Manifest,
} from '@millrace/model';
import { json, startServer, type Answer, type SeenRequest, type TestServer } from '../testing.ts';
import { createHttpClient, type HttpClient } from '../http/http-client.ts';
import { AccountLimits } from '../limits/account-limits.ts';
import { LimitRoom } from '../limits/limit-room.ts';
import { openAccount } from './account.ts';
import { compileAction, type Plan } from './plan.ts';
import { runPlan, type PlanContext } from './run-plan.ts';

function action(written: Partial<ConnectorAction>): ConnectorAction {
  return {
    ...{ label: 'Act', description: 'Acts.', risk: 'writes', input: [] },
    ...{ output: {}, repeat: { by: 'nature' }, sample: { input: {}, output: null } },
    ...written,
  };
}

/** An action of one request, which sends its input. */
export function sending(request: Partial<ConnectorRequest> = {}): ConnectorAction {
  const body = { $path: '$.input' };
  return action({ request: { method: 'POST', path: '/act', body, ...request } });
}

/** A connector with limits, whose servers are named by its accounts. */
export function limitedApp(url: string, written: Partial<Manifest>): Manifest {
  return {
    ...{ millrace_connector: 2, id: 'app', version: 1, name: 'App', description: 'An app.' },
    ...{ website: 'https://example.com', docs: 'https://example.com', categories: ['Web'] },
    ...{ color: '#123456', icon: { letters: 'A' } },
    auth: { none: { kind: 'none', label: 'None' } },
    servers: { api: url },
    actions: { act: sending() },
    ...written,
  };
}

/**
 * Runs actions within the limits of one room, in a time that stands still while a call is under way and
 * goes on to the next that somebody waits for when none is.
 */
export class LimitedWorld {
  now = 1_795_766_950_000;
  readonly room: LimitRoom;
  /** The bodies of calls in the order in which they were made. */
  readonly sent: { body: JsonValue; at: number }[] = [];
  private readonly client = createHttpClient({ allow: ['127.0.0.1'] });
  private readonly plans = new Map<ConnectorAction, Plan>();
  private readonly timers = new Set<{ at: number; run: () => void }>();
  private underWay = 0;

  constructor() {
    const timer = (run: () => void, ms: number): (() => void) => this.later(run, ms);
    this.room = new LimitRoom({ clock: () => this.now, timer });
  }

  /** The one way out, which notes the calls. */
  readonly http: HttpClient = {
    ...this.client,
    request: async (request) => {
      const { body } = request;
      this.sent.push({
        body: body !== undefined && 'json' in body ? body.json : null,
        at: this.now,
      });
      this.underWay += 1;
      try {
        return await this.client.request(request);
      } finally {
        this.underWay -= 1;
      }
    },
  };

  async run(
    manifest: Manifest,
    given: Partial<PlanContext> & { name?: string; connection?: string; input?: JsonObject } = {},
  ): Promise<JsonValue> {
    const { name = 'act', connection = 'one', ...context } = given;
    const written = manifest.actions?.[name];
    if (written === undefined) throw new Error(`There is no action ${name}.`);
    const plan = this.plans.get(written) ?? compileAction(manifest, written);
    this.plans.set(written, plan);
    return runPlan(plan, {
      account: openAccount(manifest, { name: connection, values: {} }),
      ...{ input: {}, http: this.http, files: undefined, key: '', now: () => new Date(this.now) },
      limits: new AccountLimits(this.room, connection),
      signal: new AbortController().signal,
      sleep: (ms) => new Promise((resolve) => this.later(resolve, ms)),
      // There is no room to keep a call in that waits.
      patienceMs: Infinity,
      ...context,
    });
  }

  /** Lets time go on until all of it has come to an end. */
  async settled<T>(work: Promise<T>): Promise<T> {
    const ended = new AbortController();
    const over = work.finally(() => ended.abort());
    over.catch(() => undefined);
    const isOver = (): boolean => ended.signal.aborted;
    while (!isOver()) {
      for (let turns = 0; turns < 5; turns += 1) await new Promise(setImmediate);
      if (this.underWay === 0 && !isOver()) this.next();
    }
    return over;
  }

  /** The input of the calls by their number. */
  numbers(): JsonValue[] {
    return this.sent.map(({ body }) => (isJsonObject(body) ? (body['n'] ?? null) : null));
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private next(): void {
    const [first] = [...this.timers].sort((a, b) => a.at - b.at);
    if (first === undefined) return;
    this.timers.delete(first);
    this.now = Math.max(this.now, first.at);
    first.run();
  }

  private later(run: () => void, ms: number): () => void {
    const timer = { at: this.now + ms, run };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }
}

/** An application whose answers a test changes, and holds back. */
export class ChangingServer {
  answer: Answer = json(200, { ok: true });
  private server: TestServer | undefined;

  async start(): Promise<void> {
    this.server = await startServer((request, response) => this.answer(request, response));
  }

  get url(): string {
    return this.server?.url ?? '';
  }

  get requests(): SeenRequest[] {
    return this.server?.requests ?? [];
  }

  /** Keeps answers back until the function it gives is called. */
  hold(): () => void {
    const open = new AbortController();
    this.answer = (request, response) => {
      const go = (): void => json(200, {})(request, response);
      if (open.signal.aborted) go();
      else open.signal.addEventListener('abort', go);
    };
    return () => open.abort();
  }

  /** Waits until so many requests have come. */
  async arrived(count: number): Promise<void> {
    while (this.requests.length < count) await new Promise(setImmediate);
  }

  async close(): Promise<void> {
    await this.server?.close();
  }
}
