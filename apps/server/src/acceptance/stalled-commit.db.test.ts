import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Answer } from '../http/testing.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
let flow: TestFlow;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
  flow = await server.flow({});
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

/** Nothing can be written until the returned function is called, or the test ends. */
async function stall(): Promise<() => Promise<void>> {
  const client = await server.pool.connect();
  await client.query('BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE');
  let stalled = true;
  const goOn = async (): Promise<void> => {
    if (!stalled) return;
    stalled = false;
    await client.query('COMMIT');
    client.release();
  };
  onTestFinished(goOn);
  return goOn;
}

describe('while the database does not finish writing', () => {
  it('senders are told at once to come back, and nothing that was sent before is lost', async () => {
    const goOn = await stall();
    const sent: Promise<Answer>[] = [];
    const refused: Answer[] = [];
    const send = (n: number): void => {
      const answer = server.send(flow, { n });
      sent.push(answer);
      void answer.then((one) => one.status === 503 && refused.push(one));
    };
    await expect
      .poll(
        () => {
          send(sent.length);
          return refused.length;
        },
        { timeout: 10_000 },
      )
      .toBeGreaterThan(0);
    const began = performance.now();
    const next = await server.send(flow, { n: 'next' });
    expect(performance.now() - began).toBeLessThan(1_000);
    expect([next.status, next.body['code']]).toEqual([503, 'OVERLOADED']);
    expect(next.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);

    await goOn();
    const answers = await Promise.all(sent);
    const accepted = answers.filter(({ status }) => status === 200);
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.length + refused.length).toBe(answers.length);
    for (const { body } of accepted) await server.until(String(body['run']), 'succeeded');
    // No restart: the very next one is taken in.
    await server.until(await server.start(flow), 'succeeded');
    const { rows } = await server.pool.query<{ count: number }>(
      'SELECT count(*)::integer AS count FROM events WHERE flow_id = $1',
      [flow.id],
    );
    expect(rows[0]?.count).toBe(accepted.length + 1);
  });

  it('for as long as we wait for it, the sender is told to come back, not that we broke', async () => {
    const goOn = await stall();
    const answer = await server.send(flow, {});
    expect([answer.status, answer.body['code']]).toEqual([503, 'DATABASE_AWAY']);
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    await goOn();
    await server.until(await server.start(flow), 'succeeded');
  });
});
