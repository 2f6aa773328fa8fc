import type { RunDetail } from '@millrace/model';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../http/testing.ts';
import { startPartner, type Partner } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import {
  briefly,
  callStep,
  documentOf,
  startServer,
  type FlowInput,
  type TestFlow,
  type TestServer,
} from '../testing/test-server.ts';

let database: TestDatabase;
let partner: Partner;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  partner = await startPartner();
  server = await startServer(database);
});

afterEach(() => {
  partner.reset();
});

afterAll(async () => {
  await server.stop();
  await partner.close();
  await database.drop();
});

const value = { $path: '$.trigger.body.v' };
const set = (id: string, fields: object): object => ({ id, kind: 'set', fields });
const call = (id: string, more = {}): object => callStep(id, partner.url, { id, v: value }, more);
const threeSteps = (): object[] => [call('a'), call('b'), set('c', { v: value })];

const sent = (): unknown[] => partner.calls.map(({ body }) => body);
const keys = (): (string | undefined)[] => partner.calls.map(({ key }) => key);

/** A run that has ended, and nothing of its calls. */
async function origin(flow: TestFlow, body: unknown = { v: 1 }): Promise<RunDetail> {
  const run = await server.until(await server.start(flow, body));
  return run;
}

async function replay(run: RunDetail, request: object = {}): Promise<RunDetail> {
  const answer = await server.api('POST', `/runs/${run.id}/replay`, request);
  expect(answer.body).toEqual({ run: expect.any(String) as string });
  return server.until(String(answer.body['run']));
}

const failsAt = (id: string) => {
  partner.statusOf = ({ body }) => ((body as { id: string }).id === id ? 400 : 200);
};

const publish = async (flow: TestFlow, document: FlowInput): Promise<void> => {
  await server.api('PUT', `/flows/${flow.id}/draft`, { document: documentOf(document) });
  expect((await server.api('POST', `/flows/${flow.id}/publish`)).status).toBe(200);
};

describe('a run that is run again', () => {
  it('is a new run of the same event, and both name each other', async () => {
    const first = await origin(await server.flow({ name: 'Again', steps: threeSteps() }));
    const second = await replay(first);
    const third = await replay(first);
    expect(second).toMatchObject({ status: 'succeeded', origin: first.id, event: first.event });
    expect(briefly(second)).toEqual(briefly(first));
    const { replays, ...unchanged } = await server.run(first.id);
    expect(replays.map(({ id, status }) => [id, status])).toEqual([
      [third.id, 'succeeded'],
      [second.id, 'succeeded'],
    ]);
    expect({ ...unchanged, replays: [] }).toEqual(first);
  });

  it('after it failed uses the same keys, so that targets that know them do nothing twice', async () => {
    failsAt('b');
    const failed = await origin(await server.flow({ name: 'Same keys', steps: threeSteps() }));
    expect(failed.status).toBe('failed');
    partner.statusOf = () => 200;
    const again = await replay(failed);
    expect(again.status).toBe('succeeded');
    expect(keys().slice(2)).toEqual(keys().slice(0, 2));
    // So does the replay of a replay that failed, but not that of one that succeeded.
    await replay(again);
    expect(keys().slice(4)).not.toEqual(keys().slice(0, 2));
  });

  it('after it succeeded, or with another body, uses keys of its own', async () => {
    const steps = [call('a')];
    const flow = await server.flow({ name: 'New keys', steps });
    const done = await origin(flow);
    await replay(done);
    failsAt('a');
    const failed = await origin(flow);
    await replay(failed, { body: { v: 2 } });
    expect(new Set(keys()).size).toBe(4);
  });

  it('with another body takes the place of what arrived, which stays as it was', async () => {
    const first = await origin(await server.flow({ name: 'Edited', steps: threeSteps() }));
    const second = await replay(first, { body: { v: { any: ['JSON', null] } } });
    expect(second.attempts.at(-1)?.output).toEqual({ v: { any: ['JSON', null] } });
    expect(second.event).not.toBe(first.event);
    const events = [first.event, second.event].map(async (id) => {
      const { body } = await server.api('GET', `/events/${id}`);
      return [body['kind'], body['body'], body['run']];
    });
    expect(await Promise.all(events)).toEqual([
      ['webhook', { v: 1 }, first.id],
      ['replay', { v: { any: ['JSON', null] } }, second.id],
    ]);
  });
});

describe('a replay from a step', () => {
  it('keeps what the steps before it put out, and makes none of their calls', async () => {
    const flow = await server.flow({ name: 'From', steps: threeSteps() });
    const first = await origin(flow);
    partner.reset();
    const second = await replay(first, { from: 'b' });
    expect(sent()).toEqual([{ id: 'b', v: 1 }]);
    expect(briefly(second)).toEqual(['a#1 succeeded', 'b#1 succeeded', 'c#1 succeeded']);
    // No call was made for what it took over.
    expect(second.attempts[0]).toEqual({ ...first.attempts[0], calls: undefined });
  });

  it('inside a branch stays on the path that was taken', async () => {
    const when = { left: value, op: 'greater_than', right: 10 };
    const size = {
      ...{ id: 'size', kind: 'branch' },
      paths: [{ name: 'big', when, steps: [call('big'), call('bigger')] }],
      otherwise: [call('small')],
    };
    const first = await origin(
      await server.flow({ name: 'Branch', steps: [call('a'), size, call('z')] }),
      { v: 50 },
    );
    partner.reset();
    await replay(first, { from: 'bigger' });
    expect(sent().map((body) => (body as { id: string }).id)).toEqual(['bigger', 'z']);
  });

  it('inside a loop runs it again from that step for each of its items', async () => {
    const item = { $path: '$.item' };
    const lines = {
      ...{ id: 'lines', kind: 'for-each', items: { $path: '$.trigger.body.items' } },
      steps: [
        callStep('one', partner.url, { id: 'one', item }),
        callStep('two', partner.url, { id: 'two', item }),
      ],
    };
    const flow = await server.flow({ name: 'Loop', steps: [call('a'), lines] });
    const first = await origin(flow, { v: 1, items: ['x', 'y'] });
    partner.reset();
    const second = await replay(first, { from: 'two' });
    expect(sent()).toEqual([
      { id: 'two', item: 'x' },
      { id: 'two', item: 'y' },
    ]);
    expect(second.status).toBe('succeeded');
    partner.reset();
    await replay(first, { from: 'lines' });
    expect(partner.calls).toHaveLength(4);
  });

  it('goes on behind a step whose failure the flow has accepted, without calling it', async () => {
    const steps = [call('a', { on_error: 'continue' }), call('b')];
    failsAt('a');
    const first = await origin(await server.flow({ name: 'Lenient', steps }));
    expect(first.status).toBe('succeeded');
    partner.reset();
    expect((await replay(first, { from: 'b' })).status).toBe('succeeded');
    expect(sent()).toEqual([{ id: 'b', v: 1 }]);
  });
});

describe('a replay on another version', () => {
  it('runs the version it was, unless it is told which', async () => {
    const version = (n: number) => ({ name: 'Versions', steps: [set('v', { version: n })] });
    const flow = await server.flow(version(1));
    const first = await origin(flow);
    await publish(flow, version(2));
    await publish(flow, version(3));
    const ran: unknown[] = [];
    for (const wanted of [undefined, 'original', 'newest', 2]) {
      const run = await replay(first, wanted === undefined ? {} : { version: wanted });
      ran.push([run.version, run.attempts[0]?.output]);
    }
    expect(ran).toEqual([1, 1, 3, 2].map((n) => [n, { version: n }]));
  });

  it('uses keys of its own, for its calls may differ', async () => {
    const flow = await server.flow({ name: 'Mended', steps: [call('a')] });
    failsAt('a');
    const failed = await origin(flow);
    await publish(flow, { name: 'Mended', steps: [call('a'), set('b', {})] });
    await replay(failed, { version: 'newest' });
    expect(new Set(keys()).size).toBe(2);
  });

  it('has to pass the gate of the version it runs', async () => {
    const flow = await server.flow({ name: 'Gated later', steps: [call('a')] });
    const first = await origin(flow);
    await publish(flow, { name: 'Gated later', steps: [call('a')], limits: { concurrency: 1 } });
    partner.reset();
    partner.holding = true;
    for (let n = 0; n < 3; n += 1) {
      await server.api('POST', `/runs/${first.id}/replay`, { version: 'newest' });
    }
    await expect.poll(() => partner.calls.length).toBe(1);
    const { body } = await server.api('GET', `/runs?flow=${flow.id}&status=queued`);
    expect((body as { items: unknown[] }).items).toHaveLength(2);
  });
});

describe('a replay that cannot be', () => {
  it('says which run, version or step is not there', async () => {
    const first = await origin(await server.flow({ name: 'None', steps: [call('a')] }));
    const refused = async (path: string, request: object) => {
      const answer = await server.api('POST', path, request);
      return [answer.status, codeOf(answer)];
    };
    const path = `/runs/${first.id}/replay`;
    expect(await refused(path, { from: 'zz' })).toEqual([404, 'STEP_NOT_FOUND']);
    expect(await refused(path, { version: 7 })).toEqual([404, 'VERSION_NOT_FOUND']);
    expect(await refused(`/runs/${first.event}/replay`, {})).toEqual([404, 'RUN_NOT_FOUND']);
    expect(await refused(path, { form: 'a' })).toEqual([422, 'REQUEST_INVALID']);
    expect((await server.run(first.id)).replays).toEqual([]);
  });
});
