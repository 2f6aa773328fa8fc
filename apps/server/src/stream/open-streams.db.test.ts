import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEARER, call, cookieOf, OWNER } from '../http/testing.ts';
import { keyWithRole } from '../people/testing.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let one: TestServer;
let two: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  one = await startServer(database);
  two = await startServer(database, {
    roles: new Set(['api']),
    encryptionKey: one.config.encryptionKey,
  });
});

afterAll(async () => {
  await two.stop();
  await one.stop();
  await database.drop();
});

/** A stream at one of the processes; `ended` resolves when the server ends it. */
async function follow(server: TestServer, headers: Record<string, string>) {
  const response = await fetch(`${server.url}/api/v1/stream`, { headers });
  expect(response.status).toBe(200);
  const state = { ended: false };
  void response.text().then(() => (state.ended = true));
  return state;
}

async function session(): Promise<Record<string, string>> {
  const answer = await call(`${one.url}/api/v1/session`, { method: 'POST', body: OWNER });
  expect(answer.status).toBe(200);
  return { cookie: cookieOf(answer), origin: one.url };
}

describe('a stream', () => {
  it('ends in every process when its session signs out, and no other does', async () => {
    const mine = await session();
    const others = await session();
    const streams = [await follow(one, mine), await follow(two, mine)];
    const rest = [await follow(one, others), await follow(two, BEARER)];
    const answer = await call(`${one.url}/api/v1/session`, { method: 'DELETE', headers: mine });
    expect(answer.status).toBe(204);
    await expect.poll(() => streams.map(({ ended }) => ended)).toEqual([true, true]);
    expect(rest.map(({ ended }) => ended)).toEqual([false, false]);
  });

  it('ends when its key is deleted', async () => {
    const { id, headers } = await keyWithRole(one.url, BEARER, 'viewer');
    const streams = [await follow(one, headers), await follow(two, headers)];
    expect((await one.api('DELETE', `/api-keys/${id}`)).status).toBe(204);
    await expect.poll(() => streams.map(({ ended }) => ended)).toEqual([true, true]);
  });

  it('ends when the role of whoever opened it changes', async () => {
    const streams = [await follow(one, await session()), await follow(two, BEARER)];
    await one.pool.query("UPDATE members SET role = 'viewer'");
    await expect.poll(() => streams.map(({ ended }) => ended)).toEqual([true, true]);
    await one.pool.query("UPDATE members SET role = 'owner'");
  });
});
