import type { ReplayBatch } from '@millrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../http/testing.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';
import { ReplayRunner } from './replay-runner.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

const steps = [
  { id: 'first', kind: 'set', fields: { v: { $path: '$.trigger.body.v' } } },
  {
    id: 'odd',
    kind: 'branch',
    paths: [
      {
        name: 'odd',
        when: { left: { $path: '$.trigger.body.odd' }, op: 'equals', right: true },
        steps: [{ id: 'no', kind: 'stop', as: 'failed', message: 'Odd orders are not taken.' }],
      },
    ],
    otherwise: [],
  },
];

/** A flow with some runs that failed and some that did not, oldest first. */
async function flowWithRuns(count: number): Promise<{ flow: TestFlow; failed: string[] }> {
  const flow = await server.flow({ name: `Many ${count}`, steps });
  const failed: string[] = [];
  for (let v = 0; v < count; v += 1) {
    const run = await server.start(flow, { v, odd: v % 2 === 1 });
    const { status } = await server.until(run);
    if (status === 'failed') failed.push(run);
  }
  return { flow, failed };
}

async function start(request: object): Promise<ReplayBatch> {
  const answer = await server.api('POST', '/runs/replay', request);
  expect(answer.status).toBe(202);
  return answer.body as unknown as ReplayBatch;
}

const get = async (id: string): Promise<ReplayBatch> =>
  (await server.api('GET', `/replays/${id}`)).body as unknown as ReplayBatch;

const done = (id: string) => expect.poll(async () => (await get(id)).status).toBe('done');

/** The runs that were run again, in the order their replays were made. */
async function replayed({ id }: TestFlow): Promise<{ origin: string; at: number; from: string }[]> {
  const { rows } = await server.pool.query<{ origin: string; at: Date; from: string }>(
    `SELECT origin_id AS origin, created_at AS at, id AS from FROM runs
     WHERE flow_id = $1 AND origin_id IS NOT NULL ORDER BY id`,
    [id],
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

const originsOf = async (flow: TestFlow): Promise<string[]> =>
  (await replayed(flow)).map(({ origin }) => origin);

describe('many runs that are run again', () => {
  it('are those that match, oldest first, each once, and never their own replays', async () => {
    const { flow, failed } = await flowWithRuns(9);
    const batch = await start({ flow: flow.id, rate: 100 });
    expect(batch).toMatchObject({ status: 'running', total: failed.length, flow: flow.id });
    await done(batch.id);
    expect(await get(batch.id)).toMatchObject({ started: failed.length, rate: 100 });
    expect(await originsOf(flow)).toEqual(failed);
  });

  it('may be of several states, and of a span of time', async () => {
    const { flow } = await flowWithRuns(6);
    const { body } = await server.api('GET', `/runs?flow=${flow.id}&limit=10`);
    const runs = (body as { items: { id: string; created_at: string }[] }).items.reverse();
    const [, second, , , fifth] = runs;
    const batch = await start({
      flow: flow.id,
      status: ['failed', 'succeeded'],
      after: second?.created_at,
      before: fifth?.created_at,
      rate: 100,
    });
    await done(batch.id);
    expect(await originsOf(flow)).toEqual(runs.slice(1, 4).map(({ id }) => id));
  });

  it('start no faster than they are asked to', async () => {
    const { flow, failed } = await flowWithRuns(12);
    const batch = await start({ flow: flow.id, rate: 2 });
    await done(batch.id);
    const made = await replayed(flow);
    expect(made).toHaveLength(failed.length);
    for (const [index, { at }] of made.entries()) {
      const before = made[index - 2];
      // The next part comes a second after the last.
      if (before !== undefined) expect(at - before.at).toBeGreaterThanOrEqual(900);
    }
  });

  it('go on where a process that died has stopped, without running any twice', async () => {
    const { flow, failed } = await flowWithRuns(10);
    const runner = server.get(ReplayRunner);
    const batch = await start({ flow: flow.id, rate: 2 });
    await expect.poll(async () => (await get(batch.id)).started).toBeGreaterThan(0);
    await runner.stop();
    // In the middle of the next part: what it made goes with its transaction.
    const dying = await server.pool.connect();
    await dying.query(
      `BEGIN; INSERT INTO runs (id, workspace_id, flow_id, version, event_id, origin_id, status,
         available_at, fence, created_at)
       SELECT gen_random_uuid(), workspace_id, flow_id, version, event_id, id, 'queued', now(), 0,
         now() FROM runs WHERE id = '${failed.at(-1) ?? ''}'`,
    );
    await dying.query('SELECT pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
    dying.release(true);
    const { started } = await get(batch.id);
    expect(started).toBeLessThan(failed.length);
    runner.start();
    await done(batch.id);
    expect(await originsOf(flow)).toEqual(failed);
    expect(await get(batch.id)).toMatchObject({ started: failed.length });
  });

  it('are shared by processes without running any twice', async () => {
    const other = await startServer(database);
    const { flow, failed } = await flowWithRuns(8);
    const batches = [
      await start({ flow: flow.id, rate: 3 }),
      await start({ flow: flow.id, rate: 3 }),
    ];
    for (const { id } of batches) await done(id);
    await other.stop();
    const origins = await originsOf(flow);
    // The second replay may also match what the first one made and failed: none twice of one batch.
    for (const run of failed) expect(origins.filter((one) => one === run)).toHaveLength(2);
  });

  it('end when they are cancelled; what was started goes on', async () => {
    const { flow, failed } = await flowWithRuns(8);
    const batch = await start({ flow: flow.id, rate: 1 });
    await expect.poll(async () => (await get(batch.id)).started).toBeGreaterThan(0);
    const { body } = await server.api('POST', `/replays/${batch.id}/cancel`);
    expect(body).toMatchObject({ status: 'cancelled', finished_at: expect.any(String) as string });
    const again = await server.api('POST', `/replays/${batch.id}/cancel`);
    expect([again.status, codeOf(again)]).toEqual([409, 'REPLAY_FINISHED']);
    const made = await replayed(flow);
    expect(made.length).toBeLessThan(failed.length);
    for (const { from } of made) await server.until(from, 'failed');
  });

  it('are listed newest first, and refused for what is not there', async () => {
    const { flow } = await flowWithRuns(1);
    const batches = [await start({ flow: flow.id }), await start({ flow: flow.id })];
    const { body } = await server.api('GET', '/replays?limit=2');
    const { items } = body as { items: ReplayBatch[]; next: string };
    expect(items.map(({ id }) => id)).toEqual(batches.map(({ id }) => id).reverse());
    const refused = async (request: object) => {
      const answer = await server.api('POST', '/runs/replay', request);
      return [answer.status, codeOf(answer)];
    };
    expect(await refused({ flow: flow.id, from: 'zz' })).toEqual([404, 'STEP_NOT_FOUND']);
    expect(await refused({ flow: batches[0]?.id })).toEqual([404, 'FLOW_NOT_FOUND']);
    expect(await refused({ flow: flow.id, rate: 0 })).toEqual([422, 'REQUEST_INVALID']);
    const none = await server.api('GET', `/replays/${flow.id}`);
    expect([none.status, codeOf(none)]).toEqual([404, 'REPLAY_NOT_FOUND']);
  });
});
