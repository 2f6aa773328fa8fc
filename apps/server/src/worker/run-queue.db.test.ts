import {
  CONTRACT_FLOW,
  describeRunQueue,
  type HeldRun,
  type RunQueue,
} from '@millrace/engine/testing';
import { parseJson, type Attempt } from '@millrace/model';
import { afterAll, expect } from 'vitest';
import { uuid7 } from '../database/uuid7.ts';
import { RunReplies } from '../runs/run-replies.ts';
import { RunStarter } from '../runs/run-starter.service.ts';
import { RunStore } from '../runs/run.store.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { callStep, startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';
import { ConcurrencyLimiter } from './concurrency-limiter.ts';
import { RunLoader, type LoadedRun } from './run-loader.ts';
import { resultsOf } from './run-results.ts';
import { RunSaver } from './run-saver.ts';
import { WorkerStore } from './worker.store.ts';

let database: TestDatabase | undefined;
let server: TestServer | undefined;

afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

/** The queue in PostgreSQL, as the worker uses it. Nothing else runs what it holds. */
async function open(): Promise<RunQueue> {
  database = await testDatabase();
  server = await startServer(database, { roles: new Set(['api', 'intake']) });
  const flow = await server.flow(CONTRACT_FLOW);
  const ordered = await server.flow({
    name: 'In order',
    order_by: { $path: '$.trigger.body.key' },
    steps: [callStep('send', 'https://example.com')],
  });
  return new DatabaseQueue(server, flow, ordered);
}

class DatabaseQueue implements RunQueue {
  private readonly server: TestServer;
  private readonly flow: TestFlow;
  private readonly ordered: TestFlow;

  constructor(server: TestServer, flow: TestFlow, ordered: TestFlow) {
    this.server = server;
    this.flow = flow;
    this.ordered = ordered;
  }

  async add({ key, parent }: { key?: string; parent?: string } = {}): Promise<string> {
    if (key !== undefined) return this.server.start(this.ordered, { key });
    const { rows } = await this.server.pool.query<{ workspace: string }>(
      'SELECT workspace_id AS workspace FROM flows WHERE id = $1',
      [this.flow.id],
    );
    const id = uuid7();
    await this.server.get(RunStarter).startCalled({
      ...{ id, workspaceId: rows[0]?.workspace ?? '', flowId: this.flow.id, version: 1, keyId: id },
      ...{ gated: false, parentId: parent ?? uuid7(), depth: 1, eventId: uuid7() },
      body: Buffer.from('{}'),
    });
    return id;
  }

  async claim(): Promise<HeldRun[]> {
    const { leases } = await this.server.get(ConcurrencyLimiter).claim(100);
    const plain = await this.server.get(WorkerStore).claim(100);
    const { runs, failed } = await this.server.get(RunLoader).load([...leases, ...plain]);
    expect(failed).toEqual([]);
    return runs.map((run) => this.held(run));
  }

  private held(run: LoadedRun): HeldRun {
    const store = this.server.get(WorkerStore);
    const save = this.server.get(RunSaver).of(run);
    return {
      id: run.lease.runId,
      attempts: run.attempts,
      save: (attempts, update) => save(resultsOf(run, attempts, update)),
      renew: async () => (await store.renew([run.lease])).length === 1,
      release: () => store.release([run.lease]),
    };
  }

  async cancel(run: string): Promise<boolean> {
    const { status } = await this.server.api('POST', `/runs/${run}/cancel`);
    expect(status).toBeOneOf([200, 409]);
    return status === 200;
  }

  async makeDue(run: string): Promise<void> {
    await this.server.pool.query('UPDATE runs SET available_at = now() WHERE id = $1', [run]);
  }

  async see(run: string) {
    const { status, error } = await this.server.run(run);
    const reply = (await this.server.get(RunReplies).of(run)) ?? expect.fail();
    const { attempts } = await this.server.get(RunStore).attempts(run, { limit: 10_000 });
    const { output, answer } = reply;
    return { status, error, output, answer, attempts: attempts.map(seen) };
  }
}

function seen({ step, try: tryNumber, started_at, finished_at, ...attempt }: Attempt) {
  return {
    ...{ seq: attempt.seq ?? 0, stepId: step, iteration: attempt.iteration, tryNumber },
    ...{ status: attempt.status, error: attempt.error },
    // The same JSON again: the type of what is shown does not say that it is JSON.
    input: parseJson(JSON.stringify(attempt.input)),
    output: parseJson(JSON.stringify(attempt.output)),
    startedAt: new Date(started_at),
    finishedAt: finished_at === null ? null : new Date(finished_at),
  };
}

describeRunQueue('runs in PostgreSQL', open);
