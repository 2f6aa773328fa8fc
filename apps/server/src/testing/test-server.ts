import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import type { FlowDocument, HookAnswer, RunDetail, RunStatus } from '@millrace/model';
import type { Pool } from 'pg';
import { expect } from 'vitest';
import { AppModule } from '../boot/app.module.ts';
import { Listener } from '../boot/listener.ts';
import type { ServerConfig } from '../config/config.token.ts';
import { createPool } from '../database/pool.ts';
import { applicationOptions } from '../http/application-options.ts';
import { configureHttp } from '../http/configure-http.ts';
import { API_KEY, BEARER, call, OWNER, testConfig, type Answer } from '../http/testing.ts';
import { RunAnswers } from '../replies/run-answers.ts';
import { createHookHandler } from '../triggers/webhook/hook-handler.ts';
import { WebhookService } from '../triggers/webhook/webhook.service.ts';
import { OwnerBootstrap } from '../people/owner-bootstrap.ts';
import { RegistrationWorker } from '../registrations/registration-worker.ts';
import { ReplayRunner } from '../runs/replay-runner.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import { WorkerService } from '../worker/worker.service.ts';
import type { TestDatabase } from './test-database.ts';

const ENDED: RunStatus[] = ['succeeded', 'failed', 'stopped', 'in_doubt', 'cancelled'];
const MAX_WAIT_MS = 15_000;

export interface TestFlow {
  id: string;
  /** The path of its trigger URL: any server of the database serves it. */
  hook: string;
}

/** The whole server over real HTTP, in this process. Several may share a database. */
export interface TestServer {
  app: NestExpressApplication;
  url: string;
  config: ServerConfig;
  pool: Pool;
  /** Errors that trigger URLs met and that are not the sender's. */
  errors: unknown[];
  get<T>(token: Type<T>): T;
  /** Calls the API with the owner's key, whatever was changed meanwhile. */
  api(method: string, path: string, body?: unknown): Promise<Answer>;
  /** A published flow. */
  flow(document: FlowInput): Promise<TestFlow>;
  /** Posts JSON to a trigger URL. */
  send(flow: TestFlow, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The same, for an event that is accepted; gives the run. */
  start(flow: TestFlow, body?: unknown): Promise<string>;
  run(id: string): Promise<RunDetail>;
  /** Waits until a run is in one of these states; without any, until it has ended. */
  until(run: string, ...states: RunStatus[]): Promise<RunDetail>;
  stop(): Promise<void>;
}

/** The parts of a document that a test cares about. */
export type FlowInput = Partial<Omit<FlowDocument, 'steps'>> & { steps?: readonly object[] };

export async function startServer(
  database: TestDatabase,
  change: Partial<ServerConfig> = {},
): Promise<TestServer> {
  const listener = new Listener();
  const port = await listener.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${port}`;
  const config = testConfig(database.url, {
    publicUrl: url,
    hooksUrl: url,
    egressAllow: ['127.0.0.1'],
    proxy: undefined,
    owner: { ...OWNER, apiKey: API_KEY },
    ...change,
  });
  const pool = createPool(database.url, () => undefined);
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.with(config, pool),
    new ExpressAdapter(),
    applicationOptions({ logger: false }),
  );
  configureHttp(app, config);
  await app.init();
  await app.get(OwnerBootstrap).ensure();
  await app.get(ChangeFeed).open();
  if (config.roles.has('worker')) {
    app.get(WorkerService).start();
    app.get(ReplayRunner).start();
    app.get(RegistrationWorker).start();
  }
  const errors: unknown[] = [];
  listener.open({
    hooks: createHookHandler({
      webhooks: app.get(WebhookService),
      replies: app.get(RunAnswers),
      maxBody: config.maxBody,
      onAborted: () => undefined,
      onError: (error) => errors.push(error),
    }),
    api: app.getHttpAdapter().getInstance(),
    checkReady: () => Promise.resolve(),
    onFault: (error) => errors.push(error),
  });
  const stop = async (): Promise<void> => {
    await listener.close(5_000);
    await app.get(ReplayRunner).stop();
    await app.get(RegistrationWorker).stop();
    await app.get(WorkerService).drain();
    await app.get(ChangeFeed).close();
    await app.close();
    await pool.end();
  };
  return { app, url, config, pool, errors, get: (token) => app.get(token), ...actions(url), stop };
}

function actions(url: string) {
  const api = (method: string, path: string, body?: unknown): Promise<Answer> =>
    call(`${url}/api/v1${path}`, { method, body, headers: { ...BEARER, 'if-match': '*' } });
  const flow = async (document: FlowInput): Promise<TestFlow> => {
    const made = await api('POST', '/flows', { document: documentOf(document) });
    expect(made.body).toMatchObject({ status: 'draft' });
    const published = await api('POST', `/flows/${String(made.body['id'])}/publish`);
    expect(published.body).toMatchObject({ status: 'live' });
    return {
      id: String(made.body['id']),
      hook: new URL(String(made.body['hook_url'])).pathname,
    };
  };
  const send: TestServer['send'] = ({ hook }, body, headers = {}) =>
    call(url + hook, { method: 'POST', body, headers });
  const start = async (target: TestFlow, body: unknown = {}): Promise<string> => {
    const answer = await send(target, body);
    expect([answer.status, answer.body]).toEqual([
      200,
      { event: expect.any(String) as string, run: expect.any(String) as string },
    ]);
    return (answer.body as unknown as HookAnswer).run ?? '';
  };
  const run = async (id: string): Promise<RunDetail> => {
    const answer = await api('GET', `/runs/${id}`);
    expect(answer.status).toBe(200);
    return answer.body as unknown as RunDetail;
  };
  const until = async (id: string, ...states: RunStatus[]): Promise<RunDetail> => {
    const wanted = states.length === 0 ? ENDED : states;
    await expect
      .poll(async () => (await run(id)).status, { timeout: MAX_WAIT_MS, interval: 20 })
      .toBeOneOf(wanted);
    return run(id);
  };
  return { api, flow, send, start, run, until };
}

/** A whole document. */
export function documentOf(document: FlowInput): object {
  return { millrace: 1, name: 'Orders', trigger: { kind: 'webhook' }, steps: [], ...document };
}

/** A step that calls the partner. */
export function callStep(id: string, url: string, body: unknown = { step: id }, more = {}): object {
  const input = { method: 'POST', url, body };
  return { id, kind: 'action', action: 'http.request', input, ...more };
}

/** What a run did: step, try and how it ended, in order. */
export function briefly({ attempts }: RunDetail): string[] {
  return attempts.map(({ iteration, step, try: n, status }) =>
    [iteration, `${step}#${n}`, status].filter((part) => part !== '').join(' '),
  );
}
