import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChangingServer, LimitedWorld } from '../interpreter/limits.testing.ts';
import { json } from '../testing.ts';
import { AccountLimits } from './account-limits.ts';
import { withinHostLimits } from './limited-http.ts';

let world: LimitedWorld;
let server: ChangingServer;

beforeEach(async () => {
  world = new LimitedWorld();
  server = new ChangingServer();
  await server.start();
});

afterEach(async () => {
  await world.close();
  await server.close();
});

const httpOf = (connection = 'one', attended = false) =>
  withinHostLimits(world.http, { limits: new AccountLimits(world.room, connection), attended });

const call = (http = httpOf(), signal?: AbortSignal) =>
  world.settled(http.request({ app: 'App', method: 'GET', url: `${server.url}/x`, signal }));

const connect = (http = httpOf(), port = 1) =>
  http.connect({ app: 'Mail', host: '127.0.0.1', port });

describe('calls that code makes itself', () => {
  it('wait a few seconds when their host asked for fewer, and are not made when it is longer', async () => {
    server.answer = json(429, {}, { 'retry-after': '30' });
    expect(await call()).toMatchObject({ status: 429 });
    server.answer = json(200, {});
    await expect(call()).rejects.toMatchObject({
      code: 'CALL_RATE_LIMITED',
      message: 'App asks for fewer calls (the next one in 30 s).',
      details: { retry_after: 30 },
    });
    expect(await call(httpOf('other'))).toMatchObject({ status: 200 });
    world.now += 26_000;
    expect(await call()).toMatchObject({ status: 200 });
    expect(server.requests).toHaveLength(3);
  });

  it('are called off while they wait', async () => {
    server.answer = json(429, {}, { 'retry-after': '2' });
    await call();
    const off = new AbortController();
    const waiting = httpOf().request({
      ...{ app: 'App', method: 'GET', url: server.url, signal: off.signal },
    });
    off.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CALL_RATE_LIMITED' });
    expect(server.requests).toHaveLength(1);
  });

  it('are not made to a host that is away, except when a person waits', async () => {
    server.answer = json(502, {});
    for (let n = 0; n < 10; n += 1) expect(await call()).toMatchObject({ status: 502 });
    await expect(call()).rejects.toMatchObject({
      code: 'CALL_UNAVAILABLE',
      details: { retry_after: 10 },
    });
    server.answer = json(200, {});
    expect(await call(httpOf('one', true))).toMatchObject({ status: 200 });
    expect(await call()).toMatchObject({ status: 200 });
  });

  it('are told of a host that is away in other protocols, too', async () => {
    for (let n = 0; n < 10; n += 1) {
      await expect(connect()).rejects.toMatchObject({ code: 'CALL_UNAVAILABLE' });
    }
    await expect(connect()).rejects.toMatchObject({ details: { retry_after: 10 } });
    const socket = await connect(httpOf(), Number(new URL(server.url).port));
    socket.destroy();
  });

  it('go as they are where no limits are kept', () => {
    expect(withinHostLimits(world.http, {})).toBe(world.http);
  });
});
