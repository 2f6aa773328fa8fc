import type { Manifest } from '@millrace/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json } from '../testing.ts';
import { ChangingServer, limitedApp, LimitedWorld } from './limits.testing.ts';

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

const app = (written: Partial<Manifest> = {}): Manifest => limitedApp(server.url, written);

describe('an application that is away', () => {
  const away = async (manifest: Manifest, times: number, given = {}): Promise<void> => {
    for (let n = 0; n < times; n += 1) {
      await expect(world.settled(world.run(manifest, given))).rejects.toMatchObject({
        code: 'CALL_UNAVAILABLE',
      });
    }
  };

  it('is not called for a while after ten failures in a row, and the error says so', async () => {
    const manifest = app();
    server.answer = json(500, {});
    await away(manifest, 10);
    await expect(world.run(manifest)).rejects.toMatchObject({
      code: 'CALL_UNAVAILABLE',
      message:
        'App did not answer as it should: its last calls all failed, so none is made for 10 s.',
      details: { retry_after: 10 },
    });
    expect(server.requests).toHaveLength(10);
    server.answer = json(200, {});
    await world.settled(world.run(manifest, { connection: 'other' }));
  });

  it('is called by one as soon as the time is over, and by all when that one is answered', async () => {
    const manifest = app();
    server.answer = json(500, {});
    await away(manifest, 10);
    world.now += 10_000;
    const release = server.hold();
    const probe = world.run(manifest);
    await expect(world.run(manifest)).rejects.toMatchObject({ code: 'CALL_UNAVAILABLE' });
    release();
    await world.settled(probe);
    await world.settled(Promise.all([world.run(manifest), world.run(manifest)]));
    expect(server.requests).toHaveLength(13);
  });

  it('is left alone twice as long when that one fails', async () => {
    const manifest = app();
    server.answer = json(500, {});
    await away(manifest, 10);
    world.now += 10_000;
    await away(manifest, 1);
    await expect(world.run(manifest)).rejects.toMatchObject({ details: { retry_after: 20 } });
  });

  it('is one that nobody reaches, too', async () => {
    const manifest = limitedApp('http://127.0.0.1:1', {});
    await away(manifest, 10);
    await expect(world.run(manifest)).rejects.toMatchObject({ details: { retry_after: 10 } });
  });

  it('is none that refuses, or whose answers mean something else', async () => {
    const manifest = app({
      answers: [
        {
          status: [500],
          when: { left: { $path: '$.answer.body.bad' }, op: 'is_true' },
          is: 'rejected',
        },
      ],
    });
    for (const refusal of [json(400, {}), json(401, {}), json(408, {}), json(500, { bad: true })]) {
      server.answer = refusal;
      for (let n = 0; n < 12; n += 1) {
        await expect(world.settled(world.run(manifest))).rejects.toThrow();
      }
    }
    expect(server.requests).toHaveLength(48);
  });

  it('is none whose calls were called off', async () => {
    const manifest = app();
    for (let n = 0; n < 12; n += 1) {
      const release = server.hold();
      const off = new AbortController();
      const run = world.run(manifest, { signal: off.signal });
      await server.arrived(n + 1);
      off.abort();
      await expect(run).rejects.toMatchObject({ code: 'CALL_UNAVAILABLE' });
      release();
    }
    server.answer = json(200, {});
    await world.settled(world.run(manifest));
  });

  it('is tried by a person all the same, and is back when that goes well', async () => {
    const manifest = app();
    server.answer = json(500, {});
    await away(manifest, 10);
    await away(manifest, 1, { attended: true });
    server.answer = json(200, {});
    await world.settled(world.run(manifest, { attended: true }));
    await world.settled(world.run(manifest));
    expect(server.requests).toHaveLength(13);
  });
});
