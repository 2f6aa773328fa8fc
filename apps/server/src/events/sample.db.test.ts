import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';

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

/** Fails for an event without a name. */
const people = (name: string): Promise<TestFlow> =>
  server.flow({
    name,
    steps: [{ id: 'person', kind: 'set', fields: { name: { $path: '$.trigger.body.name' } } }],
  });

async function sampleOf(flow: TestFlow): Promise<unknown> {
  const { status, body } = await server.api('GET', `/events/sample?flow=${flow.id}`);
  expect(status).toBe(200);
  const { event } = body as { event: { id: string } | null };
  if (event === null) return null;
  return (await server.api('GET', `/events/${event.id}`)).body['body'];
}

/** The run of an event, once it has ended. */
const ended = async (flow: TestFlow, body: object): Promise<string> =>
  (await server.until(await server.start(flow, body))).status;

describe('the event whose data one works with', () => {
  it('is nothing while nothing was captured, and another flow changes nothing about that', async () => {
    const [flow, other] = [await people('None'), await people('Other')];
    await server.start(other, { name: 'Ada' });
    expect(await sampleOf(flow)).toBeNull();
  });

  it('is of the newest run that succeeded, whatever arrived since', async () => {
    const flow = await people('Succeeded');
    expect(await ended(flow, { name: 'Ada' })).toBe('succeeded');
    expect(await ended(flow, { name: 'Grace' })).toBe('succeeded');
    expect(await ended(flow, { junk: 1 })).toBe('failed');
    await server.send(flow, '{"broken":', { 'content-type': 'application/json' });
    expect(await sampleOf(flow)).toEqual({ name: 'Grace' });
  });

  it('is the newest that was accepted while no run succeeded', async () => {
    const flow = await people('Failed');
    expect(await ended(flow, { junk: 1 })).toBe('failed');
    expect(await ended(flow, { junk: 2 })).toBe('failed');
    await server.api('POST', `/flows/${flow.id}/pause`);
    await server.send(flow, { junk: 3 });
    expect(await sampleOf(flow)).toEqual({ junk: 2 });
  });

  it('is any other that mappings can use while none was accepted', async () => {
    const flow = await people('Paused');
    await server.api('POST', `/flows/${flow.id}/pause`);
    await server.send(flow, { held: true });
    expect(await sampleOf(flow)).toEqual({ held: true });
  });

  it('is what a step is tried with unless another is named', async () => {
    const flow = await people('Tried');
    expect(await ended(flow, { name: 'Ada' })).toBe('succeeded');
    expect(await ended(flow, { junk: 1 })).toBe('failed');
    const { body } = await server.api('POST', `/flows/${flow.id}/steps/person/test`, {});
    expect(body).toMatchObject({ status: 'succeeded', output: { name: 'Ada' } });
  });

  it('is asked for by a flow', async () => {
    expect((await server.api('GET', '/events/sample')).status).toBe(422);
  });
});
